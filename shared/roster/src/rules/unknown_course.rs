//! R126 unknown-course: a course that is referred to and is not in the courses file.

use crate::finding::{Rule, Severity};

/// A course that is referred to and is not in the courses file.
pub static RULE: Rule = Rule {
    code: "R126",
    name: "unknown-course",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the course to courses.csv or correct the ID.",
    doc: "",
};
