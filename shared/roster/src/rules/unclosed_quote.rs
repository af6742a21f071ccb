//! R011 unclosed-quote: a quotation mark that opens a field and is never closed.

use crate::finding::{Rule, Severity};

/// A quotation mark that opens a field and is never closed.
pub static RULE: Rule = Rule {
    code: "R011",
    name: "unclosed-quote",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["csv.unclosed_quote"],
    help: "Close the quotation mark, or double it if it belongs to the value.",
    doc: r#"## What it finds
A field begins with a quotation mark, and the closing one never comes.

## Why it matters
Everything after it would become one field. We end the row at the end of its line: the broken value is
dropped, and as rows may be lost, nothing of this table is removed.

## Example
```
u-1,active,,true,"Smith,Ann
```

## How to fix
Close the quotation mark, or double it if it belongs to the value (`""`). Check that the file was sent whole.
"#,
};
