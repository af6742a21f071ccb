//! R050 missing-manifest-header: a manifest without its header line.

use crate::finding::{Rule, Severity};

/// A manifest without its header line.
pub static RULE: Rule = Rule {
    code: "R050",
    name: "missing-manifest-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.missing_header"],
    help: "Begin manifest.csv with the line propertyName,value.",
    doc: "## What it finds
`manifest.csv` begins with a property and not with the header line.

## Why it matters
We read all lines as properties. Other systems lose the first one.

## Example
```
manifest.version,1.0
```

## How to fix
Begin the file with the line `propertyName,value`.
",
};
