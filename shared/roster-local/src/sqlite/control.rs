//! The control database, and how documents go in and out of it.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use roster_pipeline::{ConnectionKey, PortResult};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::database::{Database, Schema};
use super::failure::Outcome;

const SCHEMA: Schema = Schema {
    name: "control",
    migrations: &[
        include_str!("schema/control-1.sql"),
        include_str!("schema/control-2.sql"),
        include_str!("schema/control-3.sql"),
        include_str!("schema/control-4.sql"),
        include_str!("schema/control-5.sql"),
    ],
};

/// Directory, attempts, delivery log, run log, pull log and queue in one SQLite file.
#[derive(Debug, Clone)]
pub struct ControlDb {
    pub(crate) db: Arc<Database>,
}

impl ControlDb {
    /// Opens or creates the database at `path`; `Refused` if a newer version made it.
    pub fn open(path: &Path) -> PortResult<ControlDb> {
        Ok(ControlDb { db: Database::open(path, SCHEMA)? })
    }
}

/// Both parts of a connection's key, as SQL parameters.
pub(crate) fn parts(key: &ConnectionKey) -> (String, String) {
    (key.tenant.to_string(), key.connection.to_string())
}

/// A document as JSON.
pub(crate) fn to_doc<T: Serialize>(value: &T) -> Outcome<String> {
    Ok(serde_json::to_string(value)?)
}

/// The document in the first column of the only row, if there is one.
pub(crate) fn one<T: DeserializeOwned>(
    db: &Connection,
    sql: &str,
    params: impl Params,
) -> Outcome<Option<T>> {
    let doc = db.prepare_cached(sql)?.query_row(params, text).optional()?;
    Ok(doc.as_deref().map(serde_json::from_str).transpose()?)
}

/// The documents in the first column of each row.
pub(crate) fn many<T: DeserializeOwned>(db: &Connection, sql: &str, params: impl Params) -> Outcome<Vec<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let docs = statement.query_map(params, text)?;
    docs.map(|doc| Ok(serde_json::from_str(&doc?)?)).collect()
}

/// Deletes a connection's rows of some tables.
pub(crate) fn erase(db: &Connection, tables: &[&str], at: &(String, String)) -> Outcome<()> {
    for table in tables {
        db.execute(&format!("DELETE FROM {table} WHERE tenant = ?1 AND connection = ?2"), (&at.0, &at.1))?;
    }
    Ok(())
}

fn text(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}

/// A limit that SQLite takes.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A time in milliseconds since 1970, rounded up: a lease never lapses early.
pub(crate) fn millis(at: Timestamp) -> i64 {
    let millis =
        at.as_nanosecond().div_euclid(1_000_000) + i128::from(at.as_nanosecond().rem_euclid(1_000_000) > 0);
    i64::try_from(millis).unwrap_or(i64::MAX)
}
