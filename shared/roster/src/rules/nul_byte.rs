//! R004 nul-byte: a NUL character in a row.

use crate::finding::{Rule, Severity};

/// A NUL character in a row.
pub static RULE: Rule = Rule {
    code: "R004",
    name: "nul-byte",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Export the data again; NUL characters usually come from a damaged copy or a wrong database type.",
    doc: "",
};
