//! A file as a table under the names of its specification, also where its header is odd or missing.

use std::io;

use super::contents::Part;
use super::plan::positions;
use crate::formats::FileSpec;
use crate::rules::{self, Checked};
use crate::table::{Header, Options, Table};

/// A table and the names of its columns.
pub(super) struct Opened {
    pub(super) table: Table,
    /// Names without those of database tables in front; the specification's where the file has no header.
    pub(super) header: Vec<String>,
    pub(super) naming: Naming,
}

/// Where the names of columns come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Header,
    /// The first line is data already: columns are taken in the order of the specification.
    Specification,
}

/// Opens a file of no known specification.
pub(super) fn open(part: &Part<'_>) -> io::Result<Table> {
    Table::open(part.open()?, Options::default())
}

/// Opens a file whose specification is known.
pub(super) fn open_as(part: &Part<'_>, spec: &FileSpec) -> io::Result<Opened> {
    let table = open(part)?;
    let header = names(&table.layout().header);
    if !is_data(&header, spec) {
        return Ok(Opened { table, header, naming: Naming::Header });
    }
    let table = Table::open(part.open()?, Options { header: Header::Absent, ..Options::default() })?;
    let header = spec.columns.iter().map(|column| column.name.to_string()).collect();
    Ok(Opened { table, header, naming: Naming::Specification })
}

/// Column names without the names of database tables.
pub(super) fn names(header: &[String]) -> Vec<String> {
    let name = |name: &String| match rules::prefixed_header::check(name) {
        Checked::Repaired(cut) => cut.into_owned(),
        Checked::Good | Checked::Bad => name.clone(),
    };
    header.iter().map(name).collect()
}

/// As many fields as the specification has columns, and not the name of its ID; one other name may be a value by chance.
fn is_data(header: &[String], spec: &FileSpec) -> bool {
    let at = positions(spec, header);
    header.len() == spec.columns.len() && at[0].is_none() && at.iter().flatten().count() < 2
}
