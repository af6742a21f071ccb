//! Where and when a connection's files are fetched, as settings.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use roster::schedule::{Schedule, ScheduleError};
use serde::{Deserialize, Serialize};

use crate::assemble::{is_temporary, matches};

/// Through what files are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Via {
    /// Our own SFTP client.
    #[default]
    Client,
    /// An SFTP connector of AWS Transfer Family.
    Connector,
}

/// A district's own server, and how we fetch from it. The password or private key is kept as a secret, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PullSettings {
    /// Host name or address.
    pub host: String,
    /// Port.
    #[serde(default = "ssh")]
    pub port: u16,
    /// User name there.
    pub user: String,
    /// Folder there; empty is where the login begins.
    #[serde(default)]
    pub path: String,
    /// Names of the wanted files, `*` standing for any text; none means every file that is not temporary.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// How many levels of subfolders are looked into; 0 is the folder alone.
    #[serde(default)]
    pub depth: u8,
    /// The server's keys that a person has accepted: `SHA256:...` or OpenSSH's form (`ssh-ed25519 AAAA...`). None means
    /// that nobody has, and nothing is fetched.
    #[serde(default)]
    pub host_keys: Vec<String>,
    /// When, as [`PullTime`] prints it.
    #[serde(default = "usual_time")]
    pub when: String,
    /// Through what.
    #[serde(default)]
    pub via: Via,
    /// The connector's ID, where it goes through one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector: Option<String>,
}

fn ssh() -> u16 {
    22
}

fn usual_time() -> String {
    PullTime::default().to_string()
}

impl PullSettings {
    /// How deep subfolders may be looked into.
    pub const DEEPEST: u8 = 8;

    /// The usual settings: port 22, where the login begins, all files, an hour before the connection's schedule.
    pub fn new(host: impl Into<String>, user: impl Into<String>) -> PullSettings {
        PullSettings {
            host: host.into(),
            port: ssh(),
            user: user.into(),
            path: String::new(),
            patterns: Vec::new(),
            depth: 0,
            host_keys: Vec::new(),
            when: usual_time(),
            via: Via::Client,
            connector: None,
        }
    }

    /// Host and port, as people write them.
    pub fn server(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// Whether a file of this relative path is wanted.
    pub fn wants(&self, path: &str) -> bool {
        !is_temporary(path)
            && (self.patterns.is_empty() || self.patterns.iter().any(|pattern| matches(pattern, path)))
    }
}

/// When files are fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullTime {
    /// So many minutes before each due time of the connection's schedule; hourly where that has none.
    Before(u32),
    /// At times of its own.
    Own(Schedule),
}

/// Minutes that files are fetched before they are planned, unless the settings say otherwise.
const USUAL_LEAD: u32 = 60;
/// A day: more would be the run before.
const LONGEST_LEAD: u32 = 24 * 60;
/// Where the connection's schedule has no times of day.
const WITHOUT_TIMES: SignedDuration = SignedDuration::from_hours(1);

impl Default for PullTime {
    fn default() -> PullTime {
        PullTime::Before(USUAL_LEAD)
    }
}

impl PullTime {
    /// The first time later than `after`, given the connection's schedule.
    pub fn next(&self, after: Timestamp, schedule: &Schedule) -> Timestamp {
        let (times, lead) = match self {
            PullTime::Before(minutes) => (schedule, SignedDuration::from_mins(i64::from(*minutes))),
            PullTime::Own(own) => (own, SignedDuration::ZERO),
        };
        let hourly = match times {
            Schedule::OnArrival { minimum_interval, .. } => SignedDuration::try_from(*minimum_interval)
                .ok()
                .filter(|interval| !interval.is_zero())
                .unwrap_or(WITHOUT_TIMES),
            Schedule::At { .. } => WITHOUT_TIMES,
        };
        let later = |at: Timestamp, by| at.checked_add(by).unwrap_or(Timestamp::MAX);
        match times.next_due(later(after, lead)) {
            Some(due) => due.checked_sub(lead).unwrap_or(due),
            None => later(after, hourly),
        }
    }
}

impl fmt::Display for PullTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PullTime::Before(minutes) => write!(f, "{minutes}m before"),
            PullTime::Own(schedule) => schedule.fmt(f),
        }
    }
}

/// Why a text is no time to pull.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullTimeError {
    /// A lead that is none.
    #[error("\"{0}\" is no lead of up to 1440 minutes; write for example `60m before`")]
    Lead(String),
    /// A schedule that is none.
    #[error("{0}; or write a lead before the connection's schedule, for example `60m before`")]
    Schedule(#[from] ScheduleError),
}

impl FromStr for PullTime {
    type Err = PullTimeError;

    fn from_str(text: &str) -> Result<PullTime, PullTimeError> {
        let Some(lead) = text.trim().strip_suffix("before") else {
            return Ok(PullTime::Own(text.parse::<Schedule>()?));
        };
        let minutes = lead.trim().strip_suffix('m').and_then(|minutes| minutes.parse().ok());
        match minutes {
            Some(minutes @ 0..=LONGEST_LEAD) => Ok(PullTime::Before(minutes)),
            Some(_) | None => Err(PullTimeError::Lead(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_a_lead_or_a_schedule() {
        let nightly = Schedule::default();
        for (text, after, next) in [
            ("60m before", "2026-11-22T12:00:00Z", "2026-11-23T05:15:00Z"),
            // Between the pull and the run before which it belongs, the next is that of tomorrow.
            ("60m before", "2026-11-23T05:15:00Z", "2026-11-24T05:15:00Z"),
            ("daily 04:00 America/Chicago", "2026-11-22T12:00:00Z", "2026-11-23T10:00:00Z"),
            ("on-arrival every 15m", "2026-11-22T12:00:00Z", "2026-11-22T12:15:00Z"),
        ] {
            let time: PullTime = text.parse().unwrap();
            assert_eq!(time.to_string().parse::<PullTime>().unwrap(), time);
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(time.next(at(after), &nightly), at(next), "{text}");
        }
        for bad in ["before", "-1m before", "2000m before", "sometimes", ""] {
            let error = bad.parse::<PullTime>().unwrap_err().to_string();
            assert!(error.contains("60m before"), "{error}");
        }
    }

    #[test]
    fn stored_settings_of_the_first_version_are_read() {
        let settings: PullSettings =
            serde_json::from_str(r#"{"host": "sftp.example.org", "user": "vendor"}"#).unwrap();
        assert_eq!(settings, PullSettings::new("sftp.example.org", "vendor"));
    }

    #[test]
    fn patterns_choose_and_temporary_names_are_never_wanted() {
        let mut settings = PullSettings::new("h", "u");
        assert!(settings.wants("users.csv") && !settings.wants("users.csv.filepart"));
        settings.patterns = vec!["*.CSV".into(), "export/*.zip".into()];
        assert!(settings.wants("a/users.csv") && settings.wants("export/all.zip"));
        assert!(!settings.wants("all.zip") && !settings.wants("readme.txt"));
    }
}
