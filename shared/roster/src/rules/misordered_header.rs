//! R066 misordered-header: columns in another order than the specification's.

use crate::finding::{Rule, Severity};

/// Columns in another order than the specification's.
pub static RULE: Rule = Rule {
    code: "R066",
    name: "misordered-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.header_order_mismatch"],
    help: "Put the columns in the order of the specification.",
    doc: "",
};
