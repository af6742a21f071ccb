//! R145 enrollment-without-role: an enrollment that fits none of the person's roles.

use crate::finding::{Rule, Severity};

/// An enrollment that fits none of the person's roles.
pub static RULE: Rule = Rule {
    code: "R145",
    name: "enrollment-without-role",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.enrollment_role_mismatch"],
    help: "Add the role to the person, or correct the role of the enrollment.",
    doc: "## What it finds
A person is enrolled as something that none of the person's roles is, at whatever org.

## Why it matters
The enrollment is kept. Strict systems refuse it.

## Example
A person whose only role is student, enrolled as a teacher.

## How to fix
Add the role to the person, or correct the role of the enrollment.
",
};
