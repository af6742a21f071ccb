//! R004 nul-byte: a NUL character in a row.

use crate::finding::{Rule, Severity};

/// A NUL character in a row.
pub static RULE: Rule = Rule {
    code: "R004",
    name: "nul-byte",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Export the data again; NUL characters usually come from a damaged copy or a wrong database type.",
    doc: "## What it finds
A row contains NUL characters, which no text should have.

## Why it matters
They come from damaged copies, or from database columns of a fixed width. We take them out; what else was lost
in the same place we cannot know.

## Example
The name `Garcia` followed by fourteen NUL characters.

## How to fix
Export the data again. If it comes back, trim the column in the export's query.
",
};
