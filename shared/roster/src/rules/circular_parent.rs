//! R130 circular-parent: a record that is, through its parents, its own parent.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A record that is, through its parents, its own parent.
pub static RULE: Rule = Rule {
    code: "R130",
    name: "circular-parent",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Correct parentSourcedId so that the chain ends at the top.",
    doc: "## What it finds
A record's parent leads back to the record itself, at once or after some steps.

## Why it matters
Nobody can say what belongs to what. The reference to the parent is dropped, the record stays.

## Example
`o-1` has the parent `o-2`, and `o-2` has the parent `o-1`.

## How to fix
Correct `parentSourcedId`: a school belongs to a district, the district to nothing or to a state.
",
};

/// A record whose chain of parents ends. `parent` says the parent of an ID, if it has one.
pub fn check<'a>(id: &'a str, parent: impl Fn(&str) -> Option<&'a str>) -> Checked<'a> {
    let (mut slow, mut fast) = (id, id);
    while let Some(next) = parent(fast).and_then(&parent) {
        fast = next;
        slow = parent(slow).unwrap_or(slow);
        if slow == fast {
            return Checked::Bad;
        }
    }
    Checked::Good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chain_of_parents_ends() {
        let parents = [("school", "district"), ("a", "b"), ("b", "c"), ("c", "a"), ("x", "x"), ("y", "x")];
        let parent = |id: &str| parents.iter().find(|(child, _)| *child == id).map(|(_, parent)| *parent);
        for id in ["school", "district", "unknown"] {
            assert_eq!(check(id, parent), Checked::Good, "{id}");
        }
        for id in ["a", "b", "c", "x", "y"] {
            assert_eq!(check(id, parent), Checked::Bad, "{id}");
        }
    }
}
