//! R199 out-of-scope: records that another connection of the tenant owns.

use crate::finding::{Rule, Severity};

/// Records that another connection of the tenant owns.
pub static RULE: Rule = Rule {
    code: "R199",
    name: "out-of-scope",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing, if the other connection has them; otherwise say with owns=... who has what.",
    doc: "## What it finds
A delivery has records that another connection of the same tenant owns, such as members of staff where HR has them. They
are counted in one line.

## Why it matters
Each record has one source. These are neither made nor changed nor removed by this connection.

## Example
HR owns `users:staff`, and the file of the student information system has teachers too.

## How to fix
Leave them out of the export, or change what the connections own with `rollcall connection set`.
",
};
