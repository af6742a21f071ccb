//! R020 unusual-delimiter: fields separated by tab, semicolon or bar and not by comma.

use crate::finding::{Rule, Severity};

/// Fields separated by tab, semicolon or bar and not by comma.
pub static RULE: Rule = Rule {
    code: "R020",
    name: "unusual-delimiter",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Choose comma as the delimiter of the export.",
    doc: "## What it finds
The fields are separated by tabs, semicolons or bars.

## Why it matters
We read the file with the delimiter that fits it, and nothing is lost. OneRoster demands commas.

## Example
```
sourcedId;name;type
```

## How to fix
Choose comma as the delimiter. Spreadsheet programs in some languages write semicolons unless told otherwise.
",
};
