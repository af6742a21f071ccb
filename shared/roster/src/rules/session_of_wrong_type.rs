//! R141 session-of-wrong-type: a session of a type that does not fit the field.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A session of a type that does not fit the field.
pub static RULE: Rule = Rule {
    code: "R141",
    name: "session-of-wrong-type",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.academic_session_type_mismatch"],
    help: "Refer to a session of the type that the message names.",
    doc: "## What it finds
A row refers to a session of a type that does not fit.

## Why it matters
The reference is kept. Strict systems refuse the row: a course belongs to a school year, a class and a line
item to a part of one.

## Example
A course whose `schoolYearSourcedId` is a semester.

## How to fix
Refer to a session of the type in the message, or correct the session's `type`.
",
};

/// What a field that refers to a session expects of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A school year: a course's `schoolYearSourcedId`.
    SchoolYear,
    /// A part of one: a class's terms, a line item's session.
    PartOfYear,
}

/// The type of a session that a field refers to; types of one's own and unknown ones are good.
pub fn check(session_type: &str, expected: Expected) -> Checked<'_> {
    let is_year = session_type == "schoolYear";
    let own = session_type.starts_with("ext:") || session_type.is_empty();
    match expected {
        Expected::SchoolYear if is_year || own => Checked::Good,
        Expected::PartOfYear if !is_year => Checked::Good,
        Expected::SchoolYear | Expected::PartOfYear => Checked::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn a_course_has_a_school_year_and_a_class_has_terms() {
        good(|t| check(t, Expected::SchoolYear), &["schoolYear", "ext:year", ""]);
        bad(|t| check(t, Expected::SchoolYear), &["term", "semester", "gradingPeriod"]);
        good(|t| check(t, Expected::PartOfYear), &["term", "semester", "gradingPeriod", "ext:quarter", ""]);
        bad(|t| check(t, Expected::PartOfYear), &["schoolYear"]);
    }
}
