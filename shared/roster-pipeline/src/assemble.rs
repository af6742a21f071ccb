//! When the files that have arrived are a whole set, and which of them it has.

use jiff::{SignedDuration, Timestamp};
use roster::mapping::matches_pattern;
use roster::read::base_name;
use roster::schedule::Rhythm;

use crate::ports::{Arrival, Purpose};
use crate::records::{Connection, Direction, ExpectedFile};

/// What to do about the files of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assembly {
    /// Nothing new is there.
    Nothing,
    /// The set may be whole at this time, if nothing more comes before.
    WaitUntil(Timestamp),
    /// These files of the declared set are still to come.
    WaitFor(Vec<String>),
    /// The set is whole: these arrivals, by path.
    Whole(Vec<Arrival>),
}

/// Whether a set may still be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As the connection's settings say.
    Usual,
    /// A person asked for a run: what has arrived is the set.
    None,
}

/// Names that clients use while they are still writing, and files that are never part of a set.
pub fn is_temporary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let endings = [
        ".filepart",
        ".part",
        ".partial",
        ".tmp",
        ".temp",
        ".crdownload",
        ".swp",
        ".uploading",
        ".lock",
        "~",
    ];
    name.is_empty()
        || name.starts_with('.')
        || name.starts_with("~$")
        || endings.iter().any(|e| name.ends_with(e))
}

/// Decides about the newest arrivals of each path.
pub fn assemble(
    connection: &Connection,
    arrivals: &[Arrival],
    patience: Patience,
    now: Timestamp,
) -> Assembly {
    // Attachments come whenever they want, and keep no set waiting.
    let arrivals: Vec<Arrival> = arrivals.iter().filter(|a| a.purpose == Purpose::Table).cloned().collect();
    let arrivals = arrivals.as_slice();
    let fresh: Vec<&Arrival> = arrivals.iter().filter(|a| a.delivery.is_none()).collect();
    let (Some(first), Some(last)) =
        (fresh.iter().map(|a| a.received).min(), fresh.iter().map(|a| a.received).max())
    else {
        return Assembly::Nothing;
    };
    if connection.expected.is_empty() {
        let until = last + SignedDuration::from_secs(i64::from(connection.quiet_seconds));
        let missing = missing(connection, arrivals, &fresh);
        return match (until <= now, missing.is_empty()) {
            _ if patience == Patience::None => Assembly::Whole(fresh.into_iter().cloned().collect()),
            (true, true) => Assembly::Whole(fresh.into_iter().cloned().collect()),
            (true, false) => Assembly::WaitFor(missing),
            (false, _) => Assembly::WaitUntil(until),
        };
    }
    declared(&connection.expected, arrivals, (first, patience), now)
}

/// What the mapping needs and nobody sent yet. A ZIP may hold anything; a folder that we pull mirrors the district's, so that
/// what was not fetched again is still there.
fn missing(connection: &Connection, arrivals: &[Arrival], fresh: &[&Arrival]) -> Vec<String> {
    let Some(mapping) = &connection.mapping else { return Vec::new() };
    if fresh.iter().any(|a| a.path.to_lowercase().ends_with(".zip")) {
        return Vec::new();
    }
    let fits = |pattern: &str, a: &Arrival| matches_pattern(pattern, base_name(&a.path));
    let came = |pattern: &str| match connection.direction {
        Direction::Push => fresh.iter().any(|a| fits(pattern, a)),
        Direction::Pull => arrivals.iter().any(|a| fits(pattern, a)),
    };
    mapping.needs.iter().filter(|file| !came(&file.pattern)).map(|file| file.pattern.clone()).collect()
}

fn declared(
    expected: &[ExpectedFile],
    arrivals: &[Arrival],
    (started, patience): (Timestamp, Patience),
    now: Timestamp,
) -> Assembly {
    let (mut set, mut missing): (Vec<Arrival>, Vec<String>) = (Vec::new(), Vec::new());
    for file in expected {
        let rhythm: Rhythm = file.rhythm.parse().unwrap_or_default();
        let found = arrivals.iter().filter(|a| matches(&file.pattern, &a.path));
        let newest = found.max_by_key(|a| a.received);
        let seen = newest.map(|a| if a.delivery.is_none() { a.received.max(started) } else { a.received });
        let standing = rhythm.satisfied(seen, started, now);
        if standing.lets_set_close() {
            set.extend(newest.cloned());
        } else {
            missing.push(file.pattern.clone());
        }
    }
    let unlisted = arrivals.iter().filter(|a| a.delivery.is_none() && !set.iter().any(|s| s.path == a.path));
    let unlisted: Vec<Arrival> = unlisted.cloned().collect();
    if !missing.is_empty() && patience == Patience::Usual {
        return Assembly::WaitFor(missing);
    }
    set.extend(unlisted);
    set.sort_by(|a, b| a.path.cmp(&b.path));
    set.dedup_by(|a, b| a.path == b.path);
    match set.iter().any(|a| a.delivery.is_none()) {
        true => Assembly::Whole(set),
        false => Assembly::Nothing,
    }
}

/// Whether a file name, folders aside unless the pattern has one, fits a pattern in which `*` stands for any text.
pub fn matches(pattern: &str, path: &str) -> bool {
    let path = match pattern.contains('/') {
        true => path,
        false => path.rsplit('/').next().unwrap_or(path),
    };
    let (pattern, path) = (pattern.to_lowercase(), path.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
#[path = "assemble_tests.rs"]
mod tests;
