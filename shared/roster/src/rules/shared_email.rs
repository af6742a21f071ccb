//! R094 shared-email: one e-mail address for several people.

use crate::finding::{Rule, Severity};

/// One e-mail address for several people.
pub static RULE: Rule = Rule {
    code: "R094",
    name: "shared-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Give each person an address of their own where your application needs it to log in.",
    doc: "## What it finds
Several people have the same e-mail address.

## Why it matters
All of them are kept: parents are teachers too, and siblings share an address. But an application that logs
people in by e-mail can let in only one of them.

## Example
Two students with the address of their family.

## How to fix
Give each person an address of their own where your application needs it.
",
};
