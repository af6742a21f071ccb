//! Design, "identity over time": records that come under other IDs stay the same records.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use roster::changes::Op;
use roster::finding::Finding;
use roster::identity::Renames;
use roster::model::Entity;
use roster::read::Strictness;

use super::district::{Files, v11};
use super::laws::{Pupils, district, pupils, unlike, values};
use super::nights::{Nights, place};

/// Rules that are found in the file of ID changes.
pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    let faults = roster::identity::read(Box::new("oldId,newId\na,b\nb,b\n".as_bytes())).unwrap().unwrap_err();
    let mut findings: Vec<Finding> = Vec::new();
    roster::identity::report("id_changes.csv", &faults, Strictness::Tolerant, &mut findings);
    assert_eq!(findings.iter().map(place).collect::<Vec<_>>(), ["warning id_changes.csv:3"]);
    findings.into_iter().map(|finding| finding.rule.name)
}

fn renames(entity: Entity, pairs: &[(&str, &str)]) -> Renames {
    let mut renames = Renames::default();
    pairs.iter().for_each(|(old, new)| renames.add(entity, old, new));
    renames
}

/// The district with other IDs, wherever they are a whole value.
fn with_ids(files: &Files, new: &BTreeMap<String, String>) -> Files {
    let mut changed = files.clone();
    for (name, bytes) in &files.0 {
        let text = std::str::from_utf8(bytes).unwrap();
        let field = |field: &str| new.get(field).cloned().unwrap_or_else(|| field.to_owned());
        let line = |line: &str| line.split(',').map(field).collect::<Vec<_>>().join(",") + "\n";
        changed = changed.with(name, text.lines().map(line).collect::<String>());
    }
    changed
}

fn ids(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
}

#[test]
fn a_person_under_another_id_takes_all_along() {
    let mut nights = Nights::after(&v11().change("enrollments.csv", "e3,,,k2", ",,,k2"));
    let new = with_ids(&v11(), &ids(&[("u2", "U-2")])).change("enrollments.csv", "e3,,,k2", ",,,k2");
    nights.renames = renames(Entity::Users, &[("u2", "U-2"), ("nobody", "x")]);
    let night = nights.apply(&new);
    assert_eq!(night.removed(), [""; 0], "{:?}", night.visible());
    for renamed in ["users U-2", "roles U-2:student:s2", "demographics U-2", "enrollments k2:U-2:student"] {
        assert!(night.ops().contains(&format!("renamed {renamed}")), "{renamed}: {:?}", night.ops());
    }
    assert!(night.ops().iter().all(|op| !op.starts_with("created")), "{:?}", night.ops());
    let users = night.comparison.entities[&Entity::Users].changes;
    assert_eq!((users.renamed, users.created, users.removed), (1, 0, 0));
    let tally = night.comparison.tally.total(Entity::Users);
    assert_eq!((tally.updated, tally.identity_updated, tally.removed), (1, 0, 0));
    assert_eq!(nights.apply(&new).visible(), [""; 0], "what is done is not done again");
}

#[test]
fn a_change_whose_new_id_does_not_come_does_nothing() {
    let mut nights = Nights::after(&v11());
    nights.renames = renames(Entity::Users, &[("u1", "x1"), ("u2", "x2")]);
    assert_eq!(nights.plan(&v11()).visible(), [""; 0]);
    let gone = v11().drop("users.csv", "u2");
    assert!(nights.plan(&gone).removed().contains(&"users u2".to_owned()));
}

#[test]
fn what_the_delivery_does_not_touch_refers_to_the_new_id() {
    let mut nights = Nights::after(&v11());
    nights.renames = renames(Entity::Users, &[("u1", "U-1")]);
    let files = with_ids(&v11(), &ids(&[("u1", "U-1")]));
    let night = nights.apply(&files.without("enrollments.csv").without("demographics.csv"));
    assert_eq!(night.removed(), [""; 0], "{:?}", night.ops());
    assert!(night.ops().contains(&"renamed demographics U-1".to_owned()), "{:?}", night.ops());
    let seats: Vec<_> =
        nights.roster().into_values().filter(|r| r.get("userSourcedId") == Some("u1")).collect();
    assert_eq!(seats, []);
    nights.renames = Renames::default();
    assert_eq!(nights.plan(&with_ids(&v11(), &ids(&[("u1", "U-1")]))).visible(), [""; 0]);
}

#[test]
fn a_row_in_error_under_the_new_id_leaves_all_but_the_id() {
    let mut nights = Nights::after(&v11());
    let name = nights.value(Entity::Users, "u1", "givenName");
    nights.renames = renames(Entity::Users, &[("u1", "U-1")]);
    let right = with_ids(&v11(), &ids(&[("u1", "U-1")]));
    let wrong = right.clone().change("users.csv", "U-1,,,true,s1,student", "U-1,,,true,s1,pupil");
    let night = nights.apply(&wrong);
    assert_eq!(night.removed(), [""; 0], "{:?}", night.ops());
    assert_eq!(
        (nights.value(Entity::Users, "U-1", "givenName"), nights.value(Entity::Users, "u1", "givenName")),
        (name, None)
    );
    assert!(night.ops().contains(&"renamed roles U-1:student:s1".to_owned()), "{:?}", night.ops());
    nights.renames = Renames::default();
    let ops = nights.apply(&right).visible();
    assert!(ops.iter().all(|op| op.starts_with("updated")), "{ops:?}");
}

