//! R135 attachment: pictures or PDFs beside the tables.

use crate::finding::{Rule, Severity};

/// Pictures or PDFs beside the tables.
pub static RULE: Rule = Rule {
    code: "R135",
    name: "attachment",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Name each file after the sourcedId, identifier or user ID of its person, such as 00042.jpg.",
    doc: "## What it finds
Pictures or PDFs came beside the tables, loose, in a folder or in a ZIP.

## Why it matters
They are kept beside the delivery and are never opened. Each belongs to the person whose `sourcedId`, `identifier` or
user ID is its name. Whatever is with them, the roster is read as if they were not there.

## Example
`idphotos/00042.jpg`

## How to fix
Nothing, if all of them belong to somebody. Otherwise name the others after the IDs of their people.
",
};
