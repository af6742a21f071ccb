//! The limits of a connection: one table with name, default and meaning.

use std::fmt;
use std::str::FromStr;

/// A limit, by what it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the table below says what each one is; Limit::doc reads it")]
pub enum Limit {
    RemovalsPercent,
    RemovalsFloor,
    IdentityUpdatesPercent,
    IdentityUpdatesFloor,
    InvalidRowsPercent,
    InvalidRowsFloor,
    RolloverRemovalsPercent,
    RolloverRemovalsFloor,
    SchoolEmptiedFloor,
    FileShrunkPercent,
    KeysPresentPercent,
    IdsReissuedPercent,
    IdsReissuedFloor,
}

/// Limit, name, default, largest value, meaning. The order is that of the enum.
type Line = (Limit, &'static str, f64, f64, &'static str);

const PERCENT: f64 = 100.0;
const RECORDS: f64 = 1_000_000_000.0;

const TABLE: [Line; 13] = [
    (
        Limit::RemovalsPercent,
        "removals-percent",
        10.0,
        PERCENT,
        "Hold if more than this share of the records of an entity, or of its records at one school, would be removed.",
    ),
    (Limit::RemovalsFloor, "removals-floor", 10.0, RECORDS, "Fewer removals than this never hold a run."),
    (
        Limit::IdentityUpdatesPercent,
        "identity-updates-percent",
        75.0,
        PERCENT,
        "Hold if more than this share of the people, or of the people of one school, would get other names, e-mail \
         addresses, user names, IDs or birth dates.",
    ),
    (
        Limit::IdentityUpdatesFloor,
        "identity-updates-floor",
        10.0,
        RECORDS,
        "Fewer updates of identity fields than this never hold a run.",
    ),
    (
        Limit::InvalidRowsPercent,
        "invalid-rows-percent",
        10.0,
        PERCENT,
        "Hold if more than this share of the rows of an entity, or of its rows of one school, is in error.",
    ),
    (
        Limit::InvalidRowsFloor,
        "invalid-rows-floor",
        10.0,
        RECORDS,
        "Fewer rows in error than this never hold a run.",
    ),
    (
        Limit::RolloverRemovalsPercent,
        "rollover-removals-percent",
        30.0,
        PERCENT,
        "On rollover days: hold if more than this share of the people of a school would be removed.",
    ),
    (
        Limit::RolloverRemovalsFloor,
        "rollover-removals-floor",
        10.0,
        RECORDS,
        "On rollover days: fewer removals of people than this never hold a run.",
    ),
    (
        Limit::SchoolEmptiedFloor,
        "school-emptied-floor",
        5.0,
        RECORDS,
        "Hold if all people of a school would be removed and they are at least this many.",
    ),
    (
        Limit::FileShrunkPercent,
        "file-shrunk-percent",
        5.0,
        PERCENT,
        "Hold if a file has lost more than this share of its rows and its last row is broken.",
    ),
    (
        Limit::KeysPresentPercent,
        "keys-present-percent",
        80.0,
        PERCENT,
        "Additions of a held run may be applied alone only if at least this share of the known keys is present.",
    ),
    (
        Limit::IdsReissuedPercent,
        "ids-reissued-percent",
        5.0,
        PERCENT,
        "Hold if more than this share of the records of an entity would be removed and created again under other IDs.",
    ),
    (
        Limit::IdsReissuedFloor,
        "ids-reissued-floor",
        10.0,
        RECORDS,
        "Fewer records under other IDs than this never hold a run; of orgs, fewer than a fifth of this.",
    ),
];

impl Limit {
    /// Every limit, in the order of the table.
    pub fn all() -> impl Iterator<Item = Limit> {
        TABLE.iter().map(|line| line.0)
    }

