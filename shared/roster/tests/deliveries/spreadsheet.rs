//! What a spreadsheet program does to a delivery, found by what came the night before.

use roster::brake::Fact;
use roster::model::Entity;

use super::district::{Files, v11};
use super::nights::Nights;

/// Rules that no single delivery breaks.
pub(super) const BROKEN_RULES: [&str; 2] = ["lost-leading-zeros", "changed-date-format"];

/// The district with `extra` more students, whose IDs and birth dates are written in this way.
fn students(extra: u32, id: fn(u32) -> String, born: fn(u32) -> String) -> Files {
    let mut files = v11();
    for n in 1..=extra {
        let (id, born) = (id(n), born(n));
        let user = format!("{id},,,true,s1,student,x{n},,Ann,A{n},,,x{n}@lakeside.example,,,,09,");
        files = files.add("users.csv", &user);
        files = files.add("demographics.csv", &format!("{id},,,{born},,,,,,,,,,,"));
    }
    files
}

fn plain(n: u32) -> String {
    format!("{}", 1000 + n)
}

fn padded(n: u32) -> String {
    format!("0{}", plain(n))
}

fn iso(n: u32) -> String {
    format!("2012-03-{:02}", n % 28 + 1)
}

fn american(n: u32) -> String {
    format!("3/{}/2012", n % 28 + 1)
}

fn changed_ids(facts: &[Fact]) -> Vec<(Entity, u64)> {
    let ids = facts.iter().filter_map(|fact| match fact {
        Fact::IdsChangedShape { entity, changed, .. } => Some((*entity, *changed)),
        _ => None,
    });
    ids.collect()
}

#[test]
fn ids_without_their_zeros_are_told_once_a_file_and_hold_the_run() {
    let nights = Nights::after(&students(20, padded, iso));
    let night = nights.plan(&students(20, plain, iso));
    assert_eq!(
        night.found("lost-leading-zeros"),
        ["warning users.csv:7 sourcedId", "warning demographics.csv:4 sourcedId"]
    );
    let told: Vec<&str> = night
        .findings
        .iter()
        .filter(|f| f.rule.name == "lost-leading-zeros")
        .map(|f| f.message.as_str())
        .collect();
    assert_eq!(told, ["20 IDs are new, and were sent before with zeros in front"; 2]);
    assert_eq!(changed_ids(&night.comparison.facts), [(Entity::Users, 20), (Entity::Demographics, 20)]);
}

#[test]
fn a_few_such_ids_hold_nothing_and_both_forms_may_mean_two_people() {
    let both = |n: u32| if n > 10 { plain(n - 10) } else { padded(n) };
    let nights = Nights::after(&students(10, padded, iso));
    let night = nights.plan(&students(20, both, iso));
    assert_eq!(night.found("lost-leading-zeros"), [""; 0]);
    let some = |n: u32| if n > 7 { plain(n) } else { padded(n) };
    let night = nights.plan(&students(10, some, iso));
    assert_eq!(night.found("lost-leading-zeros").len(), 2);
    assert_eq!(changed_ids(&night.comparison.facts), []);
}

#[test]
fn dates_in_another_form_are_told_and_only_when_they_change() {
    let mut nights = Nights::after(&students(20, plain, iso));
    let changed = students(20, plain, american);
    let night = nights.apply(&changed);
    assert_eq!(night.found("changed-date-format"), ["warning demographics.csv birthdate"]);
    let told =
        night.findings.iter().find(|f| f.rule.name == "changed-date-format").map(|f| f.message.as_str());
    assert_eq!(told, Some("the dates of birthdate came as yyyy-d-d before, and come as d/d/yyyy now"));
    assert_eq!(nights.plan(&changed).found("changed-date-format"), [""; 0]);
    assert_eq!(Nights::new().plan(&changed).found("changed-date-format"), [""; 0]);
}

#[test]
fn shortened_ids_hold_the_run() {
    let long = |n: u32| format!("3600080000{n:02}");
    let short = |n: u32| format!("3.6{n:04}E+11");
    let nights = Nights::after(&students(12, long, iso));
    let night = nights.plan(&students(12, short, iso));
    assert_eq!(changed_ids(&night.comparison.facts), [(Entity::Users, 12), (Entity::Demographics, 12)]);
}

#[test]
fn other_columns_without_their_zeros_are_told_too() {
    let coded = |code: fn(u32) -> String| {
        let mut files = v11();
        for n in 1..=9 {
            files = files.add("orgs.csv", &format!("x{n},,,School {n},school,{},d1", code(n)));
        }
        files
            .change("orgs.csv", "4800001", &code(10))
            .change("orgs.csv", ",001,", &format!(",{},", code(11)))
            .change("orgs.csv", ",002,", &format!(",{},", code(12)))
    };
    let nights = Nights::after(&coded(|n| format!("{n:03}")));
    let night = nights.plan(&coded(|n| n.to_string()));
    assert_eq!(night.found("lost-leading-zeros"), ["warning orgs.csv identifier"]);
}
