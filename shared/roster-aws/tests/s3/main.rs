//! S3's adapters against s3s-fs, MiniStack and a peer that answers from a script.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conformance;
mod stores;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use rollcall_emulators::ministack::{MISSING, Ministack};
use stores::Store;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let ministack = (!arguments.list).then(Ministack::start).flatten().map(Arc::new);
    let mut trials = conformance::trials(&Store::S3sFs);
    match &ministack {
        Some(ministack) => trials.extend(conformance::trials(&Store::Ministack(ministack.clone()))),
        None => trials.extend(conformance::names().into_iter().map(|name| {
            Trial::test(format!("ministack::{name}"), || Ok(())).with_ignored_flag(true).with_kind(MISSING)
        })),
    }
    // The trials are done and with them their hold on MiniStack; dropping the last one stops it.
    libtest_mimic::run(&arguments, trials).exit_code()
}
