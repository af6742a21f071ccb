//! R042 implausible-compression: a file in the ZIP that unpacks to far more than a roster could.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that unpacks to far more than a roster could.
pub static RULE: Rule = Rule {
    code: "R042",
    name: "implausible-compression",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Make the ZIP anew from the export's own files.",
    doc: "",
};
