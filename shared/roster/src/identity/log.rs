//! The log of all ID changes that were made in a connection's roster: CSV that goes with the snapshot.

use std::io::{self, Read, Write};

use crate::model::Entity;
use crate::report::written;

/// A change of an ID that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The run that made it; those of one run were made at once.
    pub run: String,
    /// What kind of record.
    pub entity: Entity,
    /// Its ID before.
    pub old: String,
    /// Its ID since.
    pub new: String,
    /// The file that said so; blank for one that is made of other records' IDs.
    pub source: String,
}

/// Writes a log.
pub struct LogWriter<W: Write>(csv::Writer<W>);

impl<W: Write> LogWriter<W> {
    /// Begins with the line that names the columns.
    pub fn new(out: W) -> io::Result<LogWriter<W>> {
        let mut out = csv::Writer::from_writer(out);
        written(out.write_record(["run", "entity", "oldId", "newId", "source"]))?;
        Ok(LogWriter(out))
    }

    /// Adds an entry; those of one run come together.
    pub fn add(&mut self, entry: &LogEntry) -> io::Result<()> {
        let entity = entry.entity.name();
        written(self.0.write_record([&entry.run, entity, &entry.old, &entry.new, &entry.source]))
    }

    /// Gives the output back once all is written.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(|error| error.into_error())
    }
}

/// Hands over the entries run by run, oldest first.
///
/// # Errors
/// Those of the input; `InvalidData` for what is no log.
pub fn read_log(input: impl Read, mut take: impl FnMut(&[LogEntry])) -> io::Result<()> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the log of ID changes is damaged");
    let mut reader = csv::ReaderBuilder::new().from_reader(input);
    let mut of_run: Vec<LogEntry> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            _ => damaged(),
        })?;
        let value = |at: usize| record.get(at).ok_or_else(damaged).map(str::to_owned);
        let entity = value(1)?.parse().map_err(|_| damaged())?;
        let entry = LogEntry { run: value(0)?, entity, old: value(2)?, new: value(3)?, source: value(4)? };
        if of_run.first().is_some_and(|first| first.run != entry.run) {
            take(&of_run);
            of_run.clear();
        }
        of_run.push(entry);
    }
    if !of_run.is_empty() {
        take(&of_run);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_logged_is_read_run_by_run() {
        let entry = |run: &str, old: &str, new: &str| LogEntry {
            run: run.into(),
            entity: Entity::Users,
            old: old.into(),
            new: new.into(),
            source: "file 1".into(),
        };
        let entries = [entry("r-1", "a", "b,\"\n"), entry("r-1", "b", "a"), entry("r-2", "0012", "12")];
        let mut out = LogWriter::new(Vec::new()).unwrap();
        entries.iter().for_each(|e| out.add(e).unwrap());
        let text = out.finish().unwrap();
        let mut runs = Vec::new();
        read_log(&text[..], |of_run| runs.push(of_run.to_vec())).unwrap();
        assert_eq!(runs, [entries[..2].to_vec(), entries[2..].to_vec()]);
        assert!(read_log(&b"run,entity,oldId,newId,source\nr-1,cats,a,b,\n"[..], |_| {}).is_err());
        assert!(read_log(&b"run,entity,oldId,newId,source\nr-1,users,a\n"[..], |_| {}).is_err());
    }
}
