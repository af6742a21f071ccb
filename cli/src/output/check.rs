//! What `rollcall check` says.

use std::collections::BTreeMap;

use roster::diff::{Comparison, ReadCounts};
use roster::rules::{
    ambiguous_file, changed_header, changed_positions, lost_column, missing_column, missing_file,
};
use serde::Serialize;

use super::findings::{Collected, FindingJson};
use super::samples::Samples;
use super::{Align, SCHEMA, Table, count};

/// A check as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckJson<'a> {
    schema: u32,
    format: Option<&'a str>,
    complete: bool,
    files: BTreeMap<&'a str, FileJson>,
    entities: BTreeMap<&'a str, EntityJson>,
    findings: Vec<FindingJson<'a>>,
    counts: BTreeMap<&'a str, u64>,
}

#[derive(Debug, Serialize)]
struct FileJson {
    rows: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EntityJson {
    read: u64,
    accepted: u64,
    rejected: u64,
    repeated: u64,
    out_of_scope: u64,
}

impl From<ReadCounts> for EntityJson {
    fn from(counts: ReadCounts) -> EntityJson {
        EntityJson {
            read: counts.read,
            accepted: counts.accepted,
            rejected: counts.rejected,
            repeated: counts.repeated,
            out_of_scope: counts.out_of_scope,
        }
    }
}

/// For programs.
pub(crate) fn json<'a>(comparison: &'a Comparison, found: &'a Collected) -> CheckJson<'a> {
    let files = comparison.files.iter().map(|file| (file.name.as_str(), FileJson { rows: file.rows }));
    CheckJson {
        schema: SCHEMA,
        format: comparison.format.as_ref().map(|format| format.name.as_str()),
        complete: comparison.complete,
        files: files.collect(),
        entities: comparison.entities.iter().map(|(e, summary)| (e.name(), summary.read.into())).collect(),
        findings: found.json(),
        counts: found.counts(),
    }
}

/// For people.
pub(crate) fn text(comparison: &Comparison, found: &Collected) -> String {
    let mut text = format!("{}\n", headline(comparison));
    for table in [files(comparison), entities(comparison)] {
        if !table.is_empty() {
            text += &format!("\n{table}");
        }
    }
    text + &found.text() + &format!("\n{}\n", found.summary())
}

/// For people who try a mapping: what is wrong with headers first, and the first records at the end.
pub(crate) fn mapped_text(comparison: &Comparison, found: &Collected, samples: &Samples) -> String {
    let headers = [
        &changed_positions::RULE,
        &lost_column::RULE,
        &missing_column::RULE,
        &changed_header::RULE,
        &ambiguous_file::RULE,
        &missing_file::RULE,
    ];
    let mut text = format!("{}\n", headline(comparison));
    text += found.text_led_by(&headers).as_str();
    for table in [files(comparison), entities(comparison)] {
        if !table.is_empty() {
            text += &format!("\n{table}");
        }
    }
    text + &samples.text() + &format!("\n{}\n", found.summary())
}

/// Which format, and whether it is all there.
pub(super) fn headline(comparison: &Comparison) -> String {
    let format = comparison.format.as_ref().map_or("No format that we know", |format| format.title.as_str());
    match comparison.complete {
        true => format!("{format}, complete"),
        false => format!("{format}, not complete"),
    }
}

fn files(comparison: &Comparison) -> Table {
    let mut table = Table::new(&[("file", Align::Left), ("rows", Align::Right), ("", Align::Left)]);
    for file in &comparison.files {
        let whole = if file.whole { "" } else { "not whole" };
        table.row([file.name.clone(), count(file.rows), whole.to_owned()]);
    }
    table
}

fn entities(comparison: &Comparison) -> Table {
    let right = |name| (name, Align::Right);
    let heading = [
        ("entity", Align::Left),
        right("read"),
        right("accepted"),
        right("rejected"),
        right("repeated"),
        right("out of scope"),
    ];
    let mut table = Table::new(&heading);
    for (entity, summary) in &comparison.entities {
        let read = summary.read;
        let numbers = [read.read, read.accepted, read.rejected, read.repeated, read.out_of_scope];
        table.row(std::iter::once(entity.to_string()).chain(numbers.map(count)));
    }
    table
}
