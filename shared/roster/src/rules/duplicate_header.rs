//! R018 duplicate-header: two columns of the same name.

use crate::finding::{Rule, Severity};

/// Two columns of the same name.
pub static RULE: Rule = Rule {
    code: "R018",
    name: "duplicate-header",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.duplicate_header"],
    help: "Remove or rename one of the two columns.",
    doc: "## What it finds
Two columns have the same name, letter case aside.

## Why it matters
We cannot know which one is meant and use the first; the other is dropped.

## Example
```
sourcedId,email,givenName,Email
```

## How to fix
Remove or rename one of the two columns.
",
};
