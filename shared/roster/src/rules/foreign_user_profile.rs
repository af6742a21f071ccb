//! R144 foreign-user-profile: a role that names another person's profile.

use crate::finding::{Rule, Severity};

/// A role that names another person's profile.
pub static RULE: Rule = Rule {
    code: "R144",
    name: "foreign-user-profile",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["semantic.user_profile_user_mismatch"],
    help: "Refer to a profile of the same person.",
    doc: "## What it finds
A role names a profile that belongs to another person.

## Why it matters
The profile would open another person's account, so the reference is dropped. The role stays.

## Example
A role of `u-1` with the profile of `u-2`.

## How to fix
Refer to a profile of the same person.
",
};
