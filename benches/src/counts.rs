//! How many records each side found changed, and whether they agree.

use std::collections::BTreeMap;

use roster::generate::Counts;

/// The entities that both sides know; the peer derives no roles and no relationships.
pub(crate) const ENTITIES: [&str; 7] =
    ["orgs", "academicSessions", "courses", "classes", "users", "enrollments", "demographics"];

/// Counts by entity; an entity that is not there has not been counted.
pub(crate) type ByEntity = BTreeMap<String, Counts>;

/// Whether all counts are as they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Agree,
    Differ,
}

impl Verdict {
    pub(crate) fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Agree, Verdict::Agree) => Verdict::Agree,
            (Verdict::Differ, _) | (_, Verdict::Differ) => Verdict::Differ,
        }
    }
}

/// Every disagreement between the two sides, and of either with what is expected, as a sentence.
pub(crate) fn compare(ours: &ByEntity, peer: &ByEntity, expected: &ByEntity) -> Vec<String> {
    let mut differences = Vec::new();
    for entity in ENTITIES {
        let found = [("rollcall", ours.get(entity)), ("peer", peer.get(entity))];
        let right = expected.get(entity).or(peer.get(entity)).copied().unwrap_or_default();
        for (who, counts) in found {
            let counts = counts.copied().unwrap_or_default();
            if counts != right {
                differences.push(format!("{entity}: {who} found {}, not {}", text(counts), text(right)));
            }
        }
    }
    differences
}

fn text(counts: Counts) -> String {
    format!("{} created, {} updated, {} removed", counts.created, counts.updated, counts.removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(created: u64) -> ByEntity {
        [("users".to_owned(), Counts { created, updated: 2, removed: 3 })].into()
    }

    #[test]
    fn who_is_wrong_is_named() {
        for (ours, peer, expected, wrong) in [
            (users(1), users(1), users(1), vec![]),
            (users(1), users(1), ByEntity::new(), vec![]),
            (users(9), users(1), users(1), vec!["rollcall"]),
            (users(9), users(1), ByEntity::new(), vec!["rollcall"]),
            (users(9), users(9), users(1), vec!["rollcall", "peer"]),
            (ByEntity::new(), users(1), users(1), vec!["rollcall"]),
        ] {
            let differences = compare(&ours, &peer, &expected);
            assert_eq!(differences.len(), wrong.len(), "{differences:?}");
            assert!(differences.iter().zip(wrong).all(|(text, who)| text.contains(who)), "{differences:?}");
        }
    }
}
