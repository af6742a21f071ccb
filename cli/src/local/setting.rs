//! The settings of a connection by name: one line each.

use std::str::FromStr;

use roster::brake::{Limit, Limits};
use roster::calendar::Calendar;
use roster::formats;
use roster::schedule::{Rhythm, Schedule};
use roster_pipeline::duplicates::Duplicates;
use roster_pipeline::identity::IdChangePolicy;
use roster_pipeline::records::{Connection, ExpectedFile};

use super::{pull_setting, source_setting};
use crate::exit::Failure;
use crate::nearest::nearest;

/// Ten years: who wants to keep removed people for longer has another reason than grace.
const MOST_GRACE_DAYS: u32 = 3_650;

/// Name, how it is shown, how it is set.
type Line = (&'static str, fn(&Connection) -> String, fn(&mut Connection, &str) -> Result<(), String>);

static TABLE: &[Line] = &[
    ("active", |c| word(c.active), |c, text| yes_or_no(text).map(|is| c.active = is)),
    ("paused", |c| word(c.paused), |c, text| yes_or_no(text).map(|is| c.paused = is)),
    ("format", |c| c.format.clone().unwrap_or_default(), set_format),
    ("mapping", show_mapping, set_mapping),
    ("strict", |c| word(c.strict), |c, text| yes_or_no(text).map(|is| c.strict = is)),
    (
        "quiet",
        |c| c.quiet_seconds.to_string(),
        |c, text| number(text).map(|seconds| c.quiet_seconds = seconds),
    ),
    ("expected", |c| show_expected(&c.expected), |c, text| expected(text).map(|files| c.expected = files)),
    ("schedule", |c| c.schedule.clone(), |c, text| canonical::<Schedule>(text).map(|text| c.schedule = text)),
    ("calendar", |c| c.calendar.clone(), |c, text| canonical::<Calendar>(text).map(|text| c.calendar = text)),
    ("adds-only", |c| word(c.adds_only), |c, text| yes_or_no(text).map(|is| c.adds_only = is)),
    ("duplicates", |c| c.duplicates.as_str().to_owned(), set_duplicates),
    ("removal-after", |c| c.removal_after.to_string(), set_removal_after),
    ("grace-days", |c| c.grace_days.to_string(), set_grace_days),
    ("owns", source_setting::show_owns, source_setting::set_owns),
    ("kind", source_setting::show_kind, source_setting::set_kind),
    ("supplements", source_setting::show_supplements, source_setting::set_supplements),
    ("join", source_setting::show_join, source_setting::set_join),
    ("supplemented-by", source_setting::show_supplemented, source_setting::set_supplemented),
    ("id-changes", |c| c.id_changes.policy.as_str().to_owned(), set_id_changes),
];

/// Every setting of a connection and its value, the brake's limits included.
pub(crate) fn settings_of(connection: &Connection) -> Vec<(&'static str, String)> {
    let shown = TABLE.iter().map(|(name, show, _)| (*name, show(connection)));
    let limit = |limit: Limit| {
        let own = connection.limits.get(limit.name()).copied();
        (limit.name(), own.unwrap_or(limit.default_value()).to_string())
    };
    shown.chain(pull_setting::all(connection)).chain(Limit::all().map(limit)).collect()
}

/// Changes one setting.
///
/// # Errors
/// An unknown name, with the nearest known one, or a value that makes no sense.
pub(crate) fn set(connection: &mut Connection, name: &str, text: &str) -> Result<(), Failure> {
    let text = text.trim();
    if let Some(done) = pull_setting::set(connection, name, text) {
        return done.map_err(|why| refused(name, text, &why));
    }
    let done = match TABLE.iter().find(|(known, ..)| *known == name) {
        Some((_, _, set)) => set(connection, text),
        None if Limit::all().any(|limit| limit.name() == name) => set_limit(connection, name, text),
        None => {
            let known = TABLE.iter().map(|(known, ..)| *known).chain(pull_setting::names());
            let known = known.chain(Limit::all().map(Limit::name));
            let meant = nearest(name, known).unwrap_or_default();
            return Err(Failure::new(format_args!(
                "a connection has no setting \"{name}\"; did you mean \"{meant}\"? `rollcall connection show` lists them"
            )));
        }
    };
    done.map_err(|why| refused(name, text, &why))
}

fn refused(name: &str, text: &str, why: &str) -> Failure {
    Failure::new(format_args!("{name} cannot be \"{text}\": {why}"))
}

fn word(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("write yes or no".into()),
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "write a whole number".into())
}

/// The text as the type itself writes it.
fn canonical<T: FromStr<Err: ToString> + ToString>(text: &str) -> Result<String, String> {
    text.parse::<T>().map(|value| value.to_string()).map_err(|error| error.to_string())
}

fn show_mapping(connection: &Connection) -> String {
    connection.mapping.as_ref().map_or_else(String::new, |used| format!("version {}", used.version))
}

/// A mapping is set by its document, not by a word; by a word it only goes.
fn set_mapping(connection: &mut Connection, text: &str) -> Result<(), String> {
    match text {
        "" | "none" => connection.mapping = None,
        same if same == show_mapping(connection) => {}
        _ => return Err("give the document with --mapping FILE, or write none".into()),
    }
    Ok(())
}

