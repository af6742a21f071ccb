//! R012 unescaped-quote: a quotation mark in the middle of a field that is not quoted.

use crate::finding::{Rule, Severity};

/// A quotation mark in the middle of a field that is not quoted.
pub static RULE: Rule = Rule {
    code: "R012",
    name: "unescaped-quote",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.unescaped_quote"],
    help: "Put the field in quotation marks and double those inside of it.",
    doc: r#"## What it finds
A quotation mark stands inside of a field that is not in quotation marks.

## Why it matters
We keep it as it is. Other systems may read the rest of the row wrong.

## Example
```
c-9,,,The "Honors" Class,
```

## How to fix
Put the field in quotation marks and double those inside: `"The ""Honors"" Class"`.
"#,
};
