//! R009 bare-carriage-return: a carriage return without a line feed.

use crate::finding::{Rule, Severity};

/// A carriage return without a line feed.
pub static RULE: Rule = Rule {
    code: "R009",
    name: "bare-carriage-return",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.bare_carriage_return"],
    help: "Choose Windows or Unix line ends in the export, not old Macintosh ones.",
    doc: "## What it finds
A carriage return stands alone, without the line feed that belongs to it: as the end of lines, or in a field.

## Why it matters
As a line end it is accepted. In a field it usually means that an address or comment has several lines; other
systems may break the row there.

## Example
An address typed on two lines in the SIS: `12 Elm St`, carriage return, `Apt 4`.

## How to fix
Choose Windows or Unix line ends in the export, and remove line breaks from values.
",
};
