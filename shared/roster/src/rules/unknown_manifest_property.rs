//! R054 unknown-manifest-property: a property of the manifest that OneRoster does not know.

use crate::finding::{Rule, Severity};

/// A property of the manifest that OneRoster does not know.
pub static RULE: Rule = Rule {
    code: "R054",
    name: "unknown-manifest-property",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.unknown_property"],
    help: "Remove the line from manifest.csv or correct its spelling.",
    doc: "## What it finds
`manifest.csv` has a line that OneRoster does not know.

## Why it matters
The line is skipped. If it is misspelled, the file that it means is judged without it.

## Example
```
file.student,bulk
```

## How to fix
Correct the spelling, or remove the line.
",
};
