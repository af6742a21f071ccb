//! How files are sent, taken in, compared and answered: prose with the numbers that are in force.

use std::fmt::Write;
use std::time::Duration;

use roster::identity::FILE_NAME;
use roster::rules::overlong_id;
use roster::schedule::Schedule;
use roster::sensitive::Category;

use crate::causes::{causes, limits};

/// What an operator practises where nothing else was agreed, as far as other layers know it.
#[derive(Debug, Clone)]
pub struct Practice {
    /// How long nothing may come before a set counts as whole.
    pub quiet: Duration,
    /// When the roster changes.
    pub schedule: Schedule,
    /// Whole deliveries without a record before it is removed; at least 1.
    pub removal_after: u32,
    /// Days for which a removed record is kept.
    pub grace_days: u32,
    /// Wrong passwords before a user name rests.
    pub login_failures: u32,
    /// How long it rests.
    pub login_window: Duration,
}

/// All sections of the guidelines.
pub(crate) fn guidelines(practice: &Practice) -> String {
    let mut text = include_str!("text/guidelines.md").to_owned();
    for (name, value) in values(practice) {
        text = text.replace(&format!("{{{name}}}"), value.trim_end());
    }
    text
}

/// How a template is opened so that nothing in it changes.
pub(crate) fn spreadsheet_steps() -> &'static str {
    include_str!("text/steps.md")
}

fn values(practice: &Practice) -> Vec<(&'static str, String)> {
    vec![
        ("login_failures", practice.login_failures.to_string()),
        ("login_window", length(practice.login_window)),
        ("quiet", length(practice.quiet)),
        ("schedule", schedule(&practice.schedule)),
        ("removal_after", counted(practice.removal_after, "whole delivery", "whole deliveries")),
        ("grace", counted(practice.grace_days, "day", "days")),
        ("causes", causes()),
        ("limits", limits()),
        ("id_length", overlong_id::LIMIT.to_string()),
        ("id_changes", FILE_NAME.to_owned()),
        ("spreadsheet_steps", spreadsheet_steps().to_owned()),
        ("sensitive", sensitive()),
    ]
}

fn schedule(schedule: &Schedule) -> String {
    match schedule {
        Schedule::At { days, time, zone, window } => format!(
            "{days} at {:02}:{:02} in the time zone {zone}, or at the time that we agreed on. Be done\n  before then; a set \
             that is late by up to {} still runs at once. Daylight saving time is minded.",
            time.hour(),
            time.minute(),
            length(*window)
        ),
        Schedule::OnArrival { minimum_interval, .. } => {
            format!("as soon as a set is whole, at most once in {}.", length(*minimum_interval))
        }
    }
}

fn sensitive() -> String {
    let mut list = String::new();
    for category in Category::ALL {
        let _ = writeln!(list, "- {}", category.title());
    }
    list
}

/// A length of time in its largest whole unit.
fn length(length: Duration) -> String {
    match length.as_secs() {
        seconds if seconds >= 3_600 && seconds % 3_600 == 0 => counted(seconds / 3_600, "hour", "hours"),
        seconds if seconds >= 60 && seconds % 60 == 0 => counted(seconds / 60, "minute", "minutes"),
        seconds => counted(seconds, "second", "seconds"),
    }
}

fn counted(number: impl Into<u64>, one: &str, more: &str) -> String {
    let number = number.into();
    format!("{number} {}", if number == 1 { one } else { more })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn practice() -> Practice {
        Practice {
            quiet: Duration::from_secs(300),
            schedule: Schedule::default(),
            removal_after: 1,
            grace_days: 30,
            login_failures: 10,
            login_window: Duration::from_secs(900),
        }
    }

    #[test]
    fn every_number_finds_its_place_and_no_place_stays_empty() {
        let (text, page) = (include_str!("text/guidelines.md"), guidelines(&practice()));
        for (name, _) in values(&practice()) {
            assert_eq!(text.matches(&format!("{{{name}}}")).count(), 1, "{name}");
        }
        assert!(!page.contains(['{', '}']), "{page}");
        for said in [
            "After 10 wrong passwords the user name rests for 15 minutes.",
            "once nothing has come for 5 minutes,",
            "daily at 00:15 in the time zone America/Chicago,",
            "late by up to 6 hours ",
            "after 1 whole delivery\n  without it, and is kept for 30 days more",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
    }

    #[test]
    fn other_schedules_are_said_too() {
        let said = |text: &str| schedule(&text.parse().expect("a schedule"));
        let weekdays = said("mon-fri 05:30 America/New_York within 1h");
        assert!(weekdays.starts_with("mon-fri at 05:30 in the time zone America/New_York, "), "{weekdays}");
        assert!(weekdays.contains("late by up to 1 hour still"), "{weekdays}");
        assert_eq!(said("on-arrival every 30m"), "as soon as a set is whole, at most once in 30 minutes.");
        assert_eq!(length(Duration::from_secs(90)), "90 seconds");
        assert_eq!(length(Duration::from_secs(3_600)), "1 hour");
    }
}
