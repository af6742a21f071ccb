//! The adapters of queues, announcements, secrets and the control table against MiniStack, case by case.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conformance;
mod world;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use rollcall_emulators::ministack::{MISSING, Ministack};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // It lives until the trials are done.
    let ministack = (!arguments.list).then(Ministack::start).flatten();
    let trials = match &ministack {
        Some(ministack) => conformance::trials(ministack.url()),
        None => conformance::names().into_iter().map(skipped).collect(),
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn skipped(name: &'static str) -> Trial {
    Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(MISSING)
}
