//! One SQLite database: how it is opened, upgraded, read and written.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use roster_pipeline::{ErrorKind, PortError, PortResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::failure::{Failure, Outcome};
use crate::blocking::blocking;

/// How long a call waits for another process before it is `Busy`.
const BUSY: Duration = Duration::from_secs(10);
/// Owner and group only: there are pupils in it.
const FILE_MODE: u32 = 0o640;

/// What a database is: its migrations, in order; `PRAGMA user_version` counts those that ran.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    pub(crate) name: &'static str,
    pub(crate) migrations: &'static [&'static str],
}

/// A database with one connection that writes and one that reads, each behind a lock.
///
/// `synchronous=FULL`: the roster database must have a batch before the control database says that it is applied, and
/// what was announced must not be forgotten by a power cut. Without it a commit outlives a kill but not the power.
#[derive(Debug)]
pub(crate) struct Database {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl Database {
    /// Opens or creates the database and brings it to the newest schema; `Refused` if it is newer than this program.
    pub(crate) fn open(path: &Path, schema: Schema) -> PortResult<Arc<Database>> {
        let mut writer = connect(path)?;
        migrate(&mut writer, schema)?;
        let reader = connect(path)?;
        reader.pragma_update(None, "query_only", true).map_err(Failure::from)?;
        Ok(Arc::new(Database { writer: Mutex::new(writer), reader: Mutex::new(reader) }))
    }

    /// Runs one reading call on a thread that may block.
    pub(crate) async fn read<T, F>(self: &Arc<Self>, work: F) -> PortResult<T>
    where
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
        T: Send + 'static,
    {
        let database = Arc::clone(self);
        blocking(move || Ok(work(&hold(&database.reader))?)).await
    }

    /// Runs one transaction on a thread that may block: all of it is stored and durable, or on an error nothing.
    pub(crate) async fn write<T, F>(self: &Arc<Self>, work: F) -> PortResult<T>
    where
        F: FnOnce(&Transaction<'_>) -> Outcome<T> + Send + 'static,
        T: Send + 'static,
    {
        let database = Arc::clone(self);
        blocking(move || Ok(in_transaction(&mut hold(&database.writer), work)?)).await
    }

    /// The writing connection, for as long as it is held.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        hold(&self.writer)
    }
}

/// A panic while the lock was held rolled its transaction back, so the connection is still good.
fn hold(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn in_transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Outcome<T>,
) -> Outcome<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// A connection with our settings.
pub(crate) fn connect(path: &Path) -> Result<Connection, Failure> {
    close_to_others(path)?;
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Creates a missing database, which SQLite would let everybody read; the files that it keeps beside it follow it.
pub(crate) fn close_to_others(path: &Path) -> Result<(), Failure> {
    match OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => Ok(created.map(drop).map_err(PortError::from)?),
    }
}

fn migrate(connection: &mut Connection, schema: Schema) -> Outcome<()> {
    let known = schema.migrations.len();
    in_transaction(connection, |transaction| {
        let found: usize = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            let name = schema.name;
            let what = format!(
                "{name} database of schema {found} (this version knows {known}; use a newer Rollcall)"
            );
            return Err(Failure::new(ErrorKind::Refused, what));
        }
        for migration in &schema.migrations[found..] {
            transaction.execute_batch(migration)?;
        }
        Ok(transaction.pragma_update(None, "user_version", known)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Schema = Schema { name: "test", migrations: &["CREATE TABLE a (x)"] };
    const TWO: Schema =
        Schema { name: "test", migrations: &["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"] };

    #[test]
    fn an_older_schema_is_brought_forward_and_a_newer_one_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        Database::open(&path, ONE).unwrap().writer().execute("INSERT INTO a VALUES (1)", []).unwrap();
        let two = Database::open(&path, TWO).unwrap();
        let row: (i64, Option<i64>) =
            two.writer().query_row("SELECT x, y FROM a", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        assert_eq!(row, (1, None));
        let error = Database::open(&path, ONE).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Refused);
        assert!(error.to_string().contains("use a newer Rollcall"), "{error}");
    }

    #[test]
    fn what_is_no_database_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        std::fs::write(&path, "this is not a database, but long enough to be looked at".repeat(100)).unwrap();
        assert_eq!(Database::open(&path, ONE).unwrap_err().kind, ErrorKind::Corrupt);
    }

    #[tokio::test]
    async fn a_failed_transaction_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("t.db"), ONE).unwrap();
        let failed: PortResult<()> = database
            .write(|t| {
                t.execute("INSERT INTO a VALUES (1)", [])?;
                Err(Failure::new(ErrorKind::Conflict, "test"))
            })
            .await;
        assert!(failed.is_err());
        let count: i64 =
            database.read(|c| Ok(c.query_row("SELECT count(*) FROM a", [], |r| r.get(0))?)).await.unwrap();
        assert_eq!(count, 0);
    }
}
