//! Time zones by their IANA name.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

/// The database compiled into the program, so that every machine computes the same times.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// An IANA time zone with its daylight saving rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A name that is no IANA time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a time zone name; write an IANA name such as America/Chicago (abbreviations like CST do not say \
     when daylight saving begins)"
)]
pub struct UnknownZone(pub String);

impl Zone {
    /// The name, spelled as in the IANA database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The calendar date that people in this zone read at `at`.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zoned(at).date()
    }

    /// Local time for people: `Mon 23 Nov 2026 00:15 CST (America/Chicago)`.
    pub fn show(&self, at: Timestamp) -> String {
        format!("{} ({})", self.zoned(at).strftime("%a %-d %b %Y %H:%M %Z"), self.name)
    }

    /// The instant of a local time. A time that a day skips is taken as much later as the clocks jump; of a time that a
    /// day has twice, the first is taken. `None` outside the years that time stamps cover.
    pub(super) fn instant(&self, local: DateTime) -> Option<Timestamp> {
        self.rules.to_ambiguous_zoned(local).compatible().ok().map(|zoned| zoned.timestamp())
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.rules.clone())
    }
}

impl Default for Zone {
    /// America/Chicago.
    fn default() -> Zone {
        "America/Chicago".parse().expect("the database compiled in holds America/Chicago")
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Zone, UnknownZone> {
        let unknown = || UnknownZone(name.to_owned());
        // CST6CDT, EST and their like are old aliases in the database; only Area/City and UTC are unmistakable.
        if !name.contains('/') && !name.eq_ignore_ascii_case("UTC") {
            return Err(unknown());
        }
        let rules = ZONES.get(name).map_err(|_| unknown())?;
        let spelled = rules.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(Zone { name: spelled, rules })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_iana_names_in_any_case() {
        for (name, spelled) in [
            ("America/Chicago", "America/Chicago"),
            ("america/chicago", "America/Chicago"),
            ("utc", "UTC"),
            ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ] {
            assert_eq!(name.parse::<Zone>().unwrap().name(), spelled);
        }
        for name in ["", "CST", "CST6CDT", "Chicago", "America/Chicag", "UTC+6", "../etc/passwd"] {
            let error = name.parse::<Zone>().unwrap_err().to_string();
            assert!(error.contains("America/Chicago"), "{error}");
        }
        assert_eq!(Zone::default().name(), "America/Chicago");
    }

    #[test]
    fn the_next_run_is_shown_in_local_time() {
        let zone = Zone::default();
        for (instant, shown) in [
            ("2026-11-23T06:15:00Z", "Mon 23 Nov 2026 00:15 CST (America/Chicago)"),
            ("2026-07-01T05:15:00Z", "Wed 1 Jul 2026 00:15 CDT (America/Chicago)"),
        ] {
            assert_eq!(zone.show(at(instant)), shown);
        }
    }

    #[test]
    fn the_local_date_decides_not_the_date_in_utc() {
        assert_eq!(Zone::default().date(at("2026-11-23T05:59:59Z")).to_string(), "2026-11-22");
        assert_eq!(Zone::default().date(at("2026-11-23T06:00:00Z")).to_string(), "2026-11-23");
    }
}
