//! Pulling from a district's server: OpenSSH's own sshd, our server, and one that lies. What is not installed is skipped by
//! name, and fails where `CI` is set.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

mod district;
mod hostile;
mod nights;
mod passwords;
mod world;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

type Test = (&'static str, bool, fn());

/// Name, whether it needs sshd, test.
const TESTS: &[Test] = &[
    ("only_what_changed_is_fetched", true, nights::only_what_changed_is_fetched),
    ("an_unchanged_night_fetches_nothing", true, nights::an_unchanged_night_fetches_nothing),
    ("a_changed_host_key_is_refused_with_both_fingerprints", true, nights::a_changed_host_key_is_refused),
    ("a_fingerprint_of_another_kind_of_key_is_found", true, nights::a_fingerprint_of_another_kind_is_found),
    ("a_key_that_nobody_accepted_is_shown_and_not_trusted", true, nights::a_new_key_is_shown_and_not_trusted),
    ("a_wrong_key_is_said_so_once", true, nights::a_wrong_key_is_said_so_once),
    ("a_server_that_dies_in_a_file_is_gone_on_with", true, nights::a_lost_session_is_gone_on_with),
    ("a_server_that_is_gone_keeps_what_came", true, nights::a_server_that_is_gone_keeps_what_came),
    ("subfolders_and_links_are_followed_as_far_as_set", true, nights::subfolders_and_links),
    ("old_algorithms_are_spoken", true, nights::old_algorithms_are_spoken),
    ("what_vanishes_there_vanishes_here", true, nights::what_vanishes_there_vanishes_here),
    ("a_password_is_taken", false, passwords::a_password_is_taken),
    ("a_wrong_password_is_tried_once", false, passwords::a_wrong_password_is_tried_once),
    ("an_endless_listing_ends", false, hostile::an_endless_listing_ends),
    ("an_endless_file_ends", false, hostile::an_endless_file_ends),
    ("a_lying_size_is_noticed", false, hostile::a_lying_size_is_noticed),
    ("names_never_leave_the_folder", false, hostile::names_never_leave_the_folder),
    ("a_silent_server_is_given_up", false, hostile::a_silent_server_is_given_up),
];

fn main() -> ExitCode {
    let in_ci = std::env::var_os("CI").is_some();
    let sshd = district::is_installed();
    let trials = TESTS.iter().map(|&(name, needs_sshd, test)| {
        let run = move || {
            test();
            Ok(())
        };
        match (needs_sshd && !sshd, in_ci) {
            (false, _) => Trial::test(name, run),
            (true, true) => Trial::test(name, || Err(Failed::from("OpenSSH's sshd is not installed"))),
            (true, false) => {
                eprintln!("skipped: {name} (OpenSSH's sshd is not installed)");
                Trial::test(name, || Ok(())).with_ignored_flag(true)
            }
        }
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
