//! R008 byte-order-mark: a byte order mark before the header.

use crate::finding::{Rule, Severity};

/// A byte order mark before the header.
pub static RULE: Rule = Rule {
    code: "R008",
    name: "byte-order-mark",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing has to be done; the mark is skipped.",
    doc: r#"## What it finds
The file begins with a byte order mark, three invisible bytes that some programs write before UTF-8 text.

## Why it matters
It does no harm: the mark is skipped. Other programs may take it for a part of the first column's name.

## Example
A file that begins with the bytes EF BB BF, then `sourcedId`.

## How to fix
Nothing has to be done. If you like, choose "UTF-8 without BOM" in the export.
"#,
};
