//! The generated files against the specification's rules and against a plain comparison of two days.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::date;

use super::*;

type Table = BTreeMap<String, HashMap<String, String>>;

fn district(students: u32) -> District {
    District::new(students, 42, date(2026, 8, 17))
}

fn bytes(district: &District, file: File) -> Vec<u8> {
    let mut out = Vec::new();
    district.write(file, &mut out).unwrap();
    out
}

fn table(district: &District, file: File) -> Table {
    let bytes = bytes(district, file);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().unwrap().clone();
    let mut table = Table::new();
    for row in reader.records() {
        let row = row.unwrap();
        let fields = header.iter().zip(&row).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        assert!(table.insert(row[0].to_owned(), fields).is_none(), "{} twice in {}", &row[0], file.name());
    }
    table
}

fn diff(old: &Table, new: &Table) -> Counts {
    let both = || new.iter().filter_map(|(id, row)| old.get(id).map(|before| (before, row)));
    Counts {
        created: new.keys().filter(|id| !old.contains_key(*id)).count() as u64,
        updated: both().filter(|(before, row)| before != row).count() as u64,
        removed: old.keys().filter(|id| !new.contains_key(*id)).count() as u64,
    }
}

fn roles(users: &Table) -> Table {
    let mut roles = Table::new();
    for (id, user) in users {
        for (i, org) in user["orgSourcedIds"].split(',').enumerate() {
            let fields = [("primary".to_owned(), (i == 0).to_string())].into();
            roles.insert(format!("{id}:{}:{org}", user["role"]), fields);
        }
    }
    roles
}

#[test]
fn expected_counts_are_those_of_a_plain_comparison() {
    for (students, from, to) in
        [(0, 1, 9), (90, 1, 50), (2_101, 1, 2), (300, 2, 3), (1_100, 1, 12), (300, 5, 1)]
    {
        let (old, new) = (district(students).on_day(from), district(students).on_day(to));
        let expected = new.expected_since(from);
        let by_file = |file| diff(&table(&old, file), &table(&new, file));
        let found = Expected {
            orgs: by_file(File::Orgs),
            academic_sessions: by_file(File::AcademicSessions),
            courses: by_file(File::Courses),
            classes: by_file(File::Classes),
            users: by_file(File::Users),
            roles: diff(&roles(&table(&old, File::Users)), &roles(&table(&new, File::Users))),
            enrollments: by_file(File::Enrollments),
            demographics: by_file(File::Demographics),
        };
        assert_eq!(expected, found, "{students} students, day {from} to {to}");
    }
}

#[test]
fn a_day_changes_about_one_percent() {
    let (old, new) = (district(6_000), district(6_000).on_day(2));
    let expected = new.expected_since(1);
    for (entity, counts) in expected.by_entity() {
        let file = match entity {
            "users" => File::Users,
            "enrollments" => File::Enrollments,
            "demographics" => File::Demographics,
            "classes" => File::Classes,
            _ => continue,
        };
        let rows = table(&old, file).len() as u64;
        assert!((5..20).contains(&(counts.updated * 1_000 / rows)), "{entity}: {counts:?} of {rows}");
    }
    assert_eq!(expected.demographics.created, 30);
    assert!((15..50).contains(&expected.demographics.removed), "{expected:?}");
    assert_eq!(expected.enrollments.removed, expected.demographics.removed * 8);
    assert!(expected.roles.removed >= expected.users.removed);
}

#[test]
fn the_same_district_gives_the_same_bytes() {
    let stamped = district(700).on_day(3).stamped(Stamp::Night(3));
    let hash = |d: &District| {
        let all: Vec<u8> = File::ALL.iter().flat_map(|&file| bytes(d, file)).collect();
        xxhash_rust::xxh3::xxh3_64(&all)
    };
    assert_eq!(hash(&stamped), 16_786_136_233_811_873_769, "the bytes have changed: intended?");
    assert_ne!(hash(&stamped), hash(&District { seed: 43, ..stamped }));
}

#[test]
fn districts_of_different_seeds_share_no_user() {
    let other = District { seed: 43, ..district(400) };
    let (ours, theirs) = (table(&district(400), File::Users), table(&other, File::Users));
    let emails: HashSet<&String> = ours.values().map(|row| &row["email"]).collect();
    for (id, row) in &theirs {
        assert!(!ours.contains_key(id) && !emails.contains(&row["email"]), "{id}");
    }
}

