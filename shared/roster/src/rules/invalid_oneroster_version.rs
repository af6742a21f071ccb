//! R057 invalid-oneroster-version: a oneroster.version other than 1.1 or 1.2.

use crate::finding::{Rule, Severity};

/// A oneroster.version other than 1.1 or 1.2.
pub static RULE: Rule = Rule {
    code: "R057",
    name: "invalid-oneroster-version",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.invalid_oneroster_version"],
    help: "Write oneroster.version,1.1 or oneroster.version,1.2 in manifest.csv.",
    doc: "## What it finds
The line `oneroster.version` has a value that we do not read.

## Why it matters
We go by the columns of the files instead.

## Example
```
oneroster.version,2.0
```

## How to fix
Write `oneroster.version,1.1` or `oneroster.version,1.2`, whichever the files follow.
",
};
