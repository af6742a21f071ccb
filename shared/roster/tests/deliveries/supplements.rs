//! Design, "Several sources": a supplement adds fields by a join value, and never makes a person or takes one away.

use proptest::prelude::*;
use roster::finding::Severity;
use roster::mapping::Mapping;
use roster::model::{Entity, Record};
use roster::overlay::Overlay;

use super::district::{Files, v11};
use super::nights::Nights;

/// Rules that are about other sources: no delivery breaks them alone.
pub(super) const RULES: &[&str] = &["ambiguous-person", "unmatched-people", "oversized-supplement"];

/// Says which fields of HR do not always count.
fn mapping(writes: &[(&str, &str)]) -> Mapping {
    let field =
        |(field, write): &(&str, &str)| format!(r#""{field}": {{"column": "x", "write": "{write}"}}"#);
    let fields: Vec<String> =
        std::iter::once(r#""sourcedId": "id""#.to_owned()).chain(writes.iter().map(field)).collect();
    let json = format!(
        r#"{{"mapping": 1, "name": "HR", "files": [{{"file": "hr.csv", "records": [{{"entity": "users", "fields": {{{}}}}}]}}]}}"#,
        fields.join(", ")
    );
    Mapping::from_json(&json).unwrap()
}

/// People of HR, each with its ID there and its fields.
fn hr(join: &str, writes: &[(&str, &str)], people: &[(&str, &[(&str, &str)])]) -> Overlay {
    let mut overlay = Overlay::new("hr", join.parse().unwrap(), Some(&mapping(writes)), 100);
    for (id, fields) in people {
        let pairs: Vec<(&str, &str)> =
            [("sourcedId", *id)].into_iter().chain(fields.iter().copied()).collect();
        overlay.user(&Record::from_pairs(Entity::Users, &pairs));
    }
    overlay
}

fn bus(overlay: &mut Overlay, rides: &[(&str, &str, &str)]) {
    for (id, person, route) in rides {
        let pairs =
            [("sourcedId", *id), ("kind", "bus"), ("userSourcedId", *person), ("metadata.route", *route)];
        overlay.own_record(&Record::from_pairs(Entity::OwnRecords, &pairs));
    }
}

const TITLE: &str = "metadata.title";

fn title(text: &str) -> [(&'static str, &str); 1] {
    [(TITLE, text)]
}

fn value(nights: &Nights, id: &str, field: &str) -> String {
    nights.value(Entity::Users, id, field).unwrap()
}

#[test]
fn fields_come_by_any_join_and_go_as_they_came() {
    for (join, id, fields) in [
        ("sourcedId", "a1", &[][..]),
        ("identifier", "9001", &[]),
        ("identifier", "x", &[("identifier", "9001")]),
        ("email", "Vera.Voss@Lakeside.example", &[]),
        ("username", "x", &[("username", "VERA.VOSS")]),
    ] {
        let fields: Vec<_> = title("Principal").into_iter().chain(fields.iter().copied()).collect();
        let mut nights = Nights::after(&v11());
        nights.supplements = vec![hr(join, &[], &[(id, &fields), ("unknown", &title("Driver"))])];
        let night = nights.apply(&v11());
        assert_eq!(night.visible(), ["updated users a1"], "{join}");
        assert_eq!(value(&nights, "a1", TITLE), "Principal", "{join}");
        assert_eq!(night.found("unmatched-people"), ["notice hr"], "{join}");
        assert_eq!(nights.apply(&v11()).visible(), [""; 0], "{join}: the same again is no change");
        nights.supplements = vec![hr(join, &[], &[("unknown", &title("Driver"))])];
        assert_eq!(nights.apply(&v11()).visible(), ["updated users a1"], "{join}: withdrawn");
        assert_eq!(value(&nights, "a1", TITLE), "", "{join}");
        assert_eq!(nights.apply(&v11()).visible(), [""; 0], "{join}");
    }
}

#[test]
fn what_a_source_gave_goes_with_the_source() {
    let mut nights = Nights::after(&v11());
    nights.supplements = vec![hr("sourcedId", &[], &[("a1", &title("Principal"))])];
    nights.apply(&v11());
    nights.supplements.clear();
    assert_eq!(nights.apply(&v11()).visible(), ["updated users a1"]);
    assert_eq!((value(&nights, "a1", TITLE).as_str(), nights.plan(&v11()).visible().len()), ("", 0));
}

/// What the person has after each night: on each, what HR says, and what the roster's own file says.
fn over_nights(write: &str, told: &[(Option<&str>, &str)]) -> Vec<String> {
    let mut nights = Nights::new();
    let mut values = Vec::new();
    for (hr_says, own) in told {
        let said: Vec<_> = hr_says.iter().map(|phone| ("phone", *phone)).collect();
        let people: &[(&str, &[(&str, &str)])] = if hr_says.is_some() { &[("a1", &said)] } else { &[] };
        nights.supplements = vec![hr("sourcedId", &[("phone", write)], people)];
        nights.apply(&v11().change(
            "users.csv",
            "vera.voss@lakeside.example,,,",
            &format!("vera.voss@lakeside.example,,{own},"),
        ));
        values.push(value(&nights, "a1", "phone"));
    }
    values
}

#[test]
fn always_if_empty_and_once_hold_over_nights() {
    for (write, told, want) in [
        (
            "always",
            &[(Some("1"), ""), (Some("2"), ""), (Some("2"), "9"), (None, "9"), (None, "")][..],
            &["1", "2", "2", "9", ""][..],
        ),
        (
            "ifEmpty",
            &[(Some("1"), ""), (Some("2"), ""), (Some("2"), "9"), (Some("2"), ""), (None, "")],
            &["1", "2", "9", "2", ""],
        ),
        (
            "once",
            &[(Some("1"), ""), (Some("2"), ""), (Some("3"), "9"), (Some("3"), "")],
            &["1", "1", "9", "9"],
        ),
        ("always", &[(Some(""), "9"), (Some(""), "")], &["9", ""]),
    ] {
        assert_eq!(over_nights(write, told), want, "{write}");
    }
}

#[test]
fn own_fields_count_as_their_mapping_says_too() {
    let mut nights = Nights::after(&v11());
    for (said, want) in [("Aide", "Aide"), ("Teacher", "Aide")] {
        nights.supplements = vec![hr("sourcedId", &[(TITLE, "once")], &[("a1", &title(said))])];
        nights.apply(&v11());
        assert_eq!(value(&nights, "a1", TITLE), want);
    }
    nights.supplements = vec![hr("sourcedId", &[(TITLE, "once")], &[])];
    nights.apply(&v11());
    assert_eq!(value(&nights, "a1", TITLE), "Aide", "what was given once stays");
}

#[test]
fn nobody_is_guessed() {
    let two_here = v11().change("users.csv", ",9002,", ",9001,");
    let mut nights = Nights::after(&v11());
    nights.supplements =
        vec![hr("identifier", &[], &[("9001", &title("Principal")), ("0042", &title("Pupil"))])];
    nights.apply(&v11());
    let night = nights.apply(&two_here);
    assert_eq!(
        night.found("ambiguous-person"),
        ["warning users.csv:2 identifier a1", "warning users.csv:3 identifier a2"]
    );
    assert_eq!(
        [value(&nights, "a1", TITLE), value(&nights, "a2", TITLE), value(&nights, "u1", TITLE)],
        ["", "", "Pupil"]
    );
    let doubles = [
        ("p1", &[("identifier", "9001"), (TITLE, "Aide")][..]),
        ("p2", &[("identifier", "9001"), (TITLE, "Nurse")]),
    ];
    nights.supplements = vec![hr("identifier", &[], &doubles)];
    let night = nights.apply(&v11());
    assert_eq!(night.found("ambiguous-person"), ["warning hr p1", "warning hr p2"]);
    assert_eq!(value(&nights, "a1", TITLE), "");
    assert_eq!(night.rules(Severity::Error), [""; 0]);
}

#[test]
fn too_many_people_add_nothing_and_take_nothing() {
    let mut nights = Nights::after(&v11());
    nights.supplements = vec![hr("sourcedId", &[], &[("a1", &title("Principal"))])];
    nights.apply(&v11());
    let mut crowd = Overlay::new("hr", "sourcedId".parse().unwrap(), None, 1);
    for id in ["a1", "a2"] {
        crowd.user(&Record::from_pairs(Entity::Users, &[("sourcedId", id), (TITLE, "Other")]));
    }
    nights.supplements = vec![crowd];
    let night = nights.apply(&v11());
    assert_eq!(
        (night.visible(), night.found("oversized-supplement")),
        (vec![], vec!["warning hr".to_owned()])
    );
    assert_eq!(value(&nights, "a1", TITLE), "Principal");
}

#[test]
fn own_records_come_and_go_with_their_person_and_their_source() {
    let mut nights = Nights::after(&v11());
    let rides = |rides: &[(&str, &str, &str)]| {
        let mut overlay = hr("identifier", &[], &[]);
        bus(&mut overlay, rides);
        vec![overlay]
    };
    nights.supplements = rides(&[("b1", "0042", "7"), ("b2", "0043", "8"), ("b3", "nobody", "9")]);
    let night = nights.apply(&v11());
    assert_eq!(night.visible(), ["created ownRecords hr/b1", "created ownRecords hr/b2"]);
    assert_eq!(night.found("unmatched-people"), ["notice hr"]);
    let at = |field: &str| nights.value(Entity::OwnRecords, "hr/b1", field).unwrap();
    assert_eq!((at("userSourcedId"), at("metadata.route")), ("u1".to_owned(), "7".to_owned()));
    assert_eq!(nights.apply(&v11()).visible(), [""; 0]);
    nights.supplements = rides(&[("b1", "0042", "11"), ("b2", "0043", "8")]);
    assert_eq!(nights.apply(&v11()).visible(), ["updated ownRecords hr/b1"]);
    let cut = v11().change("users.csv", "u2,,,true", "\"u2,,,true");
    assert_eq!(nights.plan(&cut).removed(), [""; 0], "an incomplete file says nothing of whom it lacks");
    let without = v11().drop("users.csv", "u2").drop("enrollments.csv", "e3");
    assert!(nights.apply(&without).removed().contains(&"ownRecords hr/b2".to_owned()));
    assert!(nights.apply(&v11()).visible().contains(&"revived ownRecords hr/b2".to_owned()));
    nights.supplements.clear();
    assert_eq!(nights.apply(&v11()).visible(), ["removed ownRecords hr/b1", "removed ownRecords hr/b2"]);
}

#[test]
fn a_person_who_goes_and_returns_has_the_fields_again() {
    let mut nights = Nights::new();
    nights.supplements = vec![hr("identifier", &[], &[("0043", &title("Captain"))])];
    let without = v11().drop("users.csv", "u2").drop("enrollments.csv", "e3");
    for (files, want) in [(v11(), Some("Captain")), (without, None), (v11(), Some("Captain"))] {
        nights.apply(&files);
        assert_eq!(nights.value(Entity::Users, "u2", TITLE).as_deref(), want);
    }
}

#[test]
fn a_file_that_does_not_come_leaves_what_was_added() {
    let mut nights = Nights::new();
    nights.supplements = vec![hr("identifier", &[], &[("0043", &title("Captain"))])];
    bus(&mut nights.supplements[0], &[("b2", "0043", "8")]);
    nights.apply(&v11());
    let night = nights.apply(&v11().without("users.csv").change(
        "manifest.csv",
        "file.users,bulk",
        "file.users,absent",
    ));
    assert_eq!(night.visible(), [""; 0]);
    assert_eq!(value(&nights, "u2", TITLE), "Captain");
}

/// Of whom what is said, and whether by the field of the join.
type Said = (String, Option<String>, bool);

fn people() -> impl Strategy<Value = Vec<Said>> {
    let one = ("(a1|a2|u1|u2|g1|x1|x2|9001|0042)", prop::option::of("[A-C]"), any::<bool>());
    prop::collection::vec(one, 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_supplement_neither_makes_nor_removes_people_and_its_order_does_not_matter(
        people in people(),
        join in prop::sample::select(vec!["sourcedId", "identifier"]),
        dropped in prop::sample::select(vec!["", "u2"]),
    ) {
        let files = |dropped: &str| -> Files {
            if dropped.is_empty() { v11() } else { v11().drop("users.csv", dropped).drop("enrollments.csv", "e3") }
        };
        let overlay = |people: &[(usize, &Said)]| {
            let mut overlay = Overlay::new("hr", join.parse().unwrap(), None, 100);
            for (at, (value, said, by_field)) in people {
                let by_field = *by_field && join != "sourcedId";
                let id = if by_field { format!("row{at}") } else { value.clone() };
                let mut pairs = vec![("sourcedId", id.as_str())];
                pairs.extend(by_field.then_some((join, value.as_str())));
                pairs.extend(said.as_deref().map(|said| (TITLE, said)));
                overlay.user(&Record::from_pairs(Entity::Users, &pairs));
            }
            overlay
        };
        let mut people: Vec<_> = people.iter().enumerate().collect();
        let (mut plain, mut one, mut other) = (Nights::new(), Nights::new(), Nights::new());
        for dropped in ["", dropped] {
            one.supplements = vec![overlay(&people)];
            people.reverse();
            other.supplements = vec![overlay(&people)];
            for nights in [&mut plain, &mut one, &mut other] {
                nights.apply(&files(dropped));
            }
            for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
                prop_assert_eq!(plain.ids(*entity), one.ids(*entity));
            }
            prop_assert_eq!(one.roster(), other.roster());
        }
    }
}
