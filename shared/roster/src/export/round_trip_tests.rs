//! A generated district, taken in and given out again, is a good OneRoster 1.2 set.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use jiff::civil::date;

use super::{ExportFormat, RosterWriter};
use crate::brake::Removals;
use crate::changes::ChangeSorter;
use crate::diff::{CompareOptions, Comparison, NoFindings, check, compare};
use crate::finding::{Finding, Severity};
use crate::generate::{District, File, Stamp};
use crate::model::{Entity, Record};
use crate::read::{ReadOptions, Set, Strictness};
use crate::sorting::MemoryScratch;

type Files = BTreeMap<String, Vec<u8>>;

struct Output(String, Rc<RefCell<Files>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.borrow_mut().entry(self.0.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn options(strictness: Strictness) -> CompareOptions<'static> {
    CompareOptions {
        read: ReadOptions { strictness, ..ReadOptions::default() },
        removals: Removals::After(std::num::NonZeroU32::MIN),
        today: None,
        purge_before: None,
        scratch: &MemoryScratch,
    }
}

fn set(files: &[(&str, Vec<u8>)]) -> Set {
    let texts: Vec<(&str, &str)> =
        files.iter().map(|(name, bytes)| (*name, std::str::from_utf8(bytes).unwrap())).collect();
    Set::of_texts(&texts)
}

fn take_in(district: &District) -> (Comparison, Vec<Record>) {
    let file = |file: &File| {
        let mut bytes = Vec::new();
        district.write(*file, &mut bytes).unwrap();
        (file.name(), bytes)
    };
    let set = set(&File::ALL.iter().map(file).collect::<Vec<_>>());
    let mut changes = ChangeSorter::new(&MemoryScratch);
    let options = options(Strictness::Tolerant);
    let nothing = &mut |_| Ok(None);
    let comparison = compare(&set, (nothing, &[]), options, (&mut NoFindings, &mut changes)).unwrap();
    let mut records = Vec::new();
    let mut take = |change: &crate::changes::Change| {
        let after = change.after.as_deref().expect("all of it is new");
        records.push(Record::decode(change.entity, after).expect("a record"));
        Ok(())
    };
    changes.each(&mut take).unwrap();
    (comparison, records)
}

fn give_out(records: &[Record]) -> Files {
    let files = Rc::new(RefCell::new(Files::new()));
    let mut open = |name: &str| Ok(Box::new(Output(name.to_owned(), files.clone())) as Box<dyn Write>);
    let mut writer = RosterWriter::new(ExportFormat::OneRoster, &mut open);
    records.iter().for_each(|record| writer.record(record).unwrap());
    writer.finish().unwrap();
    files.take()
}

#[test]
fn a_clean_roster_goes_out_as_it_came_in_and_passes_the_strict_check() {
    for (students, stamp) in [(1, Stamp::Blank), (400, Stamp::Blank), (400, Stamp::Night(3))] {
        let district = District::new(students, 42, date(2026, 8, 17)).on_day(3).stamped(stamp);
        let (came, records) = take_in(&district);
        let files = give_out(&records);
        let listed: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let mut findings: Vec<Finding> = Vec::new();
        let went = check(&set(&listed), options(Strictness::Strict), &mut findings).unwrap();
        let errors: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Notice).collect();
        assert!(errors.is_empty(), "{students} students: {}", errors[0]);
        assert_eq!(went.format.as_ref().map(|f| f.name.as_str()), Some("oneroster-1.2"));
        assert!(went.complete);
        for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
            let accepted = |c: &Comparison| c.entities.get(entity).map_or(0, |summary| summary.read.accepted);
            assert_eq!(accepted(&came), accepted(&went), "{entity} of {students} students");
        }
    }
}
