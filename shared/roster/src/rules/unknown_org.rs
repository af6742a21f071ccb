//! R123 unknown-org: an org that is referred to and is not in the orgs file.

use crate::finding::{Rule, Severity};

/// An org that is referred to and is not in the orgs file.
pub static RULE: Rule = Rule {
    code: "R123",
    name: "unknown-org",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the org to orgs.csv or correct the ID.",
    doc: "## What it finds
A row names an org that is neither in the orgs file nor known from an earlier delivery.

## Why it matters
The reference is dropped, the record stays.

## Example
`parentSourcedId` = `d-9`, and no row of `orgs.csv` has that `sourcedId`.

## How to fix
Add the org to `orgs.csv`, or correct the ID. Check leading zeros.
",
};
