//! Records in, files out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::sheet::{Sheet, Subject, csv_writer};
use super::{ExportFormat, OwnColumns, oneroster};
use crate::model::{Entity, Record};
use crate::report::written;

/// Makes the file of a name. The one before it has been flushed and dropped by then.
pub type Open<'o, 'w> = dyn FnMut(&str) -> io::Result<Box<dyn Write + 'w>> + 'o;

/// Writes a roster, one entity after another, as one file each. Memory does not grow with the roster.
pub struct RosterWriter<'o, 'w> {
    format: ExportFormat,
    open: &'o mut Open<'o, 'w>,
    sheet: Option<Sheet<'w>>,
    own: OwnColumns,
    ended: BTreeSet<Subject>,
    written: BTreeMap<Entity, u64>,
}

impl<'o, 'w> RosterWriter<'o, 'w> {
    /// A writer that has written nothing yet.
    pub fn new(format: ExportFormat, open: &'o mut Open<'o, 'w>) -> RosterWriter<'o, 'w> {
        let (own, ended, written) = (OwnColumns::default(), BTreeSet::new(), BTreeMap::new());
        RosterWriter { format, open, sheet: None, own, ended, written }
    }

    /// Gives formats with a header these columns of own fields; JSON needs none.
    pub fn with_own(mut self, own: OwnColumns) -> RosterWriter<'o, 'w> {
        self.own = own;
        self
    }

