//! R021 undelimited-file: a file in which no delimiter is to be found.

use crate::finding::{Rule, Severity};

/// A file in which no delimiter is to be found.
pub static RULE: Rule = Rule {
    code: "R021",
    name: "undelimited-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Export the file as CSV with commas between the fields.",
    doc: "## What it finds
The header has just one column, and no delimiter that we know is to be found.

## Why it matters
Without columns no record can be read, so the table counts as not sent.

## Example
```
sourcedId name type
o-1 Elm School
```

## How to fix
Export the file as CSV with commas between the fields.
",
};
