//! The SFTP server beside other people's clients; what is not installed is skipped by name, and fails where `CI` is set.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

mod lftp;
mod openssh;
mod paramiko;
mod raw;
mod store;
mod world;

use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};

/// A program that must be there for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    OpenSsh,
    Lftp,
    Paramiko,
    Ours,
}

impl Peer {
    /// Why tests with this peer cannot run.
    fn missing(self) -> Option<&'static str> {
        let runs = |program: &str, argument: &str| Command::new(program).arg(argument).output().is_ok();
        match self {
            Peer::OpenSsh if !runs("sftp", "-h") || !runs("ssh-keygen", "-?") => {
                Some("OpenSSH's client is not installed")
            }
            Peer::OpenSsh if !runs("sshpass", "-V") => Some("sshpass is not installed"),
            Peer::Lftp if !runs("lftp", "--version") || !runs("ssh", "-V") => Some("lftp is not installed"),
            Peer::Paramiko if paramiko::python().is_none() => Some("paramiko is not installed"),
            Peer::OpenSsh | Peer::Lftp | Peer::Paramiko | Peer::Ours => None,
        }
    }
}

type Test = (&'static str, Peer, fn());

const TESTS: &[Test] = &[
    ("openssh_puts_gets_lists_and_removes", Peer::OpenSsh, openssh::puts_gets_lists_and_removes),
    ("openssh_keeps_times_and_whole_folders", Peer::OpenSsh, openssh::keeps_times_and_whole_folders),
    (
        "openssh_renames_over_an_existing_name_in_both_ways",
        Peer::OpenSsh,
        openssh::renames_over_an_existing_name_in_both_ways,
    ),
    ("openssh_resumes_an_upload", Peer::OpenSsh, openssh::resumes_an_upload),
    (
        "openssh_reads_reports_and_cannot_change_them",
        Peer::OpenSsh,
        openssh::reads_reports_and_cannot_change_them,
    ),
    ("openssh_makes_no_links", Peer::OpenSsh, openssh::makes_no_links),
    ("openssh_never_leaves_its_folder", Peer::OpenSsh, openssh::never_leaves_its_folder),
    ("openssh_logs_in_with_each_kind_of_key", Peer::OpenSsh, openssh::logs_in_with_each_kind_of_key),
    (
        "openssh_is_refused_without_the_right_password",
        Peer::OpenSsh,
        openssh::is_refused_without_the_right_password,
    ),
    ("openssh_logs_in_by_questions_and_answers", Peer::OpenSsh, openssh::logs_in_by_questions_and_answers),
    ("openssh_speaks_old_and_new_algorithms", Peer::OpenSsh, openssh::speaks_old_and_new_algorithms),
    (
        "openssh_sees_the_fingerprint_that_we_print",
        Peer::OpenSsh,
        openssh::sees_the_fingerprint_that_we_print,
    ),
    (
        "openssh_leaves_counts_in_the_log_and_no_secrets",
        Peer::OpenSsh,
        openssh::leaves_counts_in_the_log_and_no_secrets,
    ),
    ("openssh_gets_no_shell", Peer::OpenSsh, openssh::gets_no_shell),
    ("lftp_mirrors_up_and_down", Peer::Lftp, lftp::mirrors_up_and_down),
    ("lftp_puts_over_and_goes_on", Peer::Lftp, lftp::puts_over_and_goes_on),
    ("paramiko_stats_the_right_size_after_put", Peer::Paramiko, paramiko::stats_the_right_size_after_put),
    ("paramiko_behaves_like_winscp", Peer::Paramiko, paramiko::behaves_like_winscp),
    ("paramiko_appends_cuts_and_writes_anywhere", Peer::Paramiko, paramiko::appends_cuts_and_writes_anywhere),
    (
        "paramiko_leaves_nothing_behind_when_it_drops",
        Peer::Paramiko,
        paramiko::leaves_nothing_behind_when_it_drops,
    ),
    ("two_hundred_sessions_put_at_once", Peer::Ours, raw::two_hundred_sessions_put_at_once),
    (
        "a_message_that_is_too_long_ends_the_session",
        Peer::Ours,
        raw::a_message_that_is_too_long_ends_the_session,
    ),
    ("open_files_are_bounded", Peer::Ours, raw::open_files_are_bounded),
    ("sessions_of_a_login_are_bounded", Peer::Ours, raw::sessions_of_a_login_are_bounded),
    ("silent_clients_are_closed", Peer::Ours, raw::silent_clients_are_closed),
    (
        "answers_wait_for_a_client_that_reads_them_late",
        Peer::Ours,
        raw::answers_wait_for_a_client_that_reads_them_late,
    ),
    ("connections_in_all_are_bounded", Peer::Ours, raw::connections_in_all_are_bounded),
    ("a_file_beyond_the_limit_never_appears", Peer::Ours, raw::a_file_beyond_the_limit_never_appears),
    ("stopping_ends_open_sessions", Peer::Ours, raw::stopping_ends_open_sessions),
];

fn main() -> ExitCode {
    world::keep_log();
    let in_ci = std::env::var_os("CI").is_some();
    let trials = TESTS.iter().map(|test| trial(test, in_ci)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn trial(&(name, peer, test): &Test, in_ci: bool) -> Trial {
    match peer.missing() {
        None => Trial::test(name, move || {
            test();
            Ok(())
        }),
        Some(reason) if in_ci => Trial::test(name, move || Err(Failed::from(reason))),
        Some(reason) => {
            eprintln!("skipped: {name} ({reason})");
            Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(reason)
        }
    }
}
