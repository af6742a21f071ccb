//! R086 invalid-list: a list with an empty or a broken element.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A list with an empty or a broken element.
pub static RULE: Rule = Rule {
    code: "R086",
    name: "invalid-list",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_list"],
    help: "Separate the elements by single commas and put the whole list in quotation marks.",
    doc: r#"## What it finds
A list has an empty element, or spaces around an element.

## Why it matters
The elements that are there are used.

## Example
`"t-1,,t-2"`

## How to fix
Separate elements by single commas, without spaces, and put the whole list in quotation marks.
"#,
};

/// A list of comma-separated texts. Empty elements and spaces around elements are taken out.
#[inline]
pub fn check(list: &str) -> Checked<'_> {
    let good = |element: &str| !element.is_empty() && element.trim().len() == element.len();
    if list.is_empty() || list.split(',').all(good) { Checked::Good } else { repaired(list) }
}

#[cold]
fn repaired(list: &str) -> Checked<'_> {
    let mut out = String::with_capacity(list.len());
    for element in list.split(',').map(str::trim).filter(|element| !element.is_empty()) {
        if !out.is_empty() {
            out.push(',');
        }
        out.push_str(element);
    }
    Checked::Repaired(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{good, repairs};

    #[test]
    fn a_list_has_no_empty_and_no_padded_elements() {
        good(check, &["", "a", "a,b", "a b,c"]);
        repairs(check, &[("a, b", "a,b"), ("a,,b", "a,b"), ("a,b,", "a,b"), (",", ""), (" ,a", "a")]);
    }
}
