//! R103 invalid-status: a status that is neither active nor tobedeleted.

use super::Checked;
use super::invalid_enum::{self, Words};
use crate::finding::{Rule, Severity};

/// A status that is neither active nor tobedeleted.
pub static RULE: Rule = Rule {
    code: "R103",
    name: "invalid-status",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Write active or tobedeleted.",
    doc: "## What it finds
The status is neither `active` nor `tobedeleted`.

## Why it matters
We take the record as active: a doubt never removes a record.

## Example
`status` = `inactive`

## How to fix
Write `active` or `tobedeleted`. People who may not log in are active, with `enabledUser` = `false`.
",
};

/// `active` or `tobedeleted`. No other word is taken for a deletion.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    invalid_enum::check(value, &["active", "tobedeleted"], Words::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn no_other_word_is_a_deletion() {
        good(check, &["active", "tobedeleted"]);
        repairs(
            check,
            &[("ToBeDeleted", "tobedeleted"), ("ACTIVE", "active"), ("to be deleted", "tobedeleted")],
        );
        bad(check, &["", "inactive", "deleted", "disabled", "withdrawn", "A"]);
    }
}
