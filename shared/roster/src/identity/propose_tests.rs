//! What is proposed, as a table.

use super::*;

type Person<'a> = (&'a str, &'a str, &'a str, &'a str);

fn record(entity: Entity, pairs: &[(&str, &str)]) -> Option<Vec<u8>> {
    Some(Record::from_pairs(entity, pairs).bytes().to_vec())
}

fn change(entity: Entity, before: Option<Vec<u8>>, after: Option<Vec<u8>>) -> Change {
    let op = match (&before, &after) {
        (None, _) => Op::Created,
        (Some(_), None) => Op::Removed,
        (Some(_), Some(_)) => Op::Updated,
    };
    Change { op, entity, ordinal: None, arrival: 0, key: 0, row: 0, before, after }
}

/// ID, given and family name, e-mail, birth date.
fn person((id, name, email, birth): Person<'_>) -> [Option<Vec<u8>>; 2] {
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let user = [("sourcedId", id), ("givenName", given), ("familyName", family), ("email", email)];
    [record(Entity::Users, &user), record(Entity::Demographics, &[("sourcedId", id), ("birthDate", birth)])]
}

fn propose(old: &[Person<'_>], new: &[Person<'_>]) -> Vec<String> {
    let mut proposer = Proposer::new();
    let changes = |one: Person<'_>, is_new: bool| {
        let [user, born] = person(one);
        [(Entity::Users, user), (Entity::Demographics, born)].map(|(entity, record)| match is_new {
            true => change(entity, None, record),
            false => change(entity, record, None),
        })
    };
    old.iter().flat_map(|p| changes(*p, false)).for_each(|c| proposer.see(&c));
    new.iter().flat_map(|p| changes(*p, true)).for_each(|c| proposer.see(&c));
    words(proposer.finish())
}

fn words(proposals: Proposals) -> Vec<String> {
    let line = |p: Proposal| format!("{}>{} {} {}", p.old, p.new.unwrap_or_default(), p.confidence, p.why);
    proposals.lines.into_iter().map(line).collect()
}

#[test]
fn people_are_recognised_by_what_nobody_else_has() {
    let (mia, born) = ("Mia Ortiz", "2015-04-01");
    for (case, old, new, want) in [
        ("mail", ("1", mia, "m@x", ""), ("A", "mia ortiz", "M@X", ""), "1>A sure same e-mail address"),
        ("birth", ("1", mia, "", born), ("A", mia, "", born), "1>A sure same name and birth date"),
        (
            "number",
            ("0012", mia, "", ""),
            ("STU12", mia, "", ""),
            "0012>STU12 sure same name and the same number in both IDs",
        ),
        ("name", ("a", mia, "", ""), ("b", mia, "", ""), "a>b doubtful same name only"),
        ("born on another day", ("a", mia, "m@x", born), ("b", mia, "m@x", "2011-01-01"), "a> none "),
        ("married", ("a", "Ann Lee", "m@x", ""), ("b", "Ann Fox", "m@x", ""), "a>b sure same e-mail address"),
        (
            "the address of another",
            ("a", "Ann Lee", "m@x", ""),
            ("b", "Bo Fox", "m@x", ""),
            "a>b doubtful same e-mail address, but another name",
        ),
        (
            "a contact is no student",
            ("student:1", mia, "m@x", ""),
            ("contact:1", mia, "m@x", ""),
            "student:1> none ",
        ),
        (
            "a spreadsheet",
            ("0042", mia, "m@x", ""),
            ("42", mia, "m@x", ""),
            "0042>42 doubtful same e-mail address; only zeros in front are missing, as a spreadsheet leaves them out",
        ),
        ("nothing", ("a", "Ann Lee", "", ""), ("b", "Bo Fox", "", ""), "a> none "),
    ] {
        assert_eq!(propose(&[old], &[new]), [want], "{case}");
    }
}

#[test]
fn families_that_share_an_address_are_told_apart() {
    let old = [("1", "Ann Lee", "lee@x", ""), ("2", "Bo Lee", "lee@x", ""), ("3", "Cy Lee", "lee@x", "")];
    let new = [("x", "Cy Lee", "lee@x", ""), ("y", "Ann Lee", "lee@x", "")];
    let by = "same name and e-mail address";
    assert_eq!(
        propose(&old, &new),
        [format!("1>y sure {by}"), format!("3>x sure {by}"), "2> none ".to_owned()]
    );
}

#[test]
fn where_several_fit_they_are_named_and_a_person_chooses() {
    let old = [("1", "Ann Lee", "", ""), ("2", "Ann Lee", "", "")];
    let new = [("x", "Ann Lee", "", ""), ("y", "Ann Lee", "", "")];
    let why = "same name only; 2 candidates: x, y";
    assert_eq!(propose(&old, &new), [format!("1> doubtful {why}"), format!("2> doubtful {why}")]);
}

#[test]
fn ids_that_were_given_to_others_are_a_chain_with_an_open_end() {
    let people = [("1", "Ann Lee", "a@x", ""), ("2", "Bo Fox", "b@x", ""), ("3", "Cy Poe", "c@x", "")];
    let after = [("1", "Di New", "d@x", ""), ("2", "Ann Lee", "a@x", ""), ("3", "Bo Fox", "b@x", "")];
    let mut proposer = Proposer::new();
    for (before, after) in people.into_iter().zip(after) {
        let [[before, _], [after, _]] = [person(before), person(after)];
        proposer.see(&change(Entity::Users, before, after));
    }
    let by = "same e-mail address";
    let want = [format!("1>2 sure {by}"), format!("2>3 sure {by}"), "3> none ".to_owned()];
    assert_eq!(words(proposer.finish()), want);
    let mut married = Proposer::new();
    let [[before, _], [after, _]] = [("1", "Ann Lee", "a@x", ""), ("1", "Ann Fox", "f@x", "")].map(person);
    married.see(&change(Entity::Users, before, after));
    assert_eq!(married.finish(), Proposals::default(), "a changed name is no other person");
}

#[test]
fn schools_are_recognised_by_number_and_name() {
    let org = |id: &'static str, name, number| {
        record(Entity::Orgs, &[("sourcedId", id), ("name", name), ("type", "school"), ("identifier", number)])
    };
    let mut proposer = Proposer::new();
    for before in [org("1", "Oak", "007"), org("2", "Elm", ""), org("3", "Fir", "009")] {
        proposer.see(&change(Entity::Orgs, before, None));
    }
    for after in [org("a", "Oak School", "007"), org("b", "ELM ", "008"), org("c", "Yew", "")] {
        proposer.see(&change(Entity::Orgs, None, after));
    }
    let want = ["2>b sure same name and type", "1>a doubtful same identifier, but another name", "3> none "];
    assert_eq!(words(proposer.finish()), want);
}
