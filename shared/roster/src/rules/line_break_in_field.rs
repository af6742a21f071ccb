//! R010 line-break-in-field: a line break inside of a field.

use crate::finding::{Rule, Severity};

/// A line break inside of a field.
pub static RULE: Rule = Rule {
    code: "R010",
    name: "line-break-in-field",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.line_break_in_quoted_field", "csv.field_line_break"],
    help: "Remove the line break from the value in the SIS.",
    doc: r#"## What it finds
A field in quotation marks goes on in the next line.

## Why it matters
We keep the value, with its line break. OneRoster forbids it, and other systems that read line by line lose
the row.

## Example
```
c-17,,,"Algebra
Period 3",
```

## How to fix
Remove the line break from the value in the SIS, or replace line breaks by spaces in the export.
"#,
};
