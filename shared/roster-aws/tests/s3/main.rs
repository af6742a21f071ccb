//! S3's adapters against s3s-fs, MiniStack and a peer that answers from a script.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conformance;
mod hooks;
mod nights;
mod peer;
mod reading;
mod stores;
mod versions;
mod wrapped;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use rollcall_emulators::ministack::{MISSING, Ministack};
use stores::Store;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let ministack = (!arguments.list).then(Ministack::start).flatten().map(Arc::new);
    let mut trials = conformance::trials(&Store::S3sFs);
    trials.extend(peer::trials().into_iter().chain(reading::trials()).chain(wrapped::trials()));
    match &ministack {
        Some(ministack) => {
            trials.extend(conformance::trials(&Store::Ministack(ministack.clone())));
            trials.extend(versions::trials(ministack));
        }
        None => trials.extend(
            conformance::names()
                .into_iter()
                .map(|name| format!("ministack::{name}"))
                .chain(versions::names().into_iter().map(str::to_owned))
                .map(skipped),
        ),
    }
    // The trials are done and with them their hold on MiniStack; dropping the last one stops it.
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn skipped(name: String) -> Trial {
    Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(MISSING)
}

/// A trial on a runtime of its own.
fn trial<T: Future<Output = ()> + 'static>(name: &str, test: fn() -> T) -> Trial {
    Trial::test(name, move || {
        runtime().block_on(test());
        Ok(())
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
