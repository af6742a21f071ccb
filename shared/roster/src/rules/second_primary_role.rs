//! R143 second-primary-role: two primary roles of one person at one org.

use crate::finding::{Rule, Severity};

/// Two primary roles of one person at one org.
pub static RULE: Rule = Rule {
    code: "R143",
    name: "second-primary-role",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.multiple_primary_roles_for_user_org"],
    help: "Mark all but one of them as secondary.",
    doc: "## What it finds
A person has two roles at one org that are both marked `primary`.

## Why it matters
Both are kept. An application that shows one role may show either.

## Example
A teacher who is also a parent, both roles primary.

## How to fix
Mark all but one of them as `secondary`.
",
};
