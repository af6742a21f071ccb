//! R167 unknown-kind: a record of an own kind that the field profile does not have.

use crate::finding::{Rule, Severity};
use crate::profile::{OwnKind, Profile};

/// A record of an own kind that the field profile does not have.
pub static RULE: Rule = Rule {
    code: "R167",
    name: "unknown-kind",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Use a kind that the message names, or add this one to the field profile.",
    doc: "## What it finds
A record is of a kind that the field profile does not have under `entities`.

## Why it matters
Nobody knows what its fields mean, so the record is left out.

## Example
`kind` = `buss`, where the profile has `bus`.

## How to fix
Correct the kind in the mapping, or add the kind with its fields to the field profile.
",
};

/// The kind of a name, as the profile writes it; `None` if it has none such.
pub fn check<'p>(kind: &str, profile: &'p Profile) -> Option<&'p OwnKind> {
    profile.kind(kind).filter(|known| known.name == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_as_the_profile_writes_it() {
        let profile = Profile::load(r#"{"profile": 1, "entities": {"bus": {"fields": {}}}}"#).unwrap();
        let name = |kind| check(kind, &profile).map(|kind| kind.name.as_str());
        assert_eq!((name("bus"), name("BUS"), name("buss"), name("")), (Some("bus"), None, None, None));
    }
}
