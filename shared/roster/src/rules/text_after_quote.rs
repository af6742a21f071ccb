//! R013 text-after-quote: text between a closing quotation mark and the next comma.

use crate::finding::{Rule, Severity};

/// Text between a closing quotation mark and the next comma.
pub static RULE: Rule = Rule {
    code: "R013",
    name: "text-after-quote",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.unexpected_character_after_quote"],
    help: "Double quotation marks that belong to the value.",
    doc: r#"## What it finds
After a closing quotation mark comes more text instead of a comma.

## Why it matters
The mark was probably part of the value and was not doubled. We keep all of the text; look at whether it is
what you meant.

## Example
```
c-9,,,"Algebra" II,
```

## How to fix
Double quotation marks that belong to the value: `"""Algebra"" II"`.
"#,
};
