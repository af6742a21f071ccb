//! R071 prefixed-header: a column name that carries the name of a database table.

use crate::finding::{Rule, Severity};

/// A column name that carries the name of a database table.
pub static RULE: Rule = Rule {
    code: "R071",
    name: "prefixed-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Rename the column, for example from CC.sourcedId to sourcedId.",
    doc: "",
};
