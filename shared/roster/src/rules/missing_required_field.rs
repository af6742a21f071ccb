//! R166 missing-required-field: a person without a value that the field profile requires of their role.

use crate::finding::{Rule, Severity};
use crate::profile::Profile;

/// A person without a value that the field profile requires of their role.
pub static RULE: Rule = Rule {
    code: "R166",
    name: "missing-required-field",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Fill the field for everybody in this role.",
    doc: "## What it finds
A person has no value in a field that the field profile requires of people in their role.

## Why it matters
What relies on the field has nothing to go by. Where the profile says `warning` the person stays; where it says
`error` the person is left out, and stays as known from before.

## Example
A teacher without `email`, where the profile requires it of `staff`.

## How to fix
Fill the field in the SIS, or take it out of `required` in the field profile.
",
};

/// The required fields that a user in this role does not have, by name, and how bad that is. `value` gives the value of a
/// field by name, built-in or own; a column that never came is not a blank, so that nothing is missed in it.
pub fn check<'p, 'v>(
    profile: &'p Profile,
    role: &str,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Vec<(&'p str, Severity)> {
    let is_missing = |name: &str| value(name).is_some_and(|value| value.trim().is_empty());
    profile.required(role).into_iter().filter(|(name, _)| is_missing(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_missing_and_a_column_that_never_came_is_not() {
        let json = r#"{"profile": 1, "required": {"student": {"email": "error", "grades": "warning", "title": "error"}}}"#;
        let profile = Profile::load(json).unwrap();
        let value = |name: &str| match name {
            "email" => Some(" "),
            "grades" => Some("07"),
            _ => None,
        };
        assert_eq!(check(&profile, "student", value), [("email", Severity::Error)]);
        assert_eq!(check(&profile, "teacher", value), []);
    }
}
