//! R051 invalid-manifest-header: a manifest whose header is not propertyName,value.

use crate::finding::{Rule, Severity};

/// A manifest whose header is not propertyName,value.
pub static RULE: Rule = Rule {
    code: "R051",
    name: "invalid-manifest-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.invalid_header"],
    help: "Begin manifest.csv with the line propertyName,value.",
    doc: "## What it finds
The first line of `manifest.csv` is not `propertyName,value`.

## Why it matters
We skip the line and read the rest.

## Example
```
name,setting
```

## How to fix
Begin the file with the line `propertyName,value`, in exactly this letter case.
",
};
