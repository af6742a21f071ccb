//! R019 empty-header: a column without a name.

use crate::finding::{Rule, Severity};

/// A column without a name.
pub static RULE: Rule = Rule {
    code: "R019",
    name: "empty-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["table.empty_header_name"],
    help: "Name the column or remove it.",
    doc: "## What it finds
A column has values and no name.

## Why it matters
The column is not used. It often comes from a spreadsheet in which a column was cleared and not deleted.

## Example
```
sourcedId,name,,type
```

## How to fix
Name the column, or delete it.
",
};
