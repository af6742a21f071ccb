//! R016 long-row: a row with more fields than the header.

use crate::finding::{Rule, Severity};

/// A row with more fields than the header.
pub static RULE: Rule = Rule {
    code: "R016",
    name: "long-row",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Put values that contain a comma in quotation marks.",
    doc: r#"## What it finds
A row has more fields than the header has columns.

## Why it matters
Mostly a value contains a comma and is not in quotation marks, so that all fields after it are in the wrong
place. Fields beyond the last column are dropped.

## Example
```
sourcedId,name,type
o-1,Elm School, North Campus,school
```

## How to fix
Put values that contain a comma in quotation marks: `"Elm School, North Campus"`.
"#,
};
