//! What reading a block of rows yields: records in canonical form, and findings.

use std::sync::Arc;

use crate::finding::{Finding, Rule, Severity};
use crate::model::Entity;
use crate::rules;

use super::plan::FilePlan;

/// What became of a candidate record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is a good record.
    Accepted,
    /// It is not; its key counts as present.
    Rejected,
    /// Not even its key could be read.
    Unreadable,
    /// A row of a delta says that the record is gone.
    Deleted,
    /// A row of a bulk file says so: it is read as if it were not there.
    Absent,
}

/// One candidate record of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRef {
    pub(crate) entity: Entity,
    pub(crate) outcome: Outcome,
    pub(crate) key: u128,
    pub(crate) row: u128,
    /// Key hash of the record's school; 0 where it has none.
    pub(crate) school: u64,
    pub(crate) line: u64,
    /// Where its row begins in the block's text.
    pub(crate) at: u32,
    /// Where its canonical encoding is in the block's bytes; for a record that was not accepted, just its ID.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Everything that came of one block.
#[derive(Debug, Default)]
pub(crate) struct BlockOut {
    pub(crate) rows: Vec<RowRef>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) read: u64,
    /// How long the block's text is.
    pub(crate) text_bytes: u64,
    /// Where the text stands in the file, if it stands there as it is.
    pub(crate) origin: Option<u64>,
    /// Rows of a bulk file that carry a status, or a date of change.
    pub(crate) status_in_bulk: u64,
    pub(crate) modified_in_bulk: u64,
    /// Line of the first such row.
    pub(crate) stamped_line: Option<u64>,
}

/// How much there was at some moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Level {
    rows: usize,
    bytes: usize,
    findings: usize,
    stamps: (u64, u64, u64, Option<u64>),
}

impl BlockOut {
    /// How much there is.
    pub(crate) fn level(&self) -> Level {
        let stamps = (self.read, self.status_in_bulk, self.modified_in_bulk, self.stamped_line);
        Level { rows: self.rows.len(), bytes: self.bytes.len(), findings: self.findings.len(), stamps }
    }

    /// Takes back what came since.
    pub(crate) fn fall_back(&mut self, level: Level) {
        self.rows.truncate(level.rows);
        self.bytes.truncate(level.bytes);
        self.findings.truncate(level.findings);
        (self.read, self.status_in_bulk, self.modified_in_bulk, self.stamped_line) = level.stamps;
    }

    pub(crate) fn bytes_of(&self, row: &RowRef) -> &[u8] {
        &self.bytes[row.start..row.end]
    }
}

/// Where in a file a finding is made, and whose record it concerns.
pub(crate) struct Place<'a> {
    pub(crate) plan: &'a FilePlan,
    pub(crate) line: u64,
    /// Where the row begins in the block's text.
    pub(crate) at: u32,
    pub(crate) id: &'a str,
}

impl Place<'_> {
    /// Makes a finding of a rule at its usual severity.
    pub(crate) fn find(
        &self,
        rule: &'static Rule,
        at: (Option<usize>, &Arc<str>),
        message: String,
    ) -> Finding {
        self.find_as(self.plan.strictness.severity(rule), rule, at, message)
    }

    /// Makes a finding at another severity than usual.
    pub(crate) fn find_as(
        &self,
        severity: Severity,
        rule: &'static Rule,
        (column, field): (Option<usize>, &Arc<str>),
        message: String,
    ) -> Finding {
        Finding {
            rule,
            severity,
            file: self.plan.file.clone(),
            entity: Some(self.plan.entity),
            line: Some(self.line),
            column: self.plan.shown(column).map(|c| c as u32 + 1),
            field: Some(field.clone()),
            record: self.record(),
            message,
        }
    }

    /// The record's ID; of one that is too long, the beginning.
    fn record(&self) -> Option<Box<str>> {
        let cut = self.id.char_indices().nth(rules::overlong_id::LIMIT).map_or(self.id.len(), |(at, _)| at);
        (!self.id.is_empty()).then(|| self.id[..cut].into())
    }

    /// Makes a finding about the whole row.
    pub(crate) fn find_row(&self, rule: &'static Rule, column: Option<u32>, message: String) -> Finding {
        Finding {
            rule,
            severity: self.plan.strictness.severity(rule),
            file: self.plan.file.clone(),
            entity: Some(self.plan.entity),
            line: Some(self.line),
            column,
            field: None,
            record: self.record(),
            message,
        }
    }
}
