//! R056 invalid-manifest-version: a manifest.version other than 1.0.

use crate::finding::{Rule, Severity};

/// A manifest.version other than 1.0.
pub static RULE: Rule = Rule {
    code: "R056",
    name: "invalid-manifest-version",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.invalid_manifest_version"],
    help: "Write manifest.version,1.0 in manifest.csv.",
    doc: "## What it finds
The line `manifest.version` has a value other than 1.0.

## Why it matters
There is only one version of the manifest. We read it as that one.

## Example
```
manifest.version,1.1
```

## How to fix
Write `manifest.version,1.0`. The version of OneRoster stands in another line.
",
};
