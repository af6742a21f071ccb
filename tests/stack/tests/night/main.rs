//! Nights on the stack, with the real functions on MiniStack: districts upload with OpenSSH through our own front door, or
//! are fetched from; what comes is checked, planned, held, answered and applied, a worker dies in the middle of it, and
//! messages come twice.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod crash;
mod district;
mod items;
mod operator;
mod pulled;
mod pushed;
mod world;

use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use rollcall_stack::missing;
use tokio::runtime::Runtime;

use crate::world::World;

fn main() -> ExitCode {
    let name = "districts_are_served_for_nights";
    let trial = match missing().or_else(missing_peers) {
        None => Trial::test(name, || {
            Runtime::new().map_err(Failed::from)?.block_on(nights());
            Ok(())
        }),
        Some(reason) => Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(reason),
    };
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

async fn nights() {
    let world = World::start().await;
    pushed::nights(&world).await;
    pulled::night(&world).await;
    world.nothing_is_left_over().await;
}

/// What a district has on its side.
fn missing_peers() -> Option<String> {
    let programs = [("sftp", "-h"), ("ssh-keygen", "-?"), ("sshpass", "-V"), (pulled::SSHD, "-?")];
    let missing = programs.iter().find(|(program, flag)| Command::new(program).arg(flag).output().is_err());
    missing.map(|(program, _)| format!("{program} is not installed"))
}
