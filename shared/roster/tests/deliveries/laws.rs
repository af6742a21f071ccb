//! What holds for any delivery.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use roster::model::{Entity, Record};

use super::district::{Files, v11, v12};
use super::nights::{Night, Nights, place};

/// One made-up pupil; numbers choose among few values, so that districts overlap.
#[derive(Debug, Clone)]
pub(super) struct Pupil {
    school: u8,
    name: u8,
    grade: u8,
    agent: Option<u8>,
    seats: Vec<u8>,
}

/// Pupils by number.
pub(super) type Pupils = BTreeMap<u8, Pupil>;

pub(super) fn pupils() -> impl Strategy<Value = Pupils> {
    let pupil = (1u8..3, 0u8..4, 0u8..3, prop::option::of(0u8..2), prop::collection::vec(1u8..3, 0..3));
    let pupil = pupil.prop_map(|(school, name, grade, agent, mut seats)| {
        seats.sort_unstable();
        seats.dedup();
        Pupil { school, name, grade, agent, seats }
    });
    prop::collection::btree_map(0u8..9, pupil, 0..8)
}

pub(super) fn district(pupils: &Pupils) -> Files {
    let base = v11().drop("users.csv", "u1").drop("users.csv", "u2").drop("users.csv", "g1");
    let base =
        base.drop("enrollments.csv", "e2").drop("enrollments.csv", "e3").header_only("demographics.csv");
    let mut files = base.header_only("results.csv");
    for guardian in 0..2 {
        let row =
            format!("w{guardian},,,false,s1,guardian,w.{guardian},,Wim,Wolf,,,w{guardian}@mail.example,,,,,");
        files = files.add("users.csv", &row);
    }
    for (number, Pupil { school, name, grade, agent, seats }) in pupils {
        let agent = agent.map(|agent| format!("w{agent}")).unwrap_or_default();
        let row = format!(
            "p{number},,,true,s{school},student,p.{number},{{n:{name}}},Given{name},Family,,00{number},p{number}@l.example,,,{agent},0{},",
            grade + 1
        );
        files = files
            .add("users.csv", &row)
            .add("demographics.csv", &format!("p{number},,,2012-0{}-04,,,,,,,,,,,,", name + 1));
        for seat in seats {
            files = files
                .add("enrollments.csv", &format!("p{number}-{seat},,,k{seat},s{seat},p{number},student,,,"));
        }
    }
    files
}

pub(super) type Roster = BTreeMap<(Entity, String), Vec<String>>;

/// The roster with absent and empty values alike.
pub(super) fn values(nights: &Nights) -> Roster {
    let blank = |record: &Record| record.values().map(|v| v.unwrap_or("").to_owned()).collect();
    nights.roster().iter().map(|(key, record)| (key.clone(), blank(record))).collect()
}

/// Records in which two rosters differ.
pub(super) fn unlike(one: &Roster, other: &Roster) -> Vec<String> {
    let keys = one.keys().chain(other.keys());
    let differ = keys.filter(|key| one.get(key) != other.get(key));
    differ.map(|key| format!("{} {}: {:?} and {:?}", key.0, key.1, one.get(key), other.get(key))).collect()
}

fn texts(night: &Night) -> Vec<String> {
    night.findings.iter().map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_change_set_leads_from_one_roster_to_the_other(nights in prop::collection::vec(pupils(), 2..5)) {
        let mut connection = Nights::new();
        for pupils in &nights {
            let files = district(pupils);
            connection.apply(&files);
            let mut fresh = Nights::new();
            let night = fresh.apply(&files);
            prop_assert_eq!(unlike(&values(&connection), &values(&fresh)), Vec::<String>::new());
            prop_assert!(night.comparison.complete);
            prop_assert_eq!(connection.plan(&files).visible(), Vec::<String>::new());
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(one in pupils(), two in pupils(), seed in any::<u64>()) {
        let files = district(&two);
        let mut shuffled = files.clone();
        for name in ["users.csv", "enrollments.csv", "demographics.csv"] {
            let (header, rows) = files.text(name).split_once('\n').unwrap();
            let mut rows: Vec<&str> = rows.lines().collect();
            rows.sort_by_key(|row| row.bytes().fold(seed, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)));
            shuffled = shuffled.with(name, rows.iter().fold(header.to_owned() + "\n", |text, row| text + row + "\n"));
        }
        let (mut straight, mut other) = (Nights::after(&district(&one)), Nights::after(&district(&one)));
        prop_assert_eq!(straight.apply(&files).ops(), other.apply(&shuffled).ops());
        prop_assert_eq!(unlike(&values(&straight), &values(&other)), Vec::<String>::new());
    }

    #[test]
    fn a_delta_of_all_rows_changes_what_bulk_changes_and_removes_nothing(one in pupils(), two in pupils()) {
        let nights = Nights::after(&district(&one));
        let bulk = nights.plan(&district(&two));
        let mut delta = district(&two);
        for name in ["users.csv", "enrollments.csv", "demographics.csv"] {
            delta = delta.into_delta(name);
        }
        let night = nights.plan(&delta);
        let kept = |ops: Vec<String>| ops.into_iter().filter(|op| !op.starts_with("removed")).collect::<Vec<_>>();
        prop_assert_eq!(kept(night.visible()), kept(bulk.visible()));
        let derived = |id: &String| id.starts_with("roles") || id.starts_with("relationships");
        prop_assert!(night.removed().iter().all(derived), "{:?}", night.removed());
    }
}

/// One way to damage bytes.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index),
    Byte(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Whole(Vec<u8>),
}

impl Damage {
    fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Byte(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Damage::Insert(at, more) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Damage::Remove(at, count) => {
                let at = at.index(bytes.len());
                bytes.drain(at..(at + count).min(bytes.len()));
            }
            Damage::Whole(other) => bytes.clone_from(other),
        }
        bytes
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        "[a-z\",;\r\n\u{e9}\0\u{feff} ]{0,48}".prop_map(String::into_bytes),
        "(sourcedId|status|role|[a-z]{1,3}|\"|,|\n|E\\+12|2026-0[0-9]|PK\u{3}\u{4}){0,24}"
            .prop_map(String::into_bytes),
    ]
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (any::<Index>(), bytes()).prop_map(|(at, more)| Damage::Insert(at, more)),
        (any::<Index>(), 1usize..40).prop_map(|(at, count)| Damage::Remove(at, count)),
        bytes().prop_map(Damage::Whole),
    ]
}

