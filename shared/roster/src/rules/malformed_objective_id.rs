//! R156 malformed-objective-id: a learning objective of source case whose ID is not a UUID.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A learning objective of source case whose ID is not a UUID.
pub static RULE: Rule = Rule {
    code: "R156",
    name: "malformed-objective-id",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Use the objective's CASE identifier, or write unknown as its source.",
    doc: "## What it finds
A learning objective comes from CASE, and its ID is not a UUID.

## Why it matters
It is kept, but it cannot be found in the CASE framework.

## Example
`source` = `case`, `learningObjectiveId` = `MATH.7.1`

## How to fix
Use the objective's CASE identifier, or write `unknown` as its source.
",
};

/// The ID of a learning objective, which for the source `case` is a UUID.
pub fn check<'a>(source: &str, id: &'a str) -> Checked<'a> {
    if source == "case" && !is_uuid(id.as_bytes()) { Checked::Bad } else { Checked::Good }
}

fn is_uuid(bytes: &[u8]) -> bool {
    let fits = |(i, b): (usize, &u8)| match i {
        8 | 13 | 18 | 23 => *b == b'-',
        _ => b.is_ascii_hexdigit(),
    };
    bytes.len() == 36 && bytes.iter().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn only_case_identifiers_are_uuids() {
        good(
            |id| check("case", id),
            &["bf2d0736-4f4f-44b0-868f-bef0fb216498", "BF2D0736-4F4F-44B0-868F-BEF0FB216498"],
        );
        bad(
            |id| check("case", id),
            &["", "MATH.7.1", "bf2d07364f4f44b0868fbef0fb216498", "bf2d0736-4f4f-44b0-868f-bef0fb21649g"],
        );
        good(|id| check("unknown", id), &["MATH.7.1"]);
    }
}