#[test]
fn schools_take_their_people_and_classes_along() {
    let mut nights = Nights::after(&v11());
    nights.renames = renames(Entity::Orgs, &[("s1", "SCHOOL-1")]);
    let files =
        with_ids(&v11(), &ids(&[("s1", "SCHOOL-1")])).change("users.csv", "\"s1,s2\"", "\"SCHOOL-1,s2\"");
    let night = nights.apply(&files);
    assert_eq!(night.removed(), [""; 0], "{:?}", night.ops());
    assert!(night.ops().contains(&"renamed roles u1:student:SCHOOL-1".to_owned()), "{:?}", night.ops());
    assert_eq!(unlike(&values(&nights), &values(&Nights::after(&files))), Vec::<String>::new());
}

#[test]
fn an_id_that_was_given_up_may_be_a_new_persons() {
    let mut nights = Nights::after(&v11());
    nights.renames = renames(Entity::Users, &[("u1", "U-1")]);
    let files = with_ids(&v11(), &ids(&[("u1", "U-1")]));
    let row = "u1,,,true,s1,student,new.one,,New,One,,0099,new.one@l.example,,,,04,";
    let text = files.text("users.csv").replacen('\n', &format!("\n{row}\n"), 1);
    let files = files.with("users.csv", text);
    let night = nights.apply(&files);
    let ops = night.ops();
    assert!(
        ops.contains(&"created users u1".to_owned()) && ops.contains(&"renamed users U-1".to_owned()),
        "{ops:?}"
    );
    assert_eq!(unlike(&values(&nights), &values(&Nights::after(&files))), Vec::<String>::new());
}

/// New IDs of pupils and guardians: a part of them, onto old ones or new ones, no two the same.
fn shuffled() -> impl Strategy<Value = BTreeMap<String, String>> {
    let old: Vec<String> = (0..9).map(|n| format!("p{n}")).chain((0..2).map(|n| format!("w{n}"))).collect();
    let new: Vec<String> = old.iter().cloned().chain((0..5).map(|n| format!("Q-{n}"))).collect();
    let wanted = prop::collection::vec(any::<bool>(), old.len());
    (Just(new).prop_shuffle(), wanted).prop_map(move |(new, wanted)| {
        let pairs = old.iter().cloned().zip(new).zip(wanted);
        pairs.filter(|((old, new), wanted)| *wanted && old != new).map(|(pair, _)| pair).collect()
    })
}

/// Who has which ID in the second delivery; nobody has two, nor two one.
fn is_sane(new: &BTreeMap<String, String>) -> bool {
    let kept = (0..9).map(|n| format!("p{n}")).chain((0..2).map(|n| format!("w{n}")));
    let all: Vec<String> = kept.map(|id| new.get(&id).cloned().unwrap_or(id)).collect();
    all.iter().collect::<BTreeSet<_>>().len() == all.len()
}

fn without_own_ids(files: Files) -> Files {
    let line = |line: &str| match line.split_once(',') {
        Some((id, rest)) if id.starts_with('p') => format!(",{rest}\n"),
        _ => format!("{line}\n"),
    };
    let text: String = files.text("enrollments.csv").lines().map(line).collect();
    files.with("enrollments.csv", text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn renames_lead_to_the_delivered_roster_and_lose_nobody(
        one in pupils(), two in pupils(), new in shuffled().prop_filter("two would be one", is_sane),
        composed in any::<bool>(), delta in any::<bool>(),
    ) {
        let own = |files: Files| if composed { without_own_ids(files) } else { files };
        let (before, after) = (own(district(&one)), own(with_ids(&district(&two), &new)));
        let mut nights = Nights::after(&before);
        let mut waiting = Renames::default();
        new.iter().for_each(|(old, new)| waiting.add(Entity::Users, old, new));
        nights.renames = waiting;
        let sent = if delta { after.clone().into_delta("users.csv") } else { after.clone() };
        let night = nights.apply(&sent);
        let stayed = |people: &Pupils, id: &str| id.starts_with('w') || people.keys().any(|n| id == format!("p{n}"));
        for (old, to) in new.iter().filter(|(old, _)| stayed(&one, old) && stayed(&two, old)) {
            let renamed = night.changes.iter().any(|c| c.op == Op::Renamed && c.entity == Entity::Users && c.sourced_id() == to);
            prop_assert!(renamed, "{old} is not renamed: {:?}", night.ops());
        }
        for change in night.changes.iter().filter(|c| c.op == Op::Removed && c.entity == Entity::Users) {
            prop_assert!(!stayed(&two, change.sourced_id()), "{} is lost: {:?}", change.sourced_id(), night.ops());
        }
        if !delta {
            prop_assert_eq!(unlike(&values(&nights), &values(&Nights::after(&after))), Vec::<String>::new());
            nights.renames = Renames::default();
            prop_assert_eq!(nights.plan(&after).visible(), Vec::<String>::new());
        }
    }
}
