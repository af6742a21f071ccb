//! R093 invalid-email: a value that cannot be an e-mail address.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A value that cannot be an e-mail address.
pub static RULE: Rule = Rule {
    code: "R093",
    name: "invalid-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the address in the SIS or leave the field empty.",
    doc: "## What it finds
The value cannot be an e-mail address.

## Why it matters
It is dropped, the record stays. Nobody can be invited or log in with it.

## Example
`none`, `ada@school`, `ada@school.example; ben@school.example`

## How to fix
Correct the address in the SIS. Write one address only, and leave the field empty if there is none.
",
};

const LOCAL: u8 = 1;
const DOMAIN: u8 = 2;
const ALLOWED: [u8; 256] = allowed();

/// An e-mail address as mail systems of schools take it; letter case is as good as any. Never repaired.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if is_address(value.as_bytes()) { Checked::Good } else { Checked::Bad }
}

#[inline]
fn is_address(bytes: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', bytes) else { return false };
    let (local, domain) = (&bytes[..at], &bytes[at + 1..]);
    let Some(dot) = memchr::memrchr(b'.', domain) else { return false };
    let lengths = local.len() <= 64 && bytes.len() <= 254 && domain.len() - dot > 2;
    lengths && are_labels(local, LOCAL) && are_labels(domain, DOMAIN) && domain[0] != b'-'
}

#[inline]
fn are_labels(part: &[u8], class: u8) -> bool {
    let mut before = b'.';
    for &byte in part {
        if ALLOWED[usize::from(byte)] & class == 0 || (byte == b'.' && before == b'.') {
            return false;
        }
        before = byte;
    }
    before != b'.'
}

const fn allowed() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b == b'.' || b == b'-' || b >= 0x80 {
            table[byte] = LOCAL | DOMAIN;
        } else if b.is_ascii_graphic()
            && !matches!(b, b'"' | b'(' | b')' | b',' | b':' | b';' | b'<' | b'>' | b'@')
        {
            table[byte] = if matches!(b, b'[' | b']' | b'\\') { 0 } else { LOCAL };
        }
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        good(
            check,
            &[
                "ada@school.example",
                "A.Byron+x@Mail.School.EXAMPLE",
                "o'neil_7@k12.ca.us",
                "josé@escuela.example",
            ],
        );
        bad(
            check,
            &["", "@", "ada", "ada@", "@school.example", "ada@school", "ada@@school.example", "ada@school.e"],
        );
        bad(
            check,
            &["a da@school.example", ".ada@school.example", "ada.@school.example", "a..b@school.example"],
        );
        bad(check, &["ada@.example", "ada@school..example", "ada@school.example.", "ada@-school.example"]);
        bad(
            check,
            &["Ada <ada@school.example>", "ada@school.example;b@school.example", "mailto:ada@school.example"],
        );
        bad(check, &["none", "n/a", "ada@sch_ool.example"]);
    }

    #[test]
    fn an_address_has_bounds() {
        let local = |n: usize| format!("{}@school.example", "a".repeat(n));
        good(check, &[&local(64)]);
        bad(check, &[&local(65), &format!("a@{}example", "school.".repeat(40))]);
    }
}
