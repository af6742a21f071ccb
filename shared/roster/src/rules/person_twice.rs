//! R138 person-twice: people who seem to be in the delivery under two IDs.

use crate::finding::{Rule, Severity};

/// People who seem to be in the delivery under two IDs.
pub static RULE: Rule = Rule {
    code: "R138",
    name: "person-twice",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Merge the two records in the SIS if they are one person; nothing has to be done if they are two.",
    doc: "## What it finds
Two records of one delivery have the same given and family name, the same role, and the same e-mail address or the same
date of birth. One notice counts all of them and names some.

## Why it matters
Both are kept, as only you can know. A person who is there twice gets two accounts, and one of them has no classes.

## Example
A student who moved to another school and was entered again: `1042` and `2042`.

## How to fix
Merge the two records in the SIS. Siblings may share an address and twins a birthday, but not also a name.
",
};
