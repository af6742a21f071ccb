//! R080 missing-id: a row without an ID of its own.

use crate::finding::{Rule, Severity};

/// A row without an ID of its own.
pub static RULE: Rule = Rule {
    code: "R080",
    name: "missing-id",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Fill sourcedId with the record's permanent ID from the SIS.",
    doc: "## What it finds
The record's own ID is empty.

## Why it matters
Without its ID we cannot know which record it is, so the row is left out. While such rows are in the file,
nothing of its table is removed.

## Example
```
sourcedId,status,dateLastModified,name,type
,,,Elm School,school
```

## How to fix
Fill `sourcedId` with the permanent ID from the SIS; it must never change and never be used again.
",
};
