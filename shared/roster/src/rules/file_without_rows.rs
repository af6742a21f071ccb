//! R002 file-without-rows: a file that has a header but no row.

use crate::finding::{Rule, Severity};

/// A file that has a header but no row.
pub static RULE: Rule = Rule {
    code: "R002",
    name: "file-without-rows",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["table.missing_data_rows"],
    help: "If there is nothing to send, leave the file out; if there should be rows, check the export's filter.",
    doc: "",
};
