//! R072 headerless-file: a file that begins with a row of data and not with column names.

use crate::finding::{Rule, Severity};

/// A file that begins with a row of data and not with column names.
pub static RULE: Rule = Rule {
    code: "R072",
    name: "headerless-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.missing_header"],
    help: "Switch on the header line in the export.",
    doc: "## What it finds
The first line looks like data, not like the names of columns.

## Why it matters
We take the columns in the order of the specification. If a column is added or left out, all values end up in
the wrong place.

## Example
```
o-1,,,Elm School,school,,
```

## How to fix
Switch on the header line in the export.
",
};
