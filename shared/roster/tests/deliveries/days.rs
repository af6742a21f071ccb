//! Two deliveries compared with each other: the older one's records are had again from its files, or from copies where
//! the text had to be changed to be read. Both must give the same.

use proptest::prelude::*;
use roster::brake::Removals;
use roster::changes::{ChangeSorter, write_json_line};
use roster::diff::{CompareOptions, NoFindings, compare_sets};
use roster::read::{Input, MemoryInput, ReadOptions, Set, Strictness};
use roster::sorting::MemoryScratch;

use super::district::{Files, v11};

/// How a text comes.
#[derive(Clone, Copy)]
enum Written {
    Utf8,
    Utf16,
}

fn set(files: &Files, written: Written) -> Set {
    let bytes = |text: &[u8]| match written {
        Written::Utf8 => text.to_vec(),
        Written::Utf16 => {
            let text = format!("\u{FEFF}{}", std::str::from_utf8(text).unwrap());
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
    };
    let input = |(name, text): &(String, Vec<u8>)| {
        Box::new(MemoryInput { name: name.clone(), bytes: bytes(text) }) as Box<dyn Input>
    };
    Set::new(files.0.iter().map(input).collect())
}

fn changes(old: &Set, new: &Set, read: ReadOptions) -> String {
    let scratch = MemoryScratch;
    let options = CompareOptions {
        read,
        removals: Removals::AT_ONCE,
        today: None,
        purge_before: None,
        scratch: &scratch,
    };
    let mut sorter = ChangeSorter::new(&scratch);
    compare_sets((old, new), options, (&mut NoFindings, &mut NoFindings), &mut sorter).unwrap();
    let mut lines = Vec::new();
    sorter.each(|change| Ok(write_json_line(&mut lines, change, "")?)).unwrap();
    String::from_utf8(lines).unwrap()
}

fn seat() -> impl Strategy<Value = String> {
    let one_of = prop::sample::select::<&str>;
    (
        0u8..90,
        one_of(vec!["", "", "", "", "", "active", "tobedeleted"]),
        one_of(vec!["k1", "k2", "k2", "\"k1\"", "nowhere"]),
        one_of(vec!["s1", "s2"]),
        one_of(vec!["student", "student", "teacher", "chief"]),
        one_of(vec!["2026-08-15", "2026-09-01", "\"2026-09-01\"", "", "\"a \"\"day\"\"\"", "2026,\n"]),
    )
        .prop_map(|(id, status, class, school, role, day)| {
            format!("e{id},{status},,{class},{school},u2,{role},,{day},\n")
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_before_is_the_same_from_the_file_and_from_a_copy(
        old in prop::collection::vec(seat(), 0..150),
        new in prop::collection::vec(seat(), 0..150),
        strict in any::<bool>(),
    ) {
        let header = v11().text("enrollments.csv").lines().next().unwrap().to_owned() + "\n";
        let with = |rows: &[String]| v11().with("enrollments.csv", header.clone() + &rows.concat());
        let strictness = if strict { Strictness::Strict } else { Strictness::Tolerant };
        let read = ReadOptions { strictness, ..ReadOptions::default() };
        let new = set(&with(&new), Written::Utf8);
        let (again, copied) = (set(&with(&old), Written::Utf8), set(&with(&old), Written::Utf16));
        prop_assert_eq!(changes(&again, &new, read.clone()), changes(&copied, &new, read));
    }
}

#[test]
fn the_record_before_is_the_first_good_row_of_its_key() {
    let header = v11().text("enrollments.csv").lines().next().unwrap().to_owned() + "\n";
    let rows =
        "e1,tobedeleted,,k1,s1,u2,student,,,\ne1,,,k1,s1,u2,student,,2026-08-15,\ne1,,,k2,s2,u2,student,,,\n";
    let old = v11().with("enrollments.csv", header.clone() + rows);
    let new = v11().with("enrollments.csv", header + "e1,,,k1,s1,u2,student,,2026-08-16,\n");
    let lines = changes(&set(&old, Written::Utf8), &set(&new, Written::Utf8), ReadOptions::default());
    assert_eq!(lines.lines().count(), 1, "{lines}");
    let before = lines.split("\"before\":").nth(1).and_then(|rest| rest.split("\"after\"").next()).unwrap();
    assert!(before.contains("2026-08-15"), "{lines}");
}
