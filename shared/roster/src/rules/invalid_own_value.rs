//! R165 invalid-own-value: a value of an own field that is not what the field profile says.

use super::Checked;
use crate::finding::{Rule, Severity};
use crate::profile::OwnField;

/// A value of an own field that is not what the field profile says.
pub static RULE: Rule = Rule {
    code: "R165",
    name: "invalid-own-value",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Write the value as the message says, or leave the field empty.",
    doc: "## What it finds
A value of one of your own fields is not of the kind that the field profile gives for it, or longer than 4,000
bytes.

## Why it matters
It is dropped, the record stays, and so does the value known from before. Usual other ways to write a value are
repaired: `Spanish` for the language `es`, `YES` for the word `yes`.

## Example
`metadata.livesWith` = `sometimes`, where the profile has `yes`, `no` and `unknown`.

## How to fix
Write the value as the message says. If the value is right, give the field another kind in the field profile.
",
};

/// A trimmed value of an own field; a blank is good.
pub fn check<'v>(value: &'v str, field: &OwnField) -> Checked<'v> {
    field.judge(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entity;
    use crate::profile::Profile;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_value_is_judged_as_its_field_says() {
        let profile = Profile::standard();
        let field = profile.field(Entity::Users, "homeLanguage").unwrap();
        good(|value| check(value, field), &["es", ""]);
        repairs(|value| check(value, field), &[("Spanish", "es")]);
        bad(|value| check(value, field), &["01"]);
    }
}
