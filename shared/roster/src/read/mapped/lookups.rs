//! Files that lookups go through.

use std::io;

use super::super::contents::Part;
use super::super::delivery::Reader;
use super::super::open::Opened;
use super::super::set::base_name;
use crate::mapping::bind::{Names, Table, matches_pattern};
use crate::mapping::{FileMapping, Lookup, Mapping, Source, Step as ValueStep, Value};
use crate::table::RowReader;

/// Rows of a file that lookups go through; more are no table of codes.
const MOST_LOOKED_UP: usize = 4_000_000;

impl Reader<'_> {
    /// Reads the files that lookups go through.
    pub(super) fn look_up(&mut self, mapping: &Mapping) -> io::Result<()> {
        let values = mapping.files.iter().flat_map(|f| &f.records).flat_map(|r| &r.fields).map(|f| &f.value);
        let mut wanted = Vec::new();
        values.for_each(|value| lookups_of(value, &mut wanted));
        for lookup in wanted {
            if self.lookups.has(lookup) {
                continue;
            }
            let mut table = None;
            for part in
                self.contents.iter().filter(|part| matches_pattern(&lookup.file, base_name(part.name())))
            {
                let table = table.get_or_insert_with(Table::default);
                read_lookup(self.open_part(part, reading_of(mapping, part))?, lookup, table)?;
            }
            if let Some(table) = table {
                self.lookups.keep(lookup.clone(), table);
            }
        }
        Ok(())
    }
}

pub(super) fn is_looked_through(mapping: &Mapping, base: &str) -> bool {
    let mut wanted = Vec::new();
    let values = mapping.files.iter().flat_map(|f| &f.records).flat_map(|r| &r.fields).map(|f| &f.value);
    values.for_each(|value| lookups_of(value, &mut wanted));
    wanted.iter().any(|lookup| matches_pattern(&lookup.file, base))
}

fn reading_of<'m>(mapping: &'m Mapping, part: &Part<'_>) -> Option<&'m FileMapping> {
    mapping.files.iter().find(|file| matches_pattern(&file.pattern, base_name(part.name())))
}

pub(super) fn lookups_of<'v>(value: &'v Value, found: &mut Vec<&'v Lookup>) {
    found.extend(value.steps.iter().filter_map(|step| match step {
        ValueStep::Through(lookup) => Some(lookup),
        _ => None,
    }));
    if let Source::First(values) | Source::Join { values, .. } = &value.source {
        values.iter().for_each(|value| lookups_of(value, found));
    }
}

/// The first row of a value counts.
fn read_lookup(file: Opened, lookup: &Lookup, table: &mut Table) -> io::Result<()> {
    let Opened { table: mut rows_of, header, .. } = file;
    let names = Names::new(&header, rows_of.layout().width);
    let (Some(from), Some(to)) = (names.find(&lookup.matches), names.find(&lookup.take)) else {
        return Ok(());
    };
    let mut reader = RowReader::new();
    while let Some(block) = rows_of.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next().filter(|_| table.len() < MOST_LOOKED_UP) {
            let (value, found) =
                (super::super::row::trimmed(row.get(from)), super::super::row::trimmed(row.get(to)));
            if !value.is_empty() && row.len() > from.max(to) {
                table.entry(value.into()).or_insert_with(|| found.into());
            }
        }
    }
    Ok(())
}
