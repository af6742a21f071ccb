//! R015 short-row: a row with fewer fields than the header.

use crate::finding::{Rule, Severity};

/// A row with fewer fields than the header.
pub static RULE: Rule = Rule {
    code: "R015",
    name: "short-row",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.row_width_mismatch"],
    help: "Write every field of the row, also the empty ones; check that the file was sent whole.",
    doc: "## What it finds
A row has fewer fields than the header has columns.

## Why it matters
The fields that are there are used; those that are missing count as not sent, so that what we know of them
stays. A short last row means that the file was cut off.

## Example
```
sourcedId,name,type,identifier
o-1,Elm School
```

## How to fix
Let the export write every field, also the empty ones. If it is the last row, send the file again.
",
};
