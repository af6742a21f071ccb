//! R020 unusual-delimiter: fields separated by tab, semicolon or bar and not by comma.

use crate::finding::{Rule, Severity};

/// Fields separated by tab, semicolon or bar and not by comma.
pub static RULE: Rule = Rule {
    code: "R020",
    name: "unusual-delimiter",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Choose comma as the delimiter of the export.",
    doc: "",
};
