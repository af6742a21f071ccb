//! Announcements as lines of a file, and mails to the operator as files to be sent.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::records::RunId;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::blocking::blocking;
use crate::disk::{create_dirs, sync_dir};

/// Who the mails are from and for; both are plain addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The sender.
    pub from: String,
    /// The operator.
    pub operator: String,
}

/// Writes every announcement as a line of `announcements.jsonl`, and a hold or a failure also as one `.eml` file, named
/// for its run: the same one again replaces it. A mail program or a script of the operator takes it from there.
#[derive(Debug, Clone)]
pub struct Outbox {
    dir: PathBuf,
    addresses: Addresses,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<&'a str>,
    #[serde(flatten)]
    announcement: &'a Announcement,
}

impl Outbox {
    /// An outbox in `dir`, which is created if missing; `Refused` for an address that is no plain one.
    pub fn open(dir: impl Into<PathBuf>, addresses: Addresses) -> PortResult<Outbox> {
        let plain =
            |a: &str| a.contains('@') && a.bytes().all(|b| b.is_ascii_graphic() && !b"<>,;\"()".contains(&b));
        if !plain(&addresses.from) || !plain(&addresses.operator) {
            return Err(PortError::new(
                ErrorKind::Refused,
                "mail address of the outbox (write name@example.org)",
            ));
        }
        let dir = dir.into();
        create_dirs(&dir)?;
        Ok(Outbox { dir, addresses })
    }

    fn put(
        &self,
        connection: Option<&ConnectionKey>,
        announcement: &Announcement,
        at: Timestamp,
    ) -> PortResult<()> {
        append(&self.dir.join("announcements.jsonl"), connection, announcement, at)?;
        let Some((name, subject, body)) = mail(connection, announcement) else { return Ok(()) };
        let mut file = NamedTempFile::new_in(&self.dir)?;
        file.write_all(self.message(&subject, &body, at).as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.dir.join(name)).map_err(|failed| failed.error)?;
        Ok(sync_dir(&self.dir)?)
    }

    /// A whole message of RFC 5322, UTF-8 in the body only.
    fn message(&self, subject: &str, body: &str, at: Timestamp) -> String {
        let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let Addresses { from, operator } = &self.addresses;
        let mut text =
            format!("From: Rollcall <{from}>\nTo: <{operator}>\nDate: {date}\nSubject: {subject}\n");
        text.push_str(
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
        );
        text.push_str("Auto-Submitted: auto-generated\n\n");
        text.push_str(body);
        text.replace('\n', "\r\n")
    }
}

#[async_trait]
impl Announcer for Outbox {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        let (outbox, connection, announcement) = (self.clone(), connection.clone(), announcement.clone());
        blocking(move || outbox.put(Some(&connection), &announcement, Timestamp::now())).await
    }

    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        let (outbox, announcement) = (self.clone(), announcement.clone());
        blocking(move || outbox.put(None, &announcement, Timestamp::now())).await
    }
}

/// Appends one line by one write, so that lines of two writers never mix.
fn append(
    path: &Path,
    connection: Option<&ConnectionKey>,
    announcement: &Announcement,
    at: Timestamp,
) -> PortResult<()> {
    let tenant = connection.map(|key| key.tenant.as_str());
    let connection = connection.map(|key| key.connection.as_str());
    let line = serde_json::to_string(&Line { at, tenant, connection, announcement });
    let mut line = line.map_err(|error| PortError::because(ErrorKind::Refused, "announcement", error))?;
    line.push('\n');
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(line.as_bytes())?;
    Ok(file.sync_data()?)
}

/// File name, subject and body of what a person must look at.
fn mail(connection: Option<&ConnectionKey>, announcement: &Announcement) -> Option<(String, String, String)> {
    let (word, run, mut body) = match announcement {
        Announcement::Checked { .. } | Announcement::Applied { .. } => return None,
        Announcement::Late { since, missed } => return connection.map(|key| late(key, *since, *missed)),
        Announcement::ManyLate { late, of } => return Some(many_late(*late, *of)),
        Announcement::PullFailed { message, tries, .. } => {
            return connection.map(|key| pull_mail(key, message, *tries));
        }
        Announcement::Held { run, reasons } => {
            let mut body = String::from("Nothing was applied. The brake holds this run because:\n\n");
            for reason in reasons {
                // Writing to a String cannot fail.
                let _ = writeln!(body, "- {reason}");
            }
            ("held", run, body)
        }
        Announcement::Failed { run, message } => {
            ("failed", run, format!("This run could not go on: {message}\n"))
        }
    };
    let connection = connection?;
    let name = format!("{word}-{}-{}-{}.eml", connection.tenant, connection.connection, file_safe(run));
    let subject = format!("Rollcall: {connection} {word}, run {}", file_safe(run));
    let _ = write!(body, "\nLook at it:   rollcall plan show {0}\n", file_safe(run));
    if word == "held" {
        let _ = writeln!(
            body,
            "Then answer:  rollcall run approve | apply-additions | discard {}",
            file_safe(run)
        );
    }
    Some((name, subject, body))
}

