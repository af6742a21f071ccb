//! What is wrong or notable in the files: values, collected, shown to the school; never an error of ours.

use std::fmt;
use std::sync::Arc;

use crate::model::Entity;

/// How bad a finding is, and what becomes of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record is dropped from the new roster, but its key counts as present.
    Error,
    /// The value is dropped, the record stays.
    Warning,
    /// The value stays, perhaps repaired.
    Notice,
}

impl Severity {
    /// `error`, `warning` or `notice`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A rule as people see it. The check itself lives beside it in the rule's file.
#[derive(Debug)]
pub struct Rule {
    /// Stable, never reused: `R014`.
    pub code: &'static str,
    /// Reads well after "this file has a": `unknown-class`.
    pub name: &'static str,
    /// Severity in tolerant reading.
    pub severity: Severity,
    /// Severity in strict reading.
    pub strict: Severity,
    /// The names under which other OneRoster validators know it, for example `row.invalid_guid`.
    pub also: &'static [&'static str],
    /// What to do about it, one sentence for the person who makes the export.
    pub help: &'static str,
    /// What it finds, why it matters, an example, how to fix it; Markdown.
    pub doc: &'static str,
}

/// One thing found in a file.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which rule found it.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// The file's name as it was sent.
    pub file: Arc<str>,
    /// The entity that the file or row is about, if that is known.
    pub entity: Option<Entity>,
    /// Physical line where the record starts; the header is 1.
    pub line: Option<u64>,
    /// 1-based field of the row.
    pub column: Option<u32>,
    /// Name of the field.
    pub field: Option<Arc<str>>,
    /// The record's own ID.
    pub record: Option<Box<str>>,
    /// What is wrong, in a sentence for people; never a personal value.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, "  {} {}  {}", self.rule.code, self.rule.name, self.message)
    }
}