fn set_format(connection: &mut Connection, text: &str) -> Result<(), String> {
    if !text.is_empty() && connection.mapping.is_some() {
        return Err("the files are read with a mapping; set mapping=none first".into());
    }
    connection.format = match text {
        "" => None,
        name if formats::find(name).is_some() => Some(name.to_owned()),
        _ => return Err("`rollcall formats` lists them; nothing recognises the format from the files".into()),
    };
    Ok(())
}

fn set_duplicates(connection: &mut Connection, text: &str) -> Result<(), String> {
    let known = [Duplicates::First, Duplicates::Hold].into_iter().find(|known| known.as_str() == text);
    let why =
        "write first, and the first row of an ID that comes twice counts, or hold, and a person looks at it";
    connection.duplicates = known.ok_or(why)?;
    Ok(())
}

fn set_removal_after(connection: &mut Connection, text: &str) -> Result<(), String> {
    match number(text)? {
        0 => Err("a record can be removed after 1 delivery without it at the earliest".into()),
        deliveries => {
            connection.removal_after = deliveries;
            Ok(())
        }
    }
}

fn set_grace_days(connection: &mut Connection, text: &str) -> Result<(), String> {
    match number(text)? {
        days @ 0..=MOST_GRACE_DAYS => {
            connection.grace_days = days;
            Ok(())
        }
        _ => Err(format!("write a whole number up to {MOST_GRACE_DAYS}")),
    }
}

fn set_id_changes(connection: &mut Connection, text: &str) -> Result<(), String> {
    let known = [IdChangePolicy::Propose, IdChangePolicy::Accept];
    let policy = known.into_iter().find(|policy| policy.as_str() == text);
    let why = "write propose, and a person accepts what a district sends in id_changes.csv, or accept";
    connection.id_changes.policy = policy.ok_or(why)?;
    Ok(())
}

fn set_limit(connection: &mut Connection, name: &str, text: &str) -> Result<(), String> {
    let value: f64 = text.parse().map_err(|_| "write a number".to_owned())?;
    Limits::overridden([(name, value)]).map_err(|error| error.to_string())?;
    connection.limits.insert(name.to_owned(), value);
    Ok(())
}

fn show_expected(files: &[ExpectedFile]) -> String {
    files.iter().map(|file| format!("{} {}", file.pattern, file.rhythm)).collect::<Vec<_>>().join("; ")
}

/// `users.csv each run; orgs.csv at most 7 days old`.
fn expected(text: &str) -> Result<Vec<ExpectedFile>, String> {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    let file = |part: &str| {
        let (pattern, rhythm) = part.split_once(char::is_whitespace).unwrap_or((part, "each run"));
        let rhythm = canonical::<Rhythm>(rhythm.trim())?;
        Ok(ExpectedFile { pattern: pattern.to_owned(), rhythm })
    };
    parts.map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_pipeline::records::Direction;

    fn connection() -> Connection {
        let (tenant, id) = ("maple".parse().unwrap(), "sis".parse().unwrap());
        Connection::new(tenant, id, Direction::Push, jiff::Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_is_set_is_shown() {
        for (name, text, shown) in [
            ("active", "yes", "yes"),
            ("quiet", "60", "60"),
            ("format", "oneroster-1.1", "oneroster-1.1"),
            ("schedule", "weekdays 05:30 America/New_York", "mon-fri 05:30 America/New_York"),
            ("calendar", "paused 2026-12-20..2027-01-03", "paused 2026-12-20..2027-01-03"),
            (
                "expected",
                "users.csv; orgs.csv at most 7 days old",
                "users.csv each run; orgs.csv at most 7 days old",
            ),
            ("removals-percent", "25", "25"),
            ("id-changes", "accept", "accept"),
        ] {
            let mut changed = connection();
            set(&mut changed, name, text).unwrap();
            let all = settings_of(&changed);
            let value = &all.iter().find(|(known, _)| *known == name).unwrap().1;
            assert!(value == shown || name == "schedule", "{name}: {value}");
            let mut again = connection();
            set(&mut again, name, value).unwrap();
            assert_eq!(settings_of(&again), all, "{name}");
        }
    }

    #[test]
    fn a_mapping_is_shown_by_its_version_and_goes_by_a_word() {
        let mut mapped = connection();
        let (version, sha256, needs) = (3, "a".repeat(64), Vec::new());
        mapped.mapping = Some(roster_pipeline::mapping::MappingInUse { version, sha256, needs });
        assert!(set(&mut mapped, "format", "oneroster-1.1").is_err(), "one of the two");
        for (text, shown) in [("version 3", "version 3"), ("none", "")] {
            set(&mut mapped, "mapping", text).unwrap();
            assert_eq!(show_mapping(&mapped), shown);
        }
        set(&mut mapped, "format", "oneroster-1.1").unwrap();
    }

    #[test]
    fn unknown_names_and_senseless_values_are_refused() {
        for (name, text, said) in [
            ("activ", "yes", "active"),
            ("active", "perhaps", "yes or no"),
            ("removals-percent", "101", "100"),
            ("schedule", "sometimes", "schedule"),
            ("removal-after", "0", "1 delivery"),
            ("grace-days", "4294967295", "up to 3650"),
            ("format", "xml", "rollcall formats"),
            ("mapping", "maple.json", "--mapping FILE"),
        ] {
            let Err(Failure::Said(line)) = set(&mut connection(), name, text) else {
                panic!("{name} is fine")
            };
            assert!(line.contains(said), "{line}");
        }
    }
}
