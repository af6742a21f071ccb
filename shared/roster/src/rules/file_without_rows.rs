//! R002 file-without-rows: a file that has a header but no row.

use crate::finding::{Rule, Severity};

/// A file that has a header but no row.
pub static RULE: Rule = Rule {
    code: "R002",
    name: "file-without-rows",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["table.missing_data_rows"],
    help: "If there is nothing to send, leave the file out; if there should be rows, check the export's filter.",
    doc: r#"## What it finds
The file has a header line and no row below it.

## Why it matters
It may be true, or a filter in the export may have matched nothing. Zero rows never mean "remove everybody":
if we know records of this table, the run is held until somebody has looked.

## Example
```
sourcedId,status,dateLastModified,title
```

## How to fix
If there is nothing to send, leave the file out. If there should be rows, check the filter and the school year
in the export.
"#,
};