fn late(connection: &ConnectionKey, since: Option<Timestamp>, missed: u64) -> (String, String, String) {
    let since = since.map_or("never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
    let body = format!(
        "No files came from {connection} when they should have.\nLast delivery: {since}\nMissed since: {missed}\n\n\
         The roster stays as it is. Ask the district whether their export runs.\n\
         Look at it:   rollcall connection show {} {}\n",
        connection.tenant, connection.connection
    );
    (
        format!("late-{}-{}.eml", connection.tenant, connection.connection),
        format!("Rollcall: {connection} is late"),
        body,
    )
}

fn many_late(late: u64, of: u64) -> (String, String, String) {
    let body = format!(
        "{late} of {of} tenants sent nothing when they should have. That many at once are rarely to blame themselves:\n\
         look at the SFTP server, its name and its logins first. No roster was changed.\n"
    );
    ("many-late.eml".to_owned(), format!("Rollcall: {late} of {of} tenants are late"), body)
}

/// One mail per connection: the newest failure is the one to look at.
fn pull_mail(connection: &ConnectionKey, message: &str, tries: u32) -> (String, String, String) {
    let ConnectionKey { tenant, connection: of } = connection;
    let body = format!(
        "Files could not be fetched from the district's server (try {tries}):\n\n{message}\n\nTry it:  rollcall connection test {tenant} {of}\n"
    );
    (format!("pull-failed-{tenant}-{of}.eml"), format!("Rollcall: {connection} could not be pulled"), body)
}

/// The run's ID without anything that could break a file name or a header.
fn file_safe(run: &RunId) -> String {
    run.0.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(dir: &Path) -> Outbox {
        let addresses = Addresses { from: "rollcall@example.org".into(), operator: "ops@example.org".into() };
        Outbox::open(dir, addresses).unwrap()
    }

    #[tokio::test]
    async fn every_announcement_is_a_line_and_a_hold_is_a_mail() {
        let dir = tempfile::tempdir().unwrap();
        let (outbox, key) = (outbox(dir.path()), ConnectionKey::new("maple-usd", "main").unwrap());
        let held =
            Announcement::Held { run: RunId("r-1/../x".into()), reasons: vec!["Zu viele fehlen".into()] };
        let applied = Announcement::Applied { run: RunId("r-2".into()), changes: 3 };
        for announcement in [&held, &applied, &held] {
            outbox.announce(&key, announcement).await.unwrap();
        }
        let lines = std::fs::read_to_string(dir.path().join("announcements.jsonl")).unwrap();
        let lines: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines.len(), &lines[1]["type"], &lines[1]["changes"]), (3, &"applied".into(), &3.into()));
        assert_eq!((&lines[0]["tenant"], &lines[0]["run"]), (&"maple-usd".into(), &"r-1/../x".into()));
        let mail = std::fs::read_to_string(dir.path().join("held-maple-usd-main-r-1____x.eml")).unwrap();
        assert!(
            mail.starts_with("From: Rollcall <rollcall@example.org>\r\nTo: <ops@example.org>\r\nDate: "),
            "{mail}"
        );
        assert!(
            mail.contains("\r\n\r\nNothing was applied.") && mail.contains("- Zu viele fehlen\r\n"),
            "{mail}"
        );
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn an_address_that_could_add_a_header_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for bad in ["", "ops", "ops@example.org\r\nBcc: x@example.org", "a@b,c@d", "Ops <ops@example.org>"] {
            let addresses = Addresses { from: "rollcall@example.org".into(), operator: bad.into() };
            assert!(Outbox::open(dir.path(), addresses).is_err(), "{bad:?}");
        }
    }
}
