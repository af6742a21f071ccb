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

/// The required fields that are blank of a user in this role, by name, and how bad that is. `is_blank` tells of a field by
/// name, built-in or own; one whose column never came is not blank.
pub fn check<'p>(
    profile: &'p Profile,
    role: &str,
    is_blank: impl Fn(&str) -> bool,
) -> Vec<(&'p str, Severity)> {
    profile.required(role).into_iter().filter(|(name, _)| is_blank(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_that_the_role_must_not_have_are_missed() {
        let json = r#"{"profile": 1, "required": {"student": {"email": "error", "grades": "warning", "title": "error"}}}"#;
        let profile = Profile::load(json).unwrap();
        let is_blank = |name: &str| name == "email" || name == "phone";
        assert_eq!(check(&profile, "student", is_blank), [("email", Severity::Error)]);
        assert_eq!(check(&profile, "teacher", is_blank), []);
    }
}
