//! R048 wrong-case-file-name: a file name in the wrong letter case.

use crate::finding::{Rule, Severity};

/// A file name in the wrong letter case.
pub static RULE: Rule = Rule {
    code: "R048",
    name: "wrong-case-file-name",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Write the name exactly as the format has it, for example academicSessions.csv.",
    doc: "",
};
