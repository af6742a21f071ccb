//! R142 primary-org-without-role: a primary org at which the person has no role.

use crate::finding::{Rule, Severity};

/// A primary org at which the person has no role.
pub static RULE: Rule = Rule {
    code: "R142",
    name: "primary-org-without-role",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.primary_org_missing_role"],
    help: "Add a role at that org, or name another primary org.",
    doc: "## What it finds
A person's `primaryOrgSourcedId` is an org at which the person has no role.

## Why it matters
Both are kept. Strict systems refuse the person.

## Example
A teacher with one role at Elm School, and Oak School as primary org.

## How to fix
Add a role at that org to `roles.csv`, or name another primary org.
",
};
