//! R066 misordered-header: columns in another order than the specification's.

use super::Checked;
use crate::finding::{Rule, Severity};

/// Columns in another order than the specification's.
pub static RULE: Rule = Rule {
    code: "R066",
    name: "misordered-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.header_order_mismatch"],
    help: "Put the columns in the order of the specification.",
    doc: "## What it finds
The columns stand in another order than in the specification.

## Why it matters
We go by the names, so nothing is lost. Strict systems refuse the file.

## Example
```
sourcedId,name,status,dateLastModified,type
```

## How to fix
Put the columns in the order of the specification; `rollcall templates` writes files with the right headers.
",
};

/// The places in the file of the columns that it has, in the order of the specification.
pub fn check(places: impl IntoIterator<Item = usize>) -> Checked<'static> {
    if places.into_iter().is_sorted() { Checked::Good } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_the_specification() {
        assert_eq!(check([0, 1, 2, 7]), Checked::Good);
        assert_eq!(check([0, 2, 1]), Checked::Bad);
        assert_eq!(check([]), Checked::Good);
    }
}
