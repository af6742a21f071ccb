//! R130 circular-parent: a record that is, through its parents, its own parent.

use std::collections::{HashMap, HashSet};

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

/// The records that are their own parents, at once or after some steps. `parents` gives each record's parent. Takes time
/// and memory for each record once, however long the chains are.
pub fn circles(parents: &HashMap<u64, u64>) -> HashSet<u64> {
    // In which walk a record was first met.
    let (mut met, mut circles) = (HashMap::new(), HashSet::new());
    for (walk, start) in parents.keys().enumerate() {
        let mut at = *start;
        while let (None, Some(parent)) = (met.get(&at), parents.get(&at)) {
            met.insert(at, walk);
            at = *parent;
        }
        if met.get(&at) != Some(&walk) {
            continue;
        }
        // The walk came back to where it had been: that place is on a circle.
        while circles.insert(at) {
            at = parents[&at];
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn who_is_on_a_circle_and_not_who_hangs_on_one() {
        let parents = HashMap::from([(1, 10), (2, 3), (3, 4), (4, 2), (5, 5), (6, 5), (7, 2)]);
        assert_eq!(circles(&parents), HashSet::from([2, 3, 4, 5]));
    }

    proptest! {
        #[test]
        fn a_circle_is_whoever_comes_back_to_itself(pairs in prop::collection::hash_map(0u64..12, 0u64..12, 0..12)) {
            let comes_back = |start: &u64| {
                let mut at = pairs.get(start);
                (0..12).any(|_| {
                    let back = at == Some(start);
                    at = at.and_then(|at| pairs.get(at));
                    back
                })
            };
            let want: HashSet<u64> = pairs.keys().copied().filter(comes_back).collect();
            prop_assert_eq!(circles(&pairs), want);
        }
    }
}
