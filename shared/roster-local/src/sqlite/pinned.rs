//! Databases held at one moment, to copy them while others write.

use std::path::Path;

use roster_pipeline::{ErrorKind, PortResult};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::database::{close_to_others, connect};
use super::failure::{Failure, Outcome};

/// A database as it was at one moment; writers go on meanwhile.
pub(crate) struct Pinned {
    reader: Connection,
}

impl Pinned {
    /// Holds two databases at a moment at which neither was being written. Writers wait only until both are held.
    pub(crate) fn both(paths: [&Path; 2]) -> PortResult<[Pinned; 2]> {
        Ok(pin(paths)?)
    }

    /// Copies it into a new file, durably.
    pub(crate) fn copy_to(&self, path: &Path) -> PortResult<()> {
        Ok(copy(&self.reader, path)?)
    }
}

fn pin(paths: [&Path; 2]) -> Outcome<[Pinned; 2]> {
    let writers = [connect(paths[0])?, connect(paths[1])?];
    let readers = [connect(paths[0])?, connect(paths[1])?];
    for writer in &writers {
        writer.execute_batch("BEGIN IMMEDIATE")?;
    }
    for reader in &readers {
        reader.execute_batch("BEGIN")?;
        // Only the first read takes the snapshot.
        reader.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    }
    for writer in &writers {
        writer.execute_batch("ROLLBACK")?;
    }
    Ok(readers.map(|reader| Pinned { reader }))
}

fn copy(from: &Connection, path: &Path) -> Outcome<()> {
    close_to_others(path)?;
    let mut to = Connection::open(path)?;
    match Backup::new(from, &mut to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(Failure::new(ErrorKind::Busy, "database copy")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_transaction_under_way_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two, copy) = (dir.path().join("one"), dir.path().join("two"), dir.path().join("copy"));
        for path in [&one, &two] {
            connect(path).unwrap().execute_batch("CREATE TABLE a (x)").unwrap();
        }
        let (begun, wait) = mpsc::channel();
        let writer = connect(&two).unwrap();
        let writing = std::thread::spawn(move || {
            writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO a VALUES (1)").unwrap();
            begun.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            writer.execute_batch("COMMIT").unwrap();
        });
        wait.recv().unwrap();
        let [_, pinned] = Pinned::both([&one, &two]).unwrap();
        connect(&two).unwrap().execute_batch("INSERT INTO a VALUES (2)").unwrap();
        pinned.copy_to(&copy).unwrap();
        writing.join().unwrap();
        let rows: i64 =
            connect(&copy).unwrap().query_row("SELECT sum(x) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1, "what was under way is in the copy, what came later is not");
    }
}
