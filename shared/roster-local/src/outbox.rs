//! Announcements as lines of a file, and mails to the operator as files to be sent.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::notices::{Notice, notice};
use roster_pipeline::ports::{Announcement, Announcer};
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
        let Some(notice) = notice(connection, announcement) else { return Ok(()) };
        let mut file = NamedTempFile::new_in(&self.dir)?;
        file.write_all(self.message(&notice, at).as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.dir.join(format!("{}.eml", notice.name))).map_err(|failed| failed.error)?;
        Ok(sync_dir(&self.dir)?)
    }

    /// A whole message of RFC 5322, UTF-8 in the body only.
    fn message(&self, notice: &Notice, at: Timestamp) -> String {
        let Notice { subject, body, .. } = notice;
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

#[cfg(test)]
mod tests {
    use super::*;
    use roster_pipeline::records::RunId;

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