    /// The name in settings, such as `removals-percent`. The last word is the unit.
    pub fn name(self) -> &'static str {
        self.line().1
    }

    /// The value without an override, in the unit of the name.
    pub fn default_value(self) -> f64 {
        self.line().2
    }

    /// What it bounds, in a sentence.
    pub fn doc(self) -> &'static str {
        self.line().4
    }

    fn largest(self) -> f64 {
        self.line().3
    }

    fn line(self) -> &'static Line {
        &TABLE[self as usize]
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a limit is not set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// No limit has this name.
    #[error("there is no limit \"{0}\"; the limits are {names}", names = names())]
    Unknown(String),
    /// The value makes no sense.
    #[error("{limit} is a number from 0 to {largest}, not {value}")]
    Value {
        /// Which one.
        limit: Limit,
        /// What was given.
        value: f64,
        /// The most that it may be.
        largest: f64,
    },
}

fn names() -> String {
    TABLE.map(|line| line.1).join(", ")
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(name: &str) -> Result<Limit, LimitError> {
        Limit::all().find(|limit| limit.name() == name).ok_or_else(|| LimitError::Unknown(name.to_owned()))
    }
}

/// The limits of one connection: the defaults with its own overrides.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    values: [f64; TABLE.len()],
}

impl Limits {
    /// The value in force, in the unit of the limit's name.
    pub fn get(&self, limit: Limit) -> f64 {
        self.values[limit as usize]
    }

    /// These limits with one changed, for a connection or for one run.
    pub fn with(mut self, limit: Limit, value: f64) -> Result<Limits, LimitError> {
        let largest = limit.largest();
        if !(0.0..=largest).contains(&value) {
            return Err(LimitError::Value { limit, value, largest });
        }
        self.values[limit as usize] = value;
        Ok(self)
    }

    /// The defaults with the overrides of settings, by name.
    pub fn overridden<'a>(settings: impl IntoIterator<Item = (&'a str, f64)>) -> Result<Limits, LimitError> {
        settings
            .into_iter()
            .try_fold(Limits::default(), |limits, (name, value)| limits.with(name.parse()?, value))
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { values: TABLE.map(|line| line.2) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_says_what_each_limit_is() {
        for (place, limit) in Limit::all().enumerate() {
            assert_eq!(limit as usize, place, "{limit}");
            assert_eq!(limit.name().parse(), Ok(limit));
            assert!(limit.doc().ends_with('.'), "{limit}");
            assert!(limit.default_value() <= limit.largest(), "{limit}");
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_design() {
        let limits = Limits::default();
        for (limit, value) in [
            (Limit::RemovalsPercent, 10.0),
            (Limit::IdentityUpdatesPercent, 75.0),
            (Limit::InvalidRowsPercent, 10.0),
            (Limit::RemovalsFloor, 10.0),
            (Limit::IdentityUpdatesFloor, 10.0),
            (Limit::InvalidRowsFloor, 10.0),
            (Limit::RolloverRemovalsPercent, 30.0),
            (Limit::FileShrunkPercent, 5.0),
            (Limit::KeysPresentPercent, 80.0),
        ] {
            assert_eq!(limits.get(limit), value, "{limit}");
        }
    }

    #[test]
    fn a_connection_overrides_limits_by_name() {
        let limits = Limits::overridden([("removals-percent", 25.0), ("removals-floor", 0.0)]).unwrap();
        assert_eq!((limits.get(Limit::RemovalsPercent), limits.get(Limit::RemovalsFloor)), (25.0, 0.0));
        assert_eq!(limits.get(Limit::InvalidRowsPercent), 10.0);
        assert_eq!(Limits::overridden([]), Ok(Limits::default()));
    }

    #[test]
    fn unknown_names_and_senseless_values_are_refused() {
        for (name, value, error) in [
            (
                "removal-percent",
                10.0,
                "there is no limit \"removal-percent\"; the limits are removals-percent, ",
            ),
            ("removals-percent", 101.0, "removals-percent is a number from 0 to 100, not 101"),
            ("removals-floor", -1.0, "removals-floor is a number from 0 to 1000000000, not -1"),
            ("removals-percent", f64::NAN, "not NaN"),
        ] {
            let message = Limits::overridden([(name, value)]).expect_err(name).to_string();
            assert!(message.contains(error), "{message}");
        }
    }
}
