//! R180 unknown-code: a code that the mapping has no answer for.

use crate::finding::{Rule, Severity};

/// A code that the mapping has no answer for.
pub static RULE: Rule = Rule {
    code: "R180",
    name: "unknown-code",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the code to the mapping's table, or correct it in the SIS.",
    doc: "## What it finds
A column holds codes that the connection's mapping translates, and this code is not in its table.

## Why it matters
What was meant is not guessed. The value is dropped and what is stored of it stays; where the mapping says `error`,
or no record can be without the value, the record stays as it was.

## Example
The table has `M` and `F`, the file `N`.

## How to fix
Add the code with its meaning to the mapping, or correct it in the SIS.
",
};
