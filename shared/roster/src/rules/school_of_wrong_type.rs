//! R140 school-of-wrong-type: a school that is not of type school.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A school that is not of type school.
pub static RULE: Rule = Rule {
    code: "R140",
    name: "school-of-wrong-type",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.org_type_mismatch"],
    help: "Refer to an org of type school, or correct its type in orgs.csv.",
    doc: "## What it finds
An org is named as a school, and its type is another.

## Why it matters
The reference is kept. Strict systems refuse the row.

## Example
A class whose `schoolSourcedId` is the district.

## How to fix
Refer to the school that holds the class, or correct the org's `type` in `orgs.csv`.
",
};

/// The type of an org that a class, an enrollment or a line item names as its school.
pub fn check(org_type: &str) -> Checked<'_> {
    let good = org_type == "school" || org_type.starts_with("ext:") || org_type.is_empty();
    if good { Checked::Good } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn a_school_is_a_school() {
        good(check, &["school", "ext:academy", ""]);
        bad(check, &["district", "department", "School"]);
    }
}
