//! R082 invalid-guid: an ID with characters that OneRoster does not allow.

use super::Checked;
use crate::finding::{Rule, Severity};

/// An ID with characters that OneRoster does not allow.
pub static RULE: Rule = Rule {
    code: "R082",
    name: "invalid-guid",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["row.invalid_guid"],
    help: "Use only letters, digits and the characters . - _ / @ in IDs.",
    doc: "## What it finds
The ID contains a character that OneRoster does not allow.

## Why it matters
IDs are compared letter by letter, so we use it as it is. Strict systems refuse it.

## Example
`smith, ann (7)`

## How to fix
Use only letters, digits and `.` `-` `_` `/` `@`. Use numbers of the SIS, not names. Change IDs only with us:
a new ID is a new record.
",
};

const ALLOWED: [bool; 256] = allowed();

/// An ID of letters, digits and `. - _ / @`. Its length is [`overlong_id`](super::overlong_id)'s to judge.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    // Without stopping at the first bad one, which hardly ever comes.
    let good = !value.is_empty() && value.bytes().fold(true, |good, b| good & ALLOWED[usize::from(b)]);
    if good { Checked::Good } else { Checked::Bad }
}

const fn allowed() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b'@');
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn an_id_has_letters_digits_and_five_marks() {
        good(check, &["1001", "bf2d0736-4f4f-44b0-868f-bef0fb216498", "a.b_c/d@e", "007"]);
        bad(check, &["", "a b", "a:b", "{a}", "é", "a,b", "a|b", "a\0"]);
    }
}
