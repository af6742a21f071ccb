//! R055 duplicate-manifest-property: a property that stands in the manifest twice.

use crate::finding::{Rule, Severity};

/// A property that stands in the manifest twice.
pub static RULE: Rule = Rule {
    code: "R055",
    name: "duplicate-manifest-property",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.duplicate_property"],
    help: "Keep one of the two lines.",
    doc: "## What it finds
A property stands in `manifest.csv` twice.

## Why it matters
We use the first line; if the second says something else, it is lost.

## Example
```
file.users,bulk
file.users,delta
```

## How to fix
Keep the line that is right.
",
};
