//! R095 missing-email: a person without an e-mail address.

use crate::finding::{Rule, Severity};

/// A person without an e-mail address.
pub static RULE: Rule = Rule {
    code: "R095",
    name: "missing-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Fill the address where your application needs it to log in.",
    doc: "## What it finds
People have no e-mail address.

## Why it matters
All of them are kept: small children have none. But an application that logs people in by e-mail cannot let
them in.

## Example
A teacher with an empty `email`.

## How to fix
Fill the address in the SIS where your application needs it.
",
};
