//! R150 result-of-unenrolled-student: a result of a student who is not enrolled in the class.

use crate::finding::{Rule, Severity};

/// A result of a student who is not enrolled in the class.
pub static RULE: Rule = Rule {
    code: "R150",
    name: "result-of-unenrolled-student",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.result_student_not_enrolled"],
    help: "Enroll the student in the class, or remove the result.",
    doc: "",
};
