//! Design, "Several sources": each entity, and people of each role, are one connection's of a tenant.

use roster::diff::key_hash;
use roster::model::Entity;
use roster::scope::{Scope, everything, owned};

use super::district::{Files, v11, v12};
use super::nights::Nights;

/// Rules that are about other connections: no delivery breaks them alone.
pub(super) const RULES: &[&str] = &["out-of-scope"];

/// A connection that owns this, and may refer to all that `all` has.
fn owning(words: &str, all: &Nights) -> Nights {
    let mut scope = Scope::of(owned(words).unwrap());
    for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
        let keys: Vec<u128> = all.ids(*entity).iter().map(|id| key_hash(id)).collect();
        scope.may_refer(*entity, keys.into_iter());
    }
    all.roster().values().for_each(|record| scope.note_type(record));
    let mut nights = Nights::new();
    nights.scope = scope;
    nights
}

fn rest(words: &str) -> String {
    let here = owned(words).unwrap();
    everything()
        .into_iter()
        .filter(|one| !here.contains(one))
        .map(|one| one.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

#[test]
fn what_one_connection_does_not_own_the_other_does() {
    for (name, files) in [("1.1", v11()), ("1.2", v12())] {
        let all = Nights::after(&files);
        for words in
            ["users:staff", "users:student,classes", "orgs,academicSessions,courses", "users", "enrollments"]
        {
            let (mut one, mut other) = (owning(words, &all), owning(&rest(words), &all));
            one.apply(&files);
            other.apply(&files);
            for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
                let (here, there) = (one.ids(*entity), other.ids(*entity));
                assert!(here.iter().all(|id| !there.contains(id)), "{name} {words}: {entity} in both");
                let mut both = [here, there].concat();
                both.sort();
                assert_eq!(both, all.ids(*entity), "{name} {words}: {entity}");
            }
            assert_eq!(one.plan(&files).visible(), [""; 0], "{name} {words}");
        }
    }
}

#[test]
fn what_is_anothers_is_counted_and_stays_as_it_was() {
    let all = Nights::after(&v11());
    let students = rest("users:staff");
    let mut nights = Nights::after(&v11());
    nights.scope = owning(&students, &all).scope;
    let changed = v11().change("users.csv", "Vera", "Wera").change("users.csv", "Ann,Ames", "Anne,Ames");
    let night = nights.apply(&changed);
    assert_eq!(night.visible(), ["updated users u1"]);
    assert_eq!(night.found("out-of-scope"), ["notice users.csv"]);
    assert_eq!(night.comparison.entities[&Entity::Users].read.out_of_scope, 2);
    assert_eq!(nights.value(Entity::Users, "a1", "givenName").as_deref(), Some("Vera"));
}

#[test]
fn a_reference_leads_to_what_another_connection_has_and_nowhere_else() {
    let all = Nights::after(&v11());
    let files: Files = v11();
    let students = rest("users:staff");
    let know = owning(&students, &all).plan(&files);
    assert_eq!(know.found("unknown-user"), [""; 0]);
    let mut alone = Nights::new();
    alone.scope = Scope::of(owned(&students).unwrap());
    assert!(!alone.plan(&files).found("unknown-user").is_empty(), "teachers of classes are nobody's");
    let classes_alone = owning("classes", &all).plan(&files);
    assert_eq!(classes_alone.found("missing-target-file"), [""; 0]);
    assert!(!classes_alone.found("out-of-scope").is_empty());
}
