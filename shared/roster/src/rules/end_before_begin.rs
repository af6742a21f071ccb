//! R106 end-before-begin: a date of the end that is before that of the begin.

use crate::finding::{Rule, Severity};

/// A date of the end that is before that of the begin.
pub static RULE: Rule = Rule {
    code: "R106",
    name: "end-before-begin",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Correct the two dates in the SIS.",
    doc: "",
};
