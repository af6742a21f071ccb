//! R085 unknown-role: a role that OneRoster does not know.

use super::Checked;
use super::invalid_enum::{self, Words};
use crate::finding::{Rule, Severity};

/// A role that OneRoster does not know.
pub static RULE: Rule = Rule {
    code: "R085",
    name: "unknown-role",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Translate the role in the export, for example to student, teacher or aide.",
    doc: "## What it finds
The role is none of OneRoster's.

## Why it matters
The role decides what a person may see, so it is never guessed: the row is left out. A record that we already
have stays.

## Example
`role` = `para`

## How to fix
Translate your SIS's roles in the export, for example `para` to `aide`. In OneRoster 1.2, roles of your own
begin with `ext:`.
",
};

/// One of the roles, in any letter case. What a role means is never guessed: it decides what a person may see.
#[inline]
pub fn check<'a>(value: &'a str, roles: &'static [&'static str], kind: Words) -> Checked<'a> {
    invalid_enum::check(value, roles, kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    fn role(value: &str) -> Checked<'_> {
        check(value, &["student", "teacher", "siteAdministrator"], Words::Open)
    }

    #[test]
    fn a_role_is_not_guessed() {
        good(role, &["student", "ext:coach"]);
        repairs(role, &[("Student", "student"), ("Site Administrator", "siteAdministrator")]);
        bad(role, &["", "S", "T", "staff", "admin", "students"]);
    }
}
