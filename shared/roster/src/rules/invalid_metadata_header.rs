//! R067 invalid-metadata-header: an extension column that is not named metadata.something.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// An extension column that is not named metadata.something.
pub static RULE: Rule = Rule {
    code: "R067",
    name: "invalid-metadata-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.invalid_metadata_header"],
    help: "Name extension columns metadata. and a name, for example metadata.busRoute.",
    doc: "## What it finds
A column is meant as an extension, and its name is not `metadata.` and a name.

## Why it matters
The column is not used.

## Example
`metadata bus route`

## How to fix
Write `metadata.busRoute`: the word, a point, and a name without spaces.
",
};

/// The name of an extension column, `metadata.` and a name. Another letter case or mark after `metadata` is repaired.
pub fn check(header: &str) -> Checked<'_> {
    let start = header.get(..8).filter(|start| start.eq_ignore_ascii_case("metadata"));
    let Some(rest) = start.map(|_| &header[8..]) else { return Checked::Bad };
    let name = rest.strip_prefix(['.', '_', ':', '-', ' ']).unwrap_or("");
    if name.is_empty() || name.chars().any(char::is_whitespace) {
        return Checked::Bad;
    }
    if header.starts_with("metadata.") {
        return Checked::Good;
    }
    Checked::Repaired(Cow::Owned(format!("metadata.{name}")))
}

/// Whether a column is meant as an extension, well named or not.
pub fn is_extension(header: &str) -> bool {
    header.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("metadata"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn an_extension_column_is_metadata_and_a_name() {
        good(check, &["metadata.busRoute", "metadata.a.b"]);
        repairs(check, &[("Metadata.busRoute", "metadata.busRoute"), ("metadata_bus", "metadata.bus")]);
        bad(check, &["", "metadata", "metadata.", "metadata.bus route", "busRoute", "métadata.x"]);
        assert!(is_extension("METADATAx") && !is_extension("meta"));
    }
}
