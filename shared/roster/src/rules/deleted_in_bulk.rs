//! R104 deleted-in-bulk: a row of a bulk file that is marked tobedeleted.

use crate::finding::{Rule, Severity};

/// A row of a bulk file that is marked tobedeleted.
pub static RULE: Rule = Rule {
    code: "R104",
    name: "deleted-in-bulk",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Leave the row out of the bulk file.",
    doc: "",
};
