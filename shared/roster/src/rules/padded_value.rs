//! R098 padded-value: spaces around a value.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// Spaces around a value.
pub static RULE: Rule = Rule {
    code: "R098",
    name: "padded-value",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Remove the spaces in the export.",
    doc: r#"## What it finds
The value has spaces or invisible characters at its ends.

## Why it matters
They are cut off. Where they are part of an ID, other systems see another ID.

## Example
`"1001 "`

## How to fix
Trim the column in the export's query; columns of a fixed width are often the cause.
"#,
};

/// Cuts white space and invisible characters from both ends.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    let bytes = value.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => Checked::Good,
        (None, _) | (_, None) => Checked::Good,
        (Some(_), Some(_)) => trimmed(value),
    }
}

fn trimmed(value: &str) -> Checked<'_> {
    let inner = value.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c));
    if inner.len() == value.len() { Checked::Good } else { Checked::Repaired(Cow::Borrowed(inner)) }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{good, repairs};

    #[test]
    fn spaces_and_invisible_characters_go_from_the_ends_only() {
        good(check, &["", "a", "Ada Lovelace", "é", "a\u{a0}b"]);
        repairs(
            check,
            &[
                (" a", "a"),
                ("a\t", "a"),
                ("\u{a0}a b\u{a0}", "a b"),
                ("\u{feff}7\u{200b}", "7"),
                ("é ", "é"),
                ("   ", ""),
            ],
        );
    }
}
