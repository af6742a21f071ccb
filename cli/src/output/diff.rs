//! What `rollcall diff` says.

use std::collections::BTreeMap;

use roster::brake::Verdict;
use roster::diff::{ChangeCounts, Comparison};
use serde::Serialize;

use super::brake::{self, BrakeJson};
use super::findings::Collected;
use super::{Align, SCHEMA, Table, check, count};

/// A comparison as programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct DiffJson<'a> {
    schema: u32,
    format: Option<&'a str>,
    complete: bool,
    entities: BTreeMap<&'a str, ChangesJson>,
    brake: BrakeJson<'a>,
    /// Findings by rule, of the older and the newer delivery.
    counts: BTreeMap<&'a str, BTreeMap<&'a str, u64>>,
}

/// Changes of one entity as programs read them.
#[derive(Debug, Serialize)]
pub(crate) struct ChangesJson {
    created: u64,
    updated: u64,
    removed: u64,
    revived: u64,
    renamed: u64,
    kept: u64,
    unchanged: u64,
}

impl From<ChangeCounts> for ChangesJson {
    fn from(counts: ChangeCounts) -> ChangesJson {
        ChangesJson {
            created: counts.created,
            updated: counts.updated,
            removed: counts.removed,
            revived: counts.revived,
            renamed: counts.renamed,
            kept: counts.kept,
            unchanged: counts.unchanged,
        }
    }
}

/// For programs.
pub(crate) fn json<'a>(
    comparison: &'a Comparison,
    verdict: &'a Verdict,
    (old, new): (&'a Collected, &'a Collected),
) -> DiffJson<'a> {
    DiffJson {
        schema: SCHEMA,
        format: comparison.format.as_ref().map(|format| format.name.as_str()),
        complete: comparison.complete,
        entities: changes(comparison).map(|(entity, counts)| (entity, counts.into())).collect(),
        brake: brake::json(verdict),
        counts: BTreeMap::from([("old", old.counts()), ("new", new.counts())]),
    }
}

/// For people.
pub(crate) fn text(
    comparison: &Comparison,
    verdict: &Verdict,
    (old, new): (&Collected, &Collected),
) -> String {
    let (headline, changes) = (check::headline(comparison), table(changes(comparison)));
    let (old, new, brake) = (old.summary(), new.summary(), brake::text(verdict));
    format!("{headline}\n\n{changes}\nfindings, old: {old}\nfindings, new: {new}\n\n{brake}")
}

/// Changes by entity, of those that are stored.
pub(super) fn changes(comparison: &Comparison) -> impl Iterator<Item = (&'static str, ChangeCounts)> {
    let roster = comparison.entities.iter().filter(|(entity, _)| entity.is_roster());
    roster.map(|(entity, summary)| (entity.name(), summary.changes))
}

/// Changes by entity.
pub(super) fn table<'a>(entities: impl IntoIterator<Item = (&'a str, ChangeCounts)>) -> Table {
    let right = |name| (name, Align::Right);
    let heading = [
        ("entity", Align::Left),
        right("created"),
        right("updated"),
        right("removed"),
        right("revived"),
        right("renamed"),
        right("kept"),
        right("unchanged"),
    ];
    let mut table = Table::new(&heading);
    for (entity, c) in entities {
        let numbers = [c.created, c.updated, c.removed, c.revived, c.renamed, c.kept, c.unchanged];
        table.row(std::iter::once(entity.to_owned()).chain(numbers.map(count)));
    }
    table
}
