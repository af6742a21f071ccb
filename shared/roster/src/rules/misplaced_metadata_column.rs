//! R068 misplaced-metadata-column: an extension column that stands before a regular one.

use super::invalid_metadata_header::is_extension;
use crate::finding::{Rule, Severity};

/// An extension column that stands before a regular one.
pub static RULE: Rule = Rule {
    code: "R068",
    name: "misplaced-metadata-column",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.metadata_column_position"],
    help: "Move the extension columns to the right of all others.",
    doc: "## What it finds
An extension column stands to the left of a regular one.

## Why it matters
We go by the names, so nothing is lost. Strict systems refuse the file.

## Example
```
sourcedId,metadata.bus,status,dateLastModified,name
```

## How to fix
Move extension columns to the right of all others.
",
};

/// The first extension column, from 0, that stands before a regular one.
pub fn check(header: &[impl AsRef<str>]) -> Option<usize> {
    let last_regular = header.iter().rposition(|name| !is_extension(name.as_ref()))?;
    header[..last_regular].iter().position(|name| is_extension(name.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_stand_to_the_right() {
        assert_eq!(check(&["sourcedId", "name", "metadata.a", "metadata.b"]), None);
        assert_eq!(check(&["sourcedId", "metadata.a", "name"]), Some(1));
        assert_eq!(check(&["metadata.a"]), None);
        assert_eq!(check(&[] as &[&str]), None);
    }
}
