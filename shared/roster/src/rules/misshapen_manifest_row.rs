//! R052 misshapen-manifest-row: a line of the manifest that does not have two fields.

use crate::finding::{Rule, Severity};

/// A line of the manifest that does not have two fields.
pub static RULE: Rule = Rule {
    code: "R052",
    name: "misshapen-manifest-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.row_width_mismatch"],
    help: "Write each line of manifest.csv as name,value.",
    doc: "## What it finds
A line of `manifest.csv` does not have exactly two fields.

## Why it matters
The line is skipped, so that the file it speaks of is judged without it.

## Example
```
file.users,bulk,yes
```

## How to fix
Write each line as a name, a comma and a value.
",
};
