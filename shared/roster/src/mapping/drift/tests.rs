//! Headers that change, and what is said of them.

use super::super::{
    ColumnRef, Condition, FieldMapping, FieldTarget, Piece, RecordMapping, Source, Test, Value,
};
use super::*;
use crate::brake::Feeds;

fn header(text: &str) -> Vec<String> {
    text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn field(entity: Entity, name: &str, value: Value) -> FieldMapping {
    FieldMapping::new(FieldTarget::Field(entity.field(name).unwrap()), value)
}

/// A students' file: key of two columns, role constant, school, name, e-mail or login, nickname of its own.
fn students() -> FileMapping {
    let users = Entity::Users;
    let id = [Piece::Column(ColumnRef::Name("Dist".into())), Piece::Column(ColumnRef::Name("ID".into()))];
    let mail = Source::First(vec![Value::column("Email"), Value::column("Login")]);
    let fields = vec![
        field(users, "sourcedId", Value::of(Source::Template(id.into()))),
        field(users, "givenName", Value::column("First Name")),
        field(users, "phone", Value::column("Home_Phone")),
        field(users, "email", Value::of(mail)),
        FieldMapping::new(FieldTarget::UserRole, Value::constant("student")),
        FieldMapping::new(FieldTarget::UserOrgs, Value::column("School")),
        FieldMapping::new(FieldTarget::Own("bus".into()), Value::column("Bus")),
    ];
    let record =
        RecordMapping { entity: users, only: Vec::new(), repeats: Default::default(), unless: None, fields };
    let active = Condition { column: ColumnRef::Name("Status".into()), test: Test::Is(vec!["A".into()]) };
    let mut file = FileMapping::new("students*.csv");
    (file.only, file.records) = (vec![active], vec![record]);
    file
}

const ALL: &str = "Dist,ID,First Name,Home_Phone,Email,Login,School,Bus,Status";

fn held(drift: &Drift) -> Vec<(String, Feeds)> {
    let facts = drift.facts.iter().map(|fact| match fact {
        Fact::ColumnLost { column, feeds, .. } => (column.clone(), *feeds),
        other => panic!("{other:?}"),
    });
    facts.collect()
}

#[test]
fn by_name_only_a_lost_key_role_school_required_column_or_filter_holds() {
    for (now, lost, holds) in [
        (ALL, &[][..], &[][..]),
        ("Status,Bus,School,Login,Email,Home_Phone,First Name,ID,Dist", &[], &[]),
        ("dist,id,FIRST_NAME,home phone,email,login,school,bus,status,New", &[], &[]),
        ("Dist,ID,First Name,Email,Login,School,Bus,Status", &["Home_Phone"], &[]),
        ("Dist,ID,First Name,Home_Phone,Email,Login,School,Status", &["Bus"], &[]),
        ("Dist,ID,First Name,Home_Phone,Login,School,Bus,Status", &["Email"], &[]),
        ("Dist,First Name,Home_Phone,Email,Login,School,Bus,Status", &["ID"], &[("ID", Feeds::Key)]),
        (
            "Dist,ID,Home_Phone,Email,Login,School,Bus,Status",
            &["First Name"],
            &[("First Name", Feeds::RequiredField)],
        ),
        ("Dist,ID,First Name,Home_Phone,Email,Login,Bus,Status", &["School"], &[("School", Feeds::School)]),
        ("Dist,ID,First Name,Home_Phone,Email,Login,School,Bus", &["Status"], &[("Status", Feeds::Filter)]),
    ] {
        let (was, now) = (header(ALL), header(now));
        let mut made_for = students();
        made_for.header.clone_from(&was);
        for (file, before) in
            [(students(), Some(&was[..])), (made_for.clone(), None), (made_for, Some(&now[..]))]
        {
            let drift = judge(&file, "students.csv", Headers { before, now: &now });
            let said: Vec<_> = drift
                .notes
                .iter()
                .filter(|note| note.rule.name == "lost-column")
                .filter_map(|note| note.column.as_deref())
                .collect();
            assert_eq!(said, lost, "{now:?}");
            let held = held(&drift);
            assert_eq!(
                held.iter().map(|(column, feeds)| (column.as_str(), *feeds)).collect::<Vec<_>>(),
                holds,
                "{now:?}"
            );
        }
    }
}

#[test]
fn a_first_delivery_of_a_mapping_without_a_header_says_nothing() {
    let drift = judge(&students(), "students.csv", Headers { before: None, now: &header("x,y") });
    assert!(drift.notes.is_empty() && drift.facts.is_empty());
}

#[test]
fn where_another_column_of_the_same_meaning_is_left_nothing_is_lost() {
    let mut file = students();
    let either = Source::Column(vec![ColumnRef::Name("Home_Phone".into()), ColumnRef::Name("Phone".into())]);
    file.records[0].fields[2].value = Value::of(either);
    let (was, now) = (header(ALL), header(&ALL.replace("Home_Phone", "Phone")));
    let drift = judge(&file, "students.csv", Headers { before: Some(&was), now: &now });
    let rules: Vec<_> = drift.notes.iter().map(|note| note.rule.name).collect();
    assert_eq!(rules, ["changed-header"]);
    assert!(drift.notes[0].message.contains("\"Home_Phone\" is now \"Phone\""), "{:?}", drift.notes);
}

#[test]
fn a_column_by_its_place_in_a_file_by_names_is_lost_when_another_stands_there() {
    let mut file = students();
    file.records[0].fields[5].value = Value::of(Source::Column(vec![ColumnRef::Position(7)]));
    let was = header(ALL);
    for (now, holds) in [(ALL.to_owned(), 0), (format!("{ALL},More"), 0), (format!("More,{ALL}"), 1)] {
        let drift = judge(&file, "students.csv", Headers { before: Some(&was), now: &header(&now) });
        assert_eq!(drift.facts.len(), holds, "{now}");
    }
}

#[test]
fn by_position_any_change_of_what_it_was_made_for_holds() {
    for (made_for, before, now, holds) in [
        ("A,B,C", "A,B,C", "A,B,C", false),
        ("A,B,C", "A,B,C", "a,b,c", false),
        ("A,B,C", "A,B,C", "A,B,C,D", true),
        ("A,B,C", "A,B,C", "A,C,B", true),
        ("A,B,C", "A,B,C", "A,B", true),
        ("A,B,C", "A,B,C", "A,B,X", true),
        ("A,C,B", "A,B,C", "A,C,B", false),
        ("A,C,B", "A,B,C", "A,B,C", true),
        ("", "A,B,C", "A,C,B", true),
        ("", "A,B,C", "A,B,C", false),
        ("", "", "A,B,C", false),
    ] {
        let mut file = students();
        (file.reading.columns, file.header) = (Columns::ByPosition, header(made_for));
        let (before, now) = (header(before), header(now));
        let before = Some(before.as_slice()).filter(|before| !before.is_empty());
        let drift = judge(&file, "students.csv", Headers { before, now: &now });
        assert_eq!(!drift.facts.is_empty(), holds, "{made_for} {before:?} {now:?}");
        assert_eq!(drift.notes.len(), drift.facts.len(), "{made_for} {now:?}");
    }
}

#[test]
fn the_message_names_what_was_added_is_gone_renamed_and_moved() {
    for (was, now, said) in [
        ("A,B", "A,B", ""),
        ("A,B", " a , B ", ""),
        ("A,B", "B,A", r#"1 moved ("A")"#),
        ("One,Two,Three", "Zero,One,Two,Three", r#"1 added ("Zero")"#),
        ("One,Two,Three", "One,Three", r#"1 gone ("Two")"#),
        (
            "ID,First_Name,Last_Name",
            "ID,Last_Name,Student First Name",
            r#"1 renamed ("First_Name" is now "Student First Name")"#,
        ),
        ("ID,Tel,Zip", "ID,Phone,Zip", r#"1 renamed ("Tel" is now "Phone")"#),
        ("ID,DOB", "ID,Grade,Birthday,Room", r#"3 added ("Grade", "Birthday", "Room"), 1 gone ("DOB")"#),
        ("A,B,C,D,E", "E,A,B,D,F", r#"1 added ("F"), 1 gone ("C"), 1 moved ("E")"#),
        ("X,X", "X", r#"1 gone ("X")"#),
        ("a", "a,b1,b2,b3,b4,b5,b6,b7,b8", r#"8 added ("b1", "b2", "b3", "b4", "b5", "b6", and 2 more)"#),
    ] {
        assert_eq!(HeaderChanges::between(&header(was), &header(now)).to_string(), said, "{was} -> {now}");
    }
}

#[test]
fn headers_of_any_size_are_compared_in_time() {
    let many = |prefix: &str| (0..20_000).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
    let changes = HeaderChanges::between(&many("was"), &many("now"));
    assert_eq!((changes.gone.len(), changes.added.len(), changes.renamed.len()), (20_000, 20_000, 0));
    let mut turned = many("was");
    turned.reverse();
    assert_eq!(HeaderChanges::between(&many("was"), &turned).moved.len(), 19_999);
}