#[test]
fn stamps_change_nothing_else() {
    let (blank, stamped) = (district(300), district(300).stamped(Stamp::Night(7)));
    for file in File::ALL.into_iter().filter(|&file| file != File::Manifest) {
        let plain = table(&blank, file);
        for (id, mut row) in table(&stamped, file) {
            assert_eq!(row.insert("status".into(), String::new()).unwrap(), "active");
            let modified = row.insert("dateLastModified".into(), String::new()).unwrap();
            assert_eq!(modified, "2026-09-07T05:30:00.000Z");
            assert_eq!(plain[&id], row);
        }
    }
    assert_eq!(bytes(&blank, File::Manifest), bytes(&stamped, File::Manifest));
}

#[test]
fn references_lead_to_records() {
    for day in [1, 30] {
        let d = district(2_500).on_day(day);
        let [orgs, sessions, courses, classes, users] =
            [File::Orgs, File::AcademicSessions, File::Courses, File::Classes, File::Users]
                .map(|f| table(&d, f));
        let enrollments = table(&d, File::Enrollments);
        let demographics = table(&d, File::Demographics);
        for (from, field, to) in [
            (&orgs, "parentSourcedId", &orgs),
            (&sessions, "parentSourcedId", &sessions),
            (&courses, "schoolYearSourcedId", &sessions),
            (&courses, "orgSourcedId", &orgs),
            (&classes, "courseSourcedId", &courses),
            (&classes, "schoolSourcedId", &orgs),
            (&classes, "termSourcedIds", &sessions),
            (&users, "orgSourcedIds", &orgs),
            (&users, "agentSourcedIds", &users),
            (&enrollments, "classSourcedId", &classes),
            (&enrollments, "schoolSourcedId", &orgs),
            (&enrollments, "userSourcedId", &users),
            (&demographics, "sourcedId", &users),
        ] {
            for reference in from.values().flat_map(|row| row[field].split(',')).filter(|r| !r.is_empty()) {
                assert!(to.contains_key(reference), "{field} {reference}");
            }
        }
        for (id, row) in &enrollments {
            assert_eq!(classes[&row["classSourcedId"]]["schoolSourcedId"], row["schoolSourcedId"], "{id}");
            assert!(row["beginDate"] < row["endDate"], "{id}");
        }
    }
}

#[test]
fn guardians_and_students_name_each_other() {
    let users = table(&district(2_500).on_day(30), File::Users);
    let mut links = 0;
    for (id, row) in users.iter().filter(|(_, row)| ["student", "guardian"].contains(&row["role"].as_str())) {
        for agent in row["agentSourcedIds"].split(',') {
            assert!(users[agent]["agentSourcedIds"].split(',').any(|back| back == id), "{id} and {agent}");
            links += 1;
        }
    }
    assert!(links > 5_000, "{links}");
}

#[test]
fn user_fields_are_unique_and_well_formed() {
    let users = table(&district(5_000).on_day(4), File::Users);
    for field in ["username", "email", "userIds", "identifier"] {
        let values: HashSet<&String> = users.values().map(|row| &row[field]).collect();
        assert_eq!(values.len(), users.len(), "{field}");
    }
    for row in users.values() {
        let email = &row["email"];
        assert!(email.ends_with("example.org") && email.is_ascii() && !email.contains(' '), "{email}");
        assert_eq!(row["grades"].is_empty(), row["role"] != "student");
    }
    let has = |field: &str, what: &str| users.values().any(|row| row[field].contains(what));
    assert!(
        has("familyName", ", ") && has("familyName", "O'") && has("givenName", "伟") && has("grades", "KG")
    );
    assert!(users.keys().any(|id| id.starts_with("00")));
}

#[test]
fn files_follow_the_csv_binding() {
    let d = district(2_500).on_day(2);
    for file in File::ALL {
        let bytes = bytes(&d, file);
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(text.lines().count() > 1, "{} has no rows", file.name());
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", file.name());
        assert_eq!(d.write(file, &mut std::io::sink()).unwrap() as usize, text.lines().count() - 1);
        if file == File::Manifest {
            continue;
        }
        for (id, row) in table(&d, file) {
            assert!(
                id.len() < 256 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_/@".contains(&b)),
                "{id}"
            );
            assert!(row["status"].is_empty() && row["dateLastModified"].is_empty(), "{id}");
            assert!(row.values().all(|value| value.len() < 256 && !value.contains(['\r', '\n'])), "{id}");
            if let Some(subjects) = row.get("subjects") {
                assert_eq!(subjects.split(',').count(), row["subjectCodes"].split(',').count(), "{id}");
            }
        }
    }
}
