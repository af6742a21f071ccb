//! What is written for a district is read without a finding worth a word.

use std::collections::BTreeMap;
use std::sync::Arc;

use roster::brake::Removals;
use roster::diff::{CompareOptions, check};
use roster::finding::{Finding, Severity};
use roster::mapping::{Mapping, fold};
use roster::read::{FindingSink, Input, MemoryInput, ReadOptions, Set};
use roster::sorting::MemoryScratch;

use super::*;

#[derive(Default)]
struct Said(Vec<Finding>);

impl FindingSink for Said {
    fn find(&mut self, finding: Finding) {
        self.0.push(finding);
    }
}

/// Which format the tables among files were recognised as, accepted records by entity, and findings.
fn read(
    files: &[File],
    profile: &Arc<Profile>,
    mapping: Option<Mapping>,
) -> (String, BTreeMap<String, u64>, Vec<String>) {
    let tables = files.iter().filter(|file| file.name.ends_with(".csv"));
    let input = |file: &File| {
        let input = MemoryInput { name: file.name.clone(), bytes: file.text.clone().into_bytes() };
        Box::new(input) as Box<dyn Input>
    };
    let set = Set::new(tables.map(input).collect());
    let read = ReadOptions {
        profile: Arc::clone(profile),
        mapping: mapping.map(Arc::new),
        ..ReadOptions::default()
    };
    let options = CompareOptions {
        read,
        removals: Removals::AT_ONCE,
        today: None,
        purge_before: None,
        scratch: &MemoryScratch,
    };
    let mut said = Said::default();
    let comparison = check(&set, options, &mut said).expect("memory can be read");
    let worse = said.0.iter().filter(|finding| finding.severity != Severity::Notice);
    let told = worse.map(|finding| format!("{} {finding}", finding.rule.code)).collect();
    let accepted =
        comparison.entities.iter().map(|(entity, result)| (entity.to_string(), result.read.accepted));
    let format = comparison.format.map(|format| format.name.to_owned()).unwrap_or_default();
    (format, accepted.collect(), told)
}

#[test]
fn each_file_is_noticed_once_for_its_byte_order_mark() {
    let standard = Profile::standard();
    let tables = templates(format(), &standard).into_iter().filter(|file| file.name.ends_with(".csv"));
    for file in tables {
        let input = MemoryInput { name: file.name.clone(), bytes: file.text.into_bytes() };
        let set = Set::new(vec![Box::new(input) as Box<dyn Input>]);
        let options = CompareOptions {
            read: ReadOptions::default(),
            removals: Removals::AT_ONCE,
            today: None,
            purge_before: None,
            scratch: &MemoryScratch,
        };
        let mut said = Said::default();
        check(&set, options, &mut said).expect("memory can be read");
        let marks = said.0.iter().filter(|finding| finding.rule.name == "byte-order-mark").count();
        assert_eq!(marks, 1, "{}", file.name);
    }
}

#[test]
fn our_templates_are_recognised_and_good() {
    let standard = Profile::standard();
    let files = templates(format(), &standard);
    let (format, accepted, told) = read(&files, &standard, None);
    assert_eq!((format.as_str(), told), (TEMPLATES, vec![]));
    for (entity, count) in
        [("orgs", 4), ("users", 14), ("relationships", 5), ("classes", 3), ("enrollments", 4)]
    {
        assert_eq!(accepted.get(entity), Some(&count), "{entity}: {accepted:?}");
    }
    // Each alone, as far as it refers to no other.
    for name in ["students.csv", "staff.csv", "people.csv"] {
        let alone: Vec<File> = files.iter().filter(|file| file.name == name).cloned().collect();
        let (format, accepted, told) = read(&alone, &standard, None);
        assert_eq!((format.as_str(), told), (TEMPLATES, vec![]), "{name}");
        assert!(accepted["orgs"] > 0, "{name}: schools are made of students");
    }
}

#[test]
fn every_example_has_its_column_and_every_column_an_example() {
    for (name, text) in super::sheet::EXAMPLES {
        let sheet =
            sheets(format(), &Profile::standard()).into_iter().find(|sheet| sheet.name == name).expect(name);
        let header = text.lines().next().expect("a header");
        for column in header.split(',') {
            assert!(sheet.header.iter().any(|title| fold(title) == fold(column)), "{name} {column}");
        }
        let rare = |column: &str| {
            ["Email3", "Email4", "Email5", "Phone3", "Phone4", "Phone5"]
                .contains(&column.replace(' ', "").as_str())
        };
        for column in sheet.header.iter().filter(|column| !rare(column)) {
            assert_ne!(sheet.example(column), "", "{name} {column}");
        }
        assert!(sheet.rows.len() >= 3, "{name}");
    }
}

#[test]
fn files_are_for_spreadsheets() {
    for file in templates(format(), &Profile::standard()).iter().filter(|file| file.name.ends_with(".csv")) {
        assert!(file.text.starts_with("\u{feff}\"") && file.text.ends_with("\"\r\n"), "{}", file.name);
        assert_eq!(file.text.matches('\n').count(), file.text.matches("\r\n").count());
    }
}

#[test]
fn a_profile_of_ones_own_brings_columns_files_and_the_mapping_that_reads_them() {
    let profile = Profile::load(
        r#"{"profile": 1, "name": "Maple",
            "fields": {"users": {"busRoute": {"kind": "integer"}, "title": null}, "classes": {"floor": {"words": ["ground", "first"]}}},
            "entities": {"locker": {"fields": {"lockNumber": {"example": "0012"}}}},
            "required": {"student": {"busRoute": "error"}}}"#,
    )
    .expect("a profile");
    let profile = Arc::new(profile);
    let files = templates(format(), &profile);
    let named = |name: &str| &files.iter().find(|file| file.name == name).expect(name).text;
    assert!(
        named("students.csv").contains(",\"Bus Route\"\r\n") && !named("staff.csv").contains("\"Title\"")
    );
    assert!(
        named("locker.csv")
            .starts_with("\u{feff}\"Unique ID\",\"Record ID\",\"Lock Number\"\r\n\"00042\",\"\",\"0012\"")
    );
    let mapping = Mapping::from_json(named("mapping.json")).expect("a mapping");
    let (_, accepted, told) = read(&files, &profile, Some(mapping));
    assert_eq!(told, Vec::<String>::new());
    assert_eq!((accepted.get("ownRecords"), accepted.get("users")), (Some(&3), Some(&14)));
}

#[test]
fn other_formats_have_headers_alone() {
    let files = templates(formats::find("oneroster-1.1").expect("built in"), &Profile::standard());
    assert!(files.iter().any(|file| file.name == "manifest.csv"));
    assert!(
        files
            .iter()
            .filter(|file| file.name != "manifest.csv")
            .all(|file| file.text.matches('\n').count() == 1)
    );
}
