//! R083 overlong-id: an ID of more than 255 characters.

use super::Checked;
use crate::finding::{Rule, Severity};

/// An ID of more than 255 characters.
pub static RULE: Rule = Rule {
    code: "R083",
    name: "overlong-id",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Use shorter IDs.",
    doc: "## What it finds
The ID has more than 255 characters.

## Why it matters
OneRoster does not allow it and stores cannot hold it, so the row is left out. A record that we already have
stays.

## Example
An ID that was put together from a person's name, school, address and birthday.

## How to fix
Use the ID that the SIS itself has for the record.
",
};

/// The most characters that an ID may have.
pub const LIMIT: usize = 255;

/// An ID of at most [`LIMIT`] characters.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if value.len() <= LIMIT || value.chars().count() <= LIMIT { Checked::Good } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn characters_count_and_not_bytes() {
        good(check, &["", "1", &"a".repeat(255), &"é".repeat(255)]);
        bad(check, &[&"a".repeat(256), &"é".repeat(256)]);
    }
}
