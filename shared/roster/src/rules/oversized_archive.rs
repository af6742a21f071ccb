//! R031 oversized-archive: a ZIP that is larger than allowed.

use crate::finding::{Rule, Severity};

/// A ZIP that is larger than allowed.
pub static RULE: Rule = Rule {
    code: "R031",
    name: "oversized-archive",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.input_too_large"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "## What it finds
The ZIP is larger than a delivery may be.

## Why it matters
It is not opened. This protects all districts from a file that would fill the disk.

## Example
A ZIP of 20 GB with photographs beside the roster.

## How to fix
Put only the roster files into the ZIP. If they are really that large, ask for a higher limit.
",
};
