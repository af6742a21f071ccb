//! R136 lost-leading-zeros: IDs or numbers that had zeros in front before.

use crate::finding::{Rule, Severity};

/// IDs or numbers that had zeros in front before.
pub static RULE: Rule = Rule {
    code: "R136",
    name: "lost-leading-zeros",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Do not open the export in a spreadsheet program before it is sent; send it again as the SIS wrote it.",
    doc: "## What it finds
A column had numbers with zeros in front in the delivery that was applied last, and now the same numbers come without
them. For IDs we look each one up; of other columns we compare the first rows.

## Why it matters
`00042` and `42` are two different IDs: everybody would be removed, and created again as somebody else. Where ten or
more IDs of a file are damaged, or half of them, the run is held.

## Example
`42` in a file that said `00042` the night before.

## How to fix
A spreadsheet program opened and saved the file. Send the export again as the SIS wrote it. If the IDs were changed on
purpose, tell us: they are then renamed, and nobody is removed.
",
};
