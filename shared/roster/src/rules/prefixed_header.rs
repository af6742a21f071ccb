//! R071 prefixed-header: a column name that carries the name of a database table.

use std::borrow::Cow;

use super::Checked;
use super::invalid_metadata_header::is_extension;
use crate::finding::{Rule, Severity};

/// A column name that carries the name of a database table.
pub static RULE: Rule = Rule {
    code: "R071",
    name: "prefixed-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Rename the column, for example from CC.sourcedId to sourcedId.",
    doc: "## What it finds
A column's name carries the name of a database table in front.

## Why it matters
Some SIS write it unless they are told otherwise. We cut it off.

## Example
`CC.sourcedId`

## How to fix
Rename the column in the export, or choose headers without table names.
",
};

/// A column name without the name of a database table, as in `CC.ID`, which is cut off.
pub fn check(header: &str) -> Checked<'_> {
    let Some((table, column)) = header.rsplit_once('.') else { return Checked::Good };
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let cut = !table.is_empty() && column.starts_with(char::is_alphanumeric) && table.bytes().all(word);
    if cut && !is_extension(header) && !table.eq_ignore_ascii_case("ext") {
        return Checked::Repaired(Cow::Borrowed(column));
    }
    Checked::Good
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{good, repairs};

    #[test]
    fn the_name_of_a_table_is_cut_off() {
        repairs(check, &[("CC.ID", "ID"), ("dbo.Students.sourcedId", "sourcedId"), ("U_DEF.role", "role")]);
        good(check, &["", "sourcedId", "metadata.bus", "ext.bus", ".x", "x.", "Mr. Smith"]);
    }
}