    /// Writes one record. Those of one entity come together, in the order in which they are to be written, in CSV own
    /// records kind by kind; an entity without records gets no file.
    ///
    /// # Errors
    /// Those of the output; `InvalidInput` for a record of an entity that has been ended by one of another, and for an own
    /// field without a column.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        let subject = Subject::of(self.format, record);
        if self.sheet.as_ref().is_none_or(|sheet| sheet.subject != subject) {
            self.turn_to(subject)?;
        }
        match &mut self.sheet {
            Some(sheet) => sheet.record(record),
            None => Ok(()),
        }
    }

    /// Ends the export: the last file, and the manifest of OneRoster. Gives back how many records each file has.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<BTreeMap<Entity, u64>> {
        self.end_sheet()?;
        match self.format {
            ExportFormat::OneRoster => {
                let mut csv = csv_writer((self.open)("manifest.csv")?);
                for (name, value) in oneroster::manifest(&self.written) {
                    written(csv.write_record([name.as_str(), value]))?;
                }
                csv.into_inner().map_err(|error| error.into_error())?.flush()?;
            }
            ExportFormat::Csv | ExportFormat::Json => {}
        }
        Ok(self.written)
    }

    fn turn_to(&mut self, subject: Subject) -> io::Result<()> {
        self.end_sheet()?;
        let entity = subject.entity;
        if self.ended.contains(&subject) {
            let message = format!("{entity} come twice; the records of an entity must come together");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let out = match subject.file_name(self.format) {
            Some(name) => Some((self.open)(&name)?),
            None => None,
        };
        let own = self.own.of(entity, &subject.kind);
        self.sheet = Some(Sheet::begin(self.format, (subject, own), out)?);
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let Some(sheet) = self.sheet.take() else { return Ok(()) };
        let (subject, rows) = (sheet.subject.clone(), sheet.finish()?);
        if rows > 0 {
            *self.written.entry(subject.entity).or_default() += rows;
        }
        self.ended.insert(subject);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Rc<RefCell<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn export(format: ExportFormat, records: &[Record]) -> io::Result<String> {
        let out = Shared::default();
        let mut open = |name: &str| {
            out.clone().write_all(format!("[{name}]\n").as_bytes())?;
            Ok(Box::new(out.clone()) as Box<dyn Write>)
        };
        let mut own = OwnColumns::default();
        records.iter().filter(|r| r.get("name") != Some("late")).for_each(|record| own.note(record));
        let mut writer = RosterWriter::new(format, &mut open).with_own(own);
        records.iter().try_for_each(|record| writer.record(record))?;
        writer.finish()?;
        let bytes = out.0.borrow().clone();
        Ok(String::from_utf8(bytes).expect("it is UTF-8"))
    }

    fn records() -> Vec<Record> {
        let org = [("sourcedId", "o1"), ("name", "North, \"High\""), ("identifier", "")];
        let pick_up = [("sourcedId", "s:a"), ("mayPickUp", "no")];
        vec![Record::from_pairs(Entity::Orgs, &org), Record::from_pairs(Entity::Relationships, &pick_up)]
    }

    #[test]
    fn csv_has_all_our_columns() {
        let want = "[orgs.csv]\n\
            sourcedId,name,type,identifier,parentSourcedId\r\n\
            o1,\"North, \"\"High\"\"\",,,\r\n\
            [relationships.csv]\n\
            sourcedId,studentSourcedId,adultSourcedId,relationship,priority,mayPickUp\r\n\
            s:a,,,,,no\r\n";
        assert_eq!(export(ExportFormat::Csv, &records()).unwrap(), want);
    }

    #[test]
    fn json_leaves_out_what_never_came() {
        let want = "[orgs.jsonl]\n\
            {\"sourcedId\":\"o1\",\"name\":\"North, \\\"High\\\"\",\"identifier\":\"\"}\n\
            [relationships.jsonl]\n\
            {\"sourcedId\":\"s:a\",\"mayPickUp\":\"no\"}\n";
        assert_eq!(export(ExportFormat::Json, &records()).unwrap(), want);
    }

    fn own_records() -> Vec<Record> {
        let own = |kind, note| [("sourcedId", kind), ("kind", kind), ("userSourcedId", "u1"), note];
        vec![
            Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("metadata.b", "x\ny")]),
            Record::from_pairs(Entity::Orgs, &[("sourcedId", "o2"), ("metadata.a", "1")]),
            Record::from_pairs(Entity::OwnRecords, &own("bus", ("metadata.route", "7"))),
            Record::from_pairs(Entity::OwnRecords, &own("locker", ("metadata.number", "12"))),
        ]
    }

    #[test]
    fn own_fields_are_columns_to_the_right_and_own_records_a_file_by_kind() {
        let want = "[orgs.csv]\n\
            sourcedId,name,type,identifier,parentSourcedId,metadata.a,metadata.b\r\n\
            o1,,,,,,\"x\ny\"\r\n\
            o2,,,,,1,\r\n\
            [bus.csv]\n\
            sourcedId,kind,userSourcedId,metadata.route\r\n\
            bus,bus,u1,7\r\n\
            [locker.csv]\n\
            sourcedId,kind,userSourcedId,metadata.number\r\n\
            locker,locker,u1,12\r\n";
        assert_eq!(export(ExportFormat::Csv, &own_records()).unwrap(), want);
        let json = export(ExportFormat::Json, &own_records()).unwrap();
        assert!(json.contains("{\"sourcedId\":\"o2\",\"metadata\":{\"a\":\"1\"}}\n"), "{json}");
        assert_eq!(json.matches("[ownRecords.jsonl]").count(), 1);
        let oneroster = export(ExportFormat::OneRoster, &own_records()).unwrap();
        assert!(oneroster.contains(",parentSourcedId,metadata.a,metadata.b\r\n"), "{oneroster}");
        assert!(oneroster.contains(",x y\r\n") && !oneroster.contains("bus"), "{oneroster}");
    }

    #[test]
    fn an_own_field_without_a_column_is_refused() {
        let late = [("sourcedId", "o3"), ("name", "late"), ("metadata.new", "1")];
        let late = [Record::from_pairs(Entity::Orgs, &late)];
        for (format, refused) in
            [(ExportFormat::Csv, true), (ExportFormat::OneRoster, true), (ExportFormat::Json, false)]
        {
            assert_eq!(export(format, &late).is_err(), refused, "{format}");
        }
    }

    #[test]
    fn oneroster_has_a_manifest_and_no_relationships() {
        let text = export(ExportFormat::OneRoster, &records()).unwrap();
        let names: Vec<&str> = text.lines().filter(|line| line.starts_with('[')).collect();
        assert_eq!(names, ["[orgs.csv]", "[manifest.csv]"]);
        assert!(text.contains("o1,,,\"North, \"\"High\"\"\",,,\r\n"), "{text}");
        assert!(text.contains("file.orgs,bulk\r\nfile.resources,absent\r\n"), "{text}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(values in prop::collection::vec("[ -~\\r\\n\"',;é]{0,12}", 5)) {
            let pairs: Vec<_> = Entity::Orgs.fields().iter().zip(&values).collect();
            let pairs: Vec<_> = pairs.iter().map(|(field, value)| (field.name, value.as_str())).collect();
            let record = Record::from_pairs(Entity::Orgs, &pairs);
            for format in [ExportFormat::Csv, ExportFormat::OneRoster] {
                let text = export(format, std::slice::from_ref(&record)).unwrap();
                let body = text.split_once("]\n").unwrap().1.split("[manifest.csv]").next().unwrap();
                let row = csv::Reader::from_reader(body.as_bytes()).records().next().unwrap().unwrap();
                let read: Vec<&str> = row.iter().filter(|cell| !cell.is_empty()).collect();
                let flat = |value: &String| value.replace("\r\n", " ").replace(['\r', '\n'], " ");
                let want = values.iter().map(|value| match format {
                    ExportFormat::OneRoster => flat(value),
                    ExportFormat::Csv | ExportFormat::Json => value.clone(),
                });
                let want: Vec<String> = want.filter(|value| !value.is_empty()).collect();
                prop_assert_eq!(read, want, "{}", format);
            }
        }
    }

    #[test]
    fn an_entity_that_comes_again_is_refused() {
        let mut records = records();
        records.push(records[0].clone());
        let error = export(ExportFormat::Csv, &records).expect_err("orgs come twice");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
