//! What a person is told: an announcement as a short plain text, the same however it is sent.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::ConnectionKey;
use crate::ports::Announcement;
use crate::records::RunId;

/// A text to a person. ASCII in name and subject, without line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names what it is about: the next one about the same takes its place. Fit for a file's name.
    pub name: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// The notice of an announcement that somebody must look at; none for others, and none for one that is about a connection
/// if there is no connection.
pub fn notice(connection: Option<&ConnectionKey>, announcement: &Announcement) -> Option<Notice> {
    match announcement {
        Announcement::Checked { .. } | Announcement::Applied { .. } => None,
        Announcement::ManyLate { late, of } => Some(many_late(*late, *of)),
        Announcement::Late { since, missed } => connection.map(|key| late(key, *since, *missed)),
        Announcement::PullFailed { message, tries, .. } => {
            connection.map(|key| pull_failed(key, message, *tries))
        }
        Announcement::Held { run, reasons } => connection.map(|key| held(key, run, reasons)),
        Announcement::Failed { run, message } => connection
            .map(|key| of_run("failed", key, run, &format!("This run could not go on: {message}\n"))),
    }
}

fn held(connection: &ConnectionKey, run: &RunId, reasons: &[String]) -> Notice {
    let mut text = String::from("Nothing was applied. The brake holds this run because:\n\n");
    for reason in reasons {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "- {reason}");
    }
    let mut notice = of_run("held", connection, run, &text);
    let answers = "rollcall run approve | apply-additions | discard";
    let _ = writeln!(notice.body, "Then answer:  {answers} {}", plain(run));
    notice
}

fn of_run(word: &str, connection: &ConnectionKey, run: &RunId, text: &str) -> Notice {
    let run = plain(run);
    Notice {
        name: format!("{word}-{}-{}-{run}", connection.tenant, connection.connection),
        subject: format!("Rollcall: {connection} {word}, run {run}"),
        body: format!("{text}\nLook at it:   rollcall plan show {run}\n"),
    }
}

fn late(connection: &ConnectionKey, since: Option<Timestamp>, missed: u64) -> Notice {
    let ConnectionKey { tenant, connection: of } = connection;
    let since = since.map_or("never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
    Notice {
        name: format!("late-{tenant}-{of}"),
        subject: format!("Rollcall: {connection} is late"),
        body: format!(
            "No files came from {connection} when they should have.\nLast delivery: {since}\nMissed since: {missed}\n\n\
             The roster stays as it is. Ask the district whether their export runs.\n\
             Look at it:   rollcall connection show {tenant} {of}\n"
        ),
    }
}

fn many_late(late: u64, of: u64) -> Notice {
    Notice {
        name: "many-late".to_owned(),
        subject: format!("Rollcall: {late} of {of} tenants are late"),
        body: format!(
            "{late} of {of} tenants sent nothing when they should have. That many at once are rarely to blame \
             themselves:\nlook at the SFTP server, its name and its logins first. No roster was changed.\n"
        ),
    }
}

/// One per connection: the newest failure is the one to look at.
fn pull_failed(connection: &ConnectionKey, message: &str, tries: u32) -> Notice {
    let ConnectionKey { tenant, connection: of } = connection;
    Notice {
        name: format!("pull-failed-{tenant}-{of}"),
        subject: format!("Rollcall: {connection} could not be pulled"),
        body: format!(
            "Files could not be fetched from the district's server (try {tries}):\n\n{message}\n\n\
             Try it:  rollcall connection test {tenant} {of}\n"
        ),
    }
}

/// The run's ID without anything that could break a file name or a header.
fn plain(run: &RunId) -> String {
    run.0.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_says_why_and_what_to_answer_and_breaks_no_header() {
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        let run = RunId("r-1/../x\r\nBcc: x@example.org".into());
        let held = Announcement::Held { run, reasons: vec!["12 % of users".into(), "no classes".into()] };
        let notice = notice(Some(&key), &held).unwrap();
        let safe = "r-1____x__Bcc__x_example_org";
        assert_eq!(notice.name, format!("held-maple-usd-main-{safe}"));
        assert_eq!(notice.subject, format!("Rollcall: maple-usd/main held, run {safe}"));
        let want = format!(
            "Nothing was applied. The brake holds this run because:\n\n- 12 % of users\n- no classes\n\n\
             Look at it:   rollcall plan show {safe}\n\
             Then answer:  rollcall run approve | apply-additions | discard {safe}\n"
        );
        assert_eq!(notice.body, want);
    }

    #[test]
    fn what_nobody_must_look_at_is_no_notice() {
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        let applied = Announcement::Applied { run: RunId("r-1".into()), changes: 3 };
        assert_eq!(notice(Some(&key), &applied), None);
        let late = Announcement::Late { since: None, missed: 1 };
        assert_eq!(notice(None, &late), None);
        assert!(notice(None, &Announcement::ManyLate { late: 3, of: 9 }).is_some());
    }
}
