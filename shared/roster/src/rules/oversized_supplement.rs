//! R197 oversized-supplement: a source that adds fields to more people than can be held.

use crate::finding::{Rule, Severity};

/// A source that adds fields to more people than can be held.
pub static RULE: Rule = Rule {
    code: "R197",
    name: "oversized-supplement",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Send only people of this tenant.",
    doc: "## What it finds
A source that adds fields to people has more people, or more records about them, than are held in memory.

## Why it matters
Nothing of it is added, rather than to some of the people only. What was added before stays where no file
says otherwise.

## Example
The HR file of a whole state, with three million people, is connected to one district.

## How to fix
Leave out people who are not in the roster, with a filter in the export or in the mapping.
",
};
