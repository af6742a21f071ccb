//! A phone number, written as people write it.

use crate::rules::Checked;

/// The fewest digits that can be dialled: an extension.
const FEWEST: usize = 3;
/// E.164 has at most 15; an extension may follow.
const MOST: usize = 20;

/// Digits with what people put between them, and an extension. Never repaired: nobody knows the country.
pub(super) fn check(value: &str) -> Checked<'_> {
    let lower = value.to_ascii_lowercase();
    let (number, extension) = match lower.split_once("ext").or_else(|| lower.split_once(['x', '#'])) {
        Some((number, extension)) => {
            (number, extension.trim_start_matches("ension").trim_start_matches('.').trim())
        }
        None => (lower.as_str(), ""),
    };
    let between = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '/' | '\u{a0}' | '\u{2011}');
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let dialled = number.trim().strip_prefix('+').unwrap_or(number);
    let clean = dialled.chars().all(|c| c.is_ascii_digit() || between(c));
    let extended = extension.chars().all(|c| c.is_ascii_digit());
    let count = digits(dialled) + digits(extension);
    match clean && extended && (FEWEST..=MOST).contains(&count) {
        true => Checked::Good,
        false => Checked::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn a_number_has_digits_and_little_else() {
        good(
            check,
            &[
                "5550100199",
                "(555) 010-0199",
                "+1 555.010.0199",
                "555-0100 x12",
                "555-0100 Ext. 7",
                "4711",
                "x123",
            ],
        );
        good(check, &["+49 30/1234567", "555-0100 extension 9"]);
        bad(
            check,
            &["", "12", "call after 5", "none", "555-0100 or 555-0101", "555-CALL-NOW", "1+555", "ext"],
        );
        bad(check, &["123456789012345678901", "555-0100 x12 y"]);
    }
}
