//! R041 encrypted-entry: a file in the ZIP that is protected by a password.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that is protected by a password.
pub static RULE: Rule = Rule {
    code: "R041",
    name: "encrypted-entry",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Make the ZIP without a password; the transfer itself is encrypted.",
    doc: "## What it finds
A file in the ZIP is protected by a password.

## Why it matters
We cannot read it, and the table counts as not sent.

## Example
A ZIP that asks for a password when you open it.

## How to fix
Make the ZIP without a password. The transfer itself is encrypted.
",
};
