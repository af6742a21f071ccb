//! R131 sensitive-column: a column with data that no roster needs, such as Social Security numbers.

use crate::finding::{Rule, Severity};

/// A column with data that no roster needs, such as Social Security numbers.
pub static RULE: Rule = Rule {
    code: "R131",
    name: "sensitive-column",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Untick the column in the export of this file; its values are not kept, but they need not travel at all.",
    doc: "## What it finds
By its name or by its values, a column holds Social Security numbers, passwords, meal status, health, disability,
discipline, income, religion, immigration, a family's situation, orientation or court orders, and nothing here reads it.

## Why it matters
Such data should be in as few places as possible. We take the values out of the copy of the delivery that we keep,
and they go nowhere else. Until then they have travelled, and they stay in the upload folder as long as the file does.

## Example
`SSN` or `LunchStatus` in a file of students. A `password` column of OneRoster that is filled is one too.

## How to fix
Open the export's settings in your SIS, and untick the column in the file that the finding names. If the column holds
something else, nothing has to be done: it is not used either way. If it is needed, tell us: it is then mapped.
",
};
