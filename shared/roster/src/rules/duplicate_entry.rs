//! R035 duplicate-entry: two files of the same name in the ZIP.

use crate::finding::{Rule, Severity};

/// Two files of the same name in the ZIP.
pub static RULE: Rule = Rule {
    code: "R035",
    name: "duplicate-entry",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_duplicate_name"],
    help: "Make the ZIP anew with each file once.",
    doc: "## What it finds
Two files in the ZIP have the same name.

## Why it matters
We cannot know which one is the newer, and use the first.

## Example
`users.csv` was added to the ZIP on Monday and again on Tuesday.

## How to fix
Make the ZIP anew instead of adding to the old one.
",
};
