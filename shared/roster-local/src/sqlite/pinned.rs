//! Databases held at one moment, to copy them while others write.

use std::path::Path;

use roster_pipeline::{ErrorKind, PortResult};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::database::connect;
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
    let mut to = Connection::open(path)?;
    match Backup::new(from, &mut to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(Failure::new(ErrorKind::Busy, "database copy")),
    }
}