/// Every finding is about a file that came or should have, and within it; there are not too many.
fn well_placed(files: &Files, night: &Night) -> Result<(), TestCaseError> {
    let bytes: usize = files.0.iter().map(|(_, bytes)| bytes.len()).sum();
    prop_assert!(night.findings.len() <= 64 + bytes, "{} findings", night.findings.len());
    for finding in &night.findings {
        let file = files.0.iter().find(|(name, _)| **name == *finding.file);
        let (Some((_, bytes)), Some(line)) = (file, finding.line) else { continue };
        let lines = 1 + bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
        prop_assert!((1..=lines).contains(&line), "{} of {} lines", place(finding), lines);
        prop_assert!(finding.column.is_none_or(|column| column >= 1 && column as usize <= bytes.len() + 1));
        prop_assert!(!finding.message.is_empty() && finding.message.len() < 1_000);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_as_any_file_are_read_and_nothing_else_is_lost(
        which in any::<Index>(), damages in prop::collection::vec(damage(), 1..4), newer in any::<bool>(), strict in any::<bool>(),
    ) {
        let good = if newer { v12() } else { v11() };
        let mut nights = if strict { Nights::strict() } else { Nights::new() };
        nights.apply(&good);
        let name = good.0[which.index(good.0.len())].0.clone();
        let damaged = damages.iter().fold(good.bytes(&name).to_vec(), |bytes, damage| {
            if bytes.is_empty() { bytes } else { damage.apply(bytes) }
        });
        let files = good.clone().with(&name, damaged);
        let night = nights.plan(&files);
        well_placed(&files, &night)?;
        // Whatever goes is gone from the damaged file, or was made of its rows.
        let stem = name.trim_end_matches(".csv");
        let made_of = |op: &str| stem == "users" && (op.starts_with("roles") || op.starts_with("relationships"))
            || stem == "orgs" && op.starts_with("roles") || stem == "roles" && op.starts_with("relationships");
        for gone in night.removed() {
            let (entity, id) = gone.split_once(' ').unwrap();
            prop_assert!(entity == stem || made_of(&gone) || stem == "manifest", "{gone} by {name}");
            let text = String::from_utf8_lossy(files.bytes(&name)).replace('\0', "");
            let row = text.lines().any(|line| line.starts_with(&format!("{id},")) && !line.contains("tobedeleted"));
            prop_assert!(entity != stem || !row || text.contains('"') || text.contains('\r'), "{gone} is there");
        }
    }

    #[test]
    fn any_bytes_under_any_name_are_no_failure(name in "[a-z]{1,6}\\.(csv|zip|CSV|txt)", bytes in bytes()) {
        let files = Files(vec![(name, bytes)]);
        let night = Nights::new().plan(&files);
        well_placed(&files, &night)?;
        prop_assert!(!night.findings.is_empty() && !night.comparison.complete);
    }
}

/// Enough rows for many blocks, some of them wrong.
fn large() -> Files {
    let mut text = v11().text("enrollments.csv").to_owned();
    for number in 0..40_000 {
        let row = match number % 97 {
            13 => format!("n{number},,,k9,s1,u1,student,,,"),
            29 => format!("n{number},,,k1,s1,u1,pupil,,,"),
            31 => format!("n{number},,,k1,s1,u1,Student,TRUE,2026-13-01,"),
            53 => format!("n{},,,k1,s1,u1,student,,,", number - 40),
            71 => format!("n{number},,,k1,s1"),
            _ => format!("n{number},,,k1,s1,u1,student,,2026-08-15,2027-06-11"),
        };
        text += &row;
        text.push('\n');
    }
    v11().with("enrollments.csv", text)
}

#[test]
fn the_number_of_threads_means_nothing() {
    let files = large();
    let read = |threads| {
        let mut nights = Nights::new();
        nights.read.threads = threads;
        nights.plan(&files)
    };
    let alone = read(1);
    assert!(alone.findings.len() > 1_000 && alone.changes.len() > 30_000);
    for threads in [2, 5] {
        let together = read(threads);
        assert_eq!(texts(&together), texts(&alone), "{threads}");
        assert!(together.ops() == alone.ops(), "{threads}");
        assert_eq!(together.comparison.entities, alone.comparison.entities, "{threads}");
    }
}
