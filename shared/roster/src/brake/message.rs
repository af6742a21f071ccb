//! Reasons in words: what, how many of how many, which limit, what to do.

use super::{Cause, Fact, Feeds, LastRow, Limit, Limits, Overlap, Reason};
use crate::model::Entity;

/// An entity, at one school or over all.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) entity: Entity,
    pub(super) school: Option<&'a str>,
}

/// A share over its limit, in percent.
pub(super) fn of_share(cause: Cause, place: Place<'_>, (count, of): (u64, u64), limit: f64) -> Reason {
    let actual = percent(count, of);
    let (count, of, what) = (thousands(count), thousands(of), place.words());
    let happened = match cause {
        Cause::InvalidRows => format!("{count} of {of} rows of {what} are in error"),
        Cause::IdentityUpdates => {
            format!("{count} of {of} {what} would get other names, addresses, IDs or birth dates")
        }
        Cause::IdsChangedShape => format!("{count} of {of} IDs of {what} look different from before"),
        Cause::Removals
        | Cause::ZeroRows
        | Cause::SchoolEmptied
        | Cause::FileMissing
        | Cause::ColumnLost
        | Cause::FileTruncated
        | Cause::OtherTenant
        | Cause::BrokenChain
        | Cause::IdsReissued
        | Cause::PositionsChanged
        | Cause::ConflictingIds => format!("{count} of {of} {what} would be removed"),
    };
    let text = format!("{happened} ({} %); the limit is {} %", number(actual), number(limit));
    reason(cause, Some(place), (actual, limit), &text)
}

/// A school of which nobody would be left.
pub(super) fn of_emptied(place: Place<'_>, removed: u64, floor: f64) -> Reason {
    let text = format!("nobody would be left of the {} {}", thousands(removed), place.words());
    reason(Cause::SchoolEmptied, Some(place), (removed as f64, floor), &text)
}

/// A file without rows.
pub(super) fn of_zero_rows(entity: Entity, before: u64) -> Reason {
    let text = format!("{entity} came without a single row, and the roster has {}", thousands(before));
    reason(Cause::ZeroRows, Some(Place { entity, school: None }), (0.0, 1.0), &text)
}

/// The reason that a fact is, if it is one.
pub(super) fn of_fact(fact: &Fact, limits: &Limits) -> Option<Reason> {
    let place = |entity: &Option<Entity>| entity.map(|entity| Place { entity, school: None });
    Some(match fact {
        Fact::FileMissing { file, entity } => {
            let text = format!("{file} is required and did not come");
            reason(Cause::FileMissing, place(entity), (0.0, 1.0), &text)
        }
        Fact::ColumnLost { file, column, feeds, entity } => {
            let text = format!("{file} no longer has the column \"{column}\", which {}", feeds.words());
            reason(Cause::ColumnLost, place(entity), (0.0, 1.0), &text)
        }
        Fact::PositionsChanged { file, changes, entity } => {
            let text = format!(
                "the columns of {file}, which the mapping finds by their place, have changed: {changes}"
            );
            reason(Cause::PositionsChanged, place(entity), (1.0, 0.0), &text)
        }
        Fact::FileSize { file, before, now, last_row, entity } => {
            let limit = limits.get(Limit::FileShrunkPercent);
            let text = truncated(file, (*before, *now), *last_row, limit)?;
            reason(Cause::FileTruncated, place(entity), (percent(before - now, *before), limit), &text)
        }
        Fact::IdsChangedShape { entity, changed, of } => {
            let place = Place { entity: *entity, school: None };
            of_share(Cause::IdsChangedShape, place, (*changed, *of), 0.0)
        }
        Fact::IdsReissued { entity, matched, of } => {
            let limit = limits.get(Limit::IdsReissuedPercent);
            let text = reissued(*entity, (*matched, *of), limits)?;
            let place = Place { entity: *entity, school: None };
            reason(Cause::IdsReissued, Some(place), (percent(*matched, *of), limit), &text)
        }
        Fact::IdsProposed { entity, count } => {
            let text = format!(
                "the delivery says new IDs of {} {entity}, and nobody has accepted them yet",
                thousands(*count)
            );
            let place = Place { entity: *entity, school: None };
            reason(Cause::IdsReissued, Some(place), (*count as f64, 0.0), &text)
        }
        Fact::OtherTenant { overlap, count } => {
            let text = format!(
                "{} {} of this delivery are also another tenant's",
                thousands(*count),
                overlap.words()
            );
            reason(Cause::OtherTenant, None, (*count as f64, 0.0), &text)
        }
    })
}

fn truncated(file: &str, (before, now): (u64, u64), last_row: LastRow, limit: f64) -> Option<String> {
    let lost = before.saturating_sub(now);
    let over = lost as f64 * 100.0 > limit * before as f64;
    match last_row {
        LastRow::Broken if over => Some(format!(
            "{file} has {} rows where it had {} ({} % fewer; the limit is {} %), and its last row is broken",
            thousands(now),
            thousands(before),
            number(percent(lost, before)),
            number(limit),
        )),
        LastRow::Broken | LastRow::Whole => None,
    }
}

/// Of orgs there are few, so that a fifth of the floor is many.
fn reissued(entity: Entity, (matched, of): (u64, u64), limits: &Limits) -> Option<String> {
    let limit = limits.get(Limit::IdsReissuedPercent);
    let floor = limits.get(Limit::IdsReissuedFloor) / if entity == Entity::Orgs { 5.0 } else { 1.0 };
    let trips = matched > 0 && matched as f64 >= floor && matched as f64 * 100.0 > limit * of as f64;
    trips.then(|| {
        format!(
            "{} of {} {entity} ({} %; the limit is {} %) would go and come again under other IDs",
            thousands(matched),
            thousands(of),
            number(percent(matched, of)),
            number(limit),
        )
    })
}

fn reason(cause: Cause, place: Option<Place<'_>>, (actual, limit): (f64, f64), text: &str) -> Reason {
    Reason {
        cause,
        entity: place.map(|place| place.entity),
        school: place.and_then(|place| place.school).map(str::to_owned),
        actual,
        limit,
        message: format!("{text}. {}", cause.help()),
    }
}

impl Place<'_> {
    fn words(self) -> String {
        match self.school {
            Some(school) => format!("{} of school {school}", self.entity),
            None => self.entity.to_string(),
        }
    }
}

impl Feeds {
    /// What is lost with it, after "which".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Feeds::Key => "records are told apart by",
            Feeds::Role => "says what a person is",
            Feeds::School => "says which school a record belongs to",
            Feeds::RequiredField => "fills a required field",
            Feeds::Filter => "says which rows count",
            Feeds::Position => "the mapping finds by its position",
        }
    }
}

impl Overlap {
    fn words(self) -> &'static str {
        match self {
            Overlap::Schools => "schools",
            Overlap::EmailDomains => "e-mail domains",
            Overlap::Ids => "IDs",
        }
    }
}

/// Percent, rounded up to hundredths, so that what is over a limit also reads so.
fn percent(count: u64, of: u64) -> f64 {
    if of == 0 { 100.0 } else { (count as f64 * 10_000.0 / of as f64).ceil() / 100.0 }
}

/// At most two decimals, none that say nothing.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well_and_never_hide_what_is_over_the_limit() {
        for (count, of, shown) in [
            (1_100, 10_000, "11"),
            (1_001, 10_000, "10.01"),
            (100_001, 1_000_000, "10.01"),
            (5, 0, "100"),
            (1, 3, "33.34"),
        ] {
            assert_eq!(number(percent(count, of)), shown);
        }
        for (count, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(count), shown);
        }
    }
}
