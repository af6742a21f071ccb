//! A roster as files for other programs: OneRoster 1.2, plain CSV, or JSON lines.

mod oneroster;
mod own_columns;
mod sheet;
mod writer;

use std::fmt;
use std::str::FromStr;

pub use own_columns::OwnColumns;
pub use writer::{Open, RosterWriter};

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// OneRoster 1.2 CSV, bulk, with a manifest, own fields as extension columns `metadata.<name>`. Relationships and own
    /// records are no files of it; what refers to something that is not part of a roster (resources, profiles) is blank.
    OneRoster,
    /// One CSV file per entity with all our columns, own fields to the right as `metadata.<name>`; own records by kind.
    Csv,
    /// One file per entity with a JSON object on each line, own fields as an object `metadata`; fields whose column never
    /// came are left out.
    Json,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [ExportFormat; 3] = [ExportFormat::OneRoster, ExportFormat::Csv, ExportFormat::Json];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            ExportFormat::OneRoster => "oneroster",
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "json",
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that names no format of export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a roster cannot be exported as \"{0}\"; use csv, json or oneroster")]
pub struct UnknownExport(String);

impl FromStr for ExportFormat {
    type Err = UnknownExport;
    fn from_str(text: &str) -> Result<ExportFormat, UnknownExport> {
        ExportFormat::ALL
            .into_iter()
            .find(|format| format.word() == text)
            .ok_or_else(|| UnknownExport(text.to_owned()))
    }
}

#[cfg(test)]
mod round_trip_tests;
