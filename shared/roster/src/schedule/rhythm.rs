//! How often a file of a set comes, and whether the set may close without it.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

/// How often a file of a connection comes. Written `each run`, `at most 7 days old`, `once`, `own`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Rhythm {
    /// With every set; the set waits for it.
    #[default]
    EachRun,
    /// The newest one counts for this many times 24 hours.
    AtMost {
        /// At least 1.
        days: u16,
    },
    /// One that came at any time counts for good.
    Once,
    /// In a rhythm of its own: no set waits for it.
    Own,
}

/// How a file stands to a set that is being assembled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It came with this set.
    Came,
    /// An earlier one is within the rhythm and still speaks for its records.
    Carried,
    /// It did not come and nobody waits: it says nothing, and its records stay untouched.
    Silent,
    /// The set is not complete without it.
    Missing,
}

impl Standing {
    /// Whether the set may be complete as far as this file is concerned.
    pub fn lets_set_close(self) -> bool {
        match self {
            Standing::Came | Standing::Carried | Standing::Silent => true,
            Standing::Missing => false,
        }
    }
}

impl Rhythm {
    /// How a file last seen at `last_seen` stands at `now` to the set that began at `set_started`.
    pub fn satisfied(self, last_seen: Option<Timestamp>, set_started: Timestamp, now: Timestamp) -> Standing {
        let came = last_seen.is_some_and(|seen| seen >= set_started);
        if came {
            return Standing::Came;
        }
        match self {
            Rhythm::EachRun => Standing::Missing,
            Rhythm::AtMost { days } => {
                let longest = SignedDuration::from_hours(24 * i64::from(days));
                match last_seen {
                    Some(seen) if now.duration_since(seen) <= longest => Standing::Carried,
                    Some(_) | None => Standing::Missing,
                }
            }
            Rhythm::Once if last_seen.is_some() => Standing::Carried,
            Rhythm::Once => Standing::Missing,
            Rhythm::Own => Standing::Silent,
        }
    }
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rhythm::EachRun => f.write_str("each run"),
            Rhythm::AtMost { days: 1 } => f.write_str("at most 1 day old"),
            Rhythm::AtMost { days } => write!(f, "at most {days} days old"),
            Rhythm::Once => f.write_str("once"),
            Rhythm::Own => f.write_str("own"),
        }
    }
}

/// A text that is no rhythm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a rhythm; write `each run`, `at most 7 days old`, `once` or `own`")]
pub struct RhythmError(pub String);

impl FromStr for Rhythm {
    type Err = RhythmError;

    fn from_str(text: &str) -> Result<Rhythm, RhythmError> {
        let lower = text.to_ascii_lowercase();
        match lower.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["each", "run"] => Some(Rhythm::EachRun),
            ["once"] => Some(Rhythm::Once),
            ["own"] => Some(Rhythm::Own),
            ["at", "most", days, "day" | "days", "old"] => {
                days.parse().ok().filter(|days| *days > 0).map(|days| Rhythm::AtMost { days })
            }
            _ => None,
        }
        .ok_or_else(|| RhythmError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_is_there_or_within_its_rhythm() {
        use Standing::{Came, Carried, Missing, Silent};
        let (set_started, now) = (at("2026-11-23T01:00:00Z"), at("2026-11-23T04:00:00Z"));
        let in_set = Some(at("2026-11-23T02:00:00Z"));
        let day_before = Some(at("2026-11-22T04:00:00Z"));
        let older = Some(at("2026-11-22T03:59:59Z"));
        for (rhythm, last_seen, standing) in [
            ("each run", in_set, Came),
            ("each run", Some(set_started), Came),
            ("each run", day_before, Missing),
            ("each run", None, Missing),
            ("at most 1 day old", in_set, Came),
            ("at most 1 day old", day_before, Carried),
            ("at most 1 day old", older, Missing),
            ("at most 2 days old", older, Carried),
            ("at most 2 days old", None, Missing),
            ("once", in_set, Came),
            ("once", Some(at("2020-01-01T00:00:00Z")), Carried),
            ("once", None, Missing),
            ("own", in_set, Came),
            ("own", older, Silent),
            ("own", None, Silent),
        ] {
            let found = rhythm.parse::<Rhythm>().unwrap().satisfied(last_seen, set_started, now);
            assert_eq!(found, standing, "{rhythm} {last_seen:?}");
            assert_eq!(found.lets_set_close(), standing != Missing);
        }
    }

    #[test]
    fn rhythms_parse_print_and_explain() {
        for (text, shown) in [
            ("Each Run", "each run"),
            ("at most 01 days old", "at most 1 day old"),
            ("once", "once"),
            (" own ", "own"),
        ] {
            assert_eq!(text.parse::<Rhythm>().unwrap().to_string(), shown);
        }
        for text in
            ["", "daily", "at most 0 days old", "at most 70000 days old", "at most -1 days old", "each"]
        {
            let error = text.parse::<Rhythm>().expect_err(text).to_string();
            assert!(error.contains("at most 7 days old"), "{error}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_age_parses_back_and_a_longer_one_carries_at_least_as_much(days in 1_u16..1_000, age in 0_i64..50_000) {
            let rhythm = Rhythm::AtMost { days };
            prop_assert_eq!(rhythm.to_string().parse::<Rhythm>(), Ok(rhythm));
            let now = at("2026-11-23T04:00:00Z");
            let seen = Some(now - SignedDuration::from_hours(age));
            if rhythm.satisfied(seen, now, now).lets_set_close() {
                let longer = Rhythm::AtMost { days: days + 1 };
                prop_assert!(longer.satisfied(seen, now, now).lets_set_close());
            }
        }
    }
}
