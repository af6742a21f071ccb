//! The roster database.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use roster::model::{Entity, Record};
use roster_pipeline::ports::{Applied, Change, RosterStore, StoredRecord};
use roster_pipeline::records::RunId;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use rusqlite::{CachedStatement, Connection, params};

use super::control::{limit, parts};
use super::database::{Database, Schema};
use super::failure::Outcome;
use super::row::{COLUMNS, fields_json, read_row, time};
use super::views;

const SCHEMA: Schema = Schema { name: "roster", migrations: &[include_str!("schema/roster-1.sql")] };

/// A write by the same run may come twice and then changes nothing; one with a lower fencing number comes too late.
const PUT: &str = "
    INSERT INTO record (tenant, connection, entity, sourced_id, run, fence, last_changed, first_seen, key, fields)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)
    ON CONFLICT (tenant, connection, entity, sourced_id) DO UPDATE SET
        run = excluded.run, fence = max(fence, excluded.fence), key = excluded.key, fields = excluded.fields,
        last_changed = iif(fields = excluded.fields AND removed_at IS NULL, last_changed, excluded.last_changed),
        removed_at = NULL
    WHERE fence < excluded.fence OR run = excluded.run";

/// The same over whatever another record left under the ID.
const MOVE: &str = "
    INSERT INTO record (tenant, connection, entity, sourced_id, run, fence, last_changed, first_seen, key, fields)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?10, ?8, ?9)
    ON CONFLICT (tenant, connection, entity, sourced_id) DO UPDATE SET
        run = excluded.run, fence = max(fence, excluded.fence), key = excluded.key, fields = excluded.fields,
        last_changed = iif(fields = excluded.fields AND key = excluded.key AND removed_at IS NULL,
                           last_changed, excluded.last_changed),
        first_seen = iif(fields = excluded.fields AND key = excluded.key AND removed_at IS NULL,
                         first_seen, excluded.first_seen),
        removed_at = NULL
    WHERE fence < excluded.fence OR run = excluded.run";

const REMOVE: &str = "
    UPDATE record SET
        run = ?5, fence = max(fence, ?6), last_changed = iif(removed_at IS NULL, ?7, last_changed),
        removed_at = coalesce(removed_at, ?7)
    WHERE tenant = ?1 AND connection = ?2 AND entity = ?3 AND sourced_id = ?4 AND (fence < ?6 OR run = ?5)";

/// The company's copy of the roster in one SQLite file, which its application may read at any time.
#[derive(Debug, Clone)]
pub struct RosterDb {
    pub(crate) db: Arc<Database>,
}

impl RosterDb {
    /// Opens or creates the database at `path`; `Refused` if a newer version made it.
    pub fn open(path: &Path) -> PortResult<RosterDb> {
        let db = Database::open(path, SCHEMA)?;
        views::refresh(&mut db.writer())?;
        Ok(RosterDb { db })
    }
}

#[async_trait]
impl RosterStore for RosterDb {
    async fn apply(
        &self,
        connection: &ConnectionKey,
        by: (&RunId, u64),
        at: Timestamp,
        batch: &[Change],
    ) -> PortResult<Applied> {
        let write = Write { of: parts(connection), run: by.0.0.clone(), fence: by.1, at: time(at) };
        let batch = batch.to_vec();
        self.db.write(move |t| write.all(t, &batch)).await
    }

    async fn get(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        sourced_id: &str,
    ) -> PortResult<StoredRecord> {
        let ((tenant, of), id) = (parts(connection), sourced_id.to_owned());
        let sql = format!("SELECT {COLUMNS} FROM record WHERE {THESE} AND sourced_id = ?4");
        let mut found = self.db.read(move |db| rows(db, &sql, entity, (&tenant, &of, &id, 1))).await?;
        found.pop().ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("record of {entity}")))
    }

    async fn page(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        after: Option<&str>,
        at_most: usize,
    ) -> PortResult<Vec<StoredRecord>> {
        let ((tenant, of), beyond) = (parts(connection), if after.is_some() { ">" } else { ">=" });
        let after = after.unwrap_or("").to_owned();
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE {THESE} AND sourced_id {beyond} ?4 ORDER BY sourced_id"
        );
        self.db.read(move |db| rows(db, &sql, entity, (&tenant, &of, &after, limit(at_most)))).await
    }

    async fn count(&self, connection: &ConnectionKey, entity: Entity) -> PortResult<u64> {
        let (tenant, of) = parts(connection);
        let sql = "SELECT
            (SELECT count(*) FROM record WHERE tenant = ?1 AND connection = ?2 AND entity = ?3) -
            (SELECT count(*) FROM record
             WHERE tenant = ?1 AND connection = ?2 AND entity = ?3 AND removed_at IS NOT NULL)";
        self.db
            .read(move |db| {
                Ok(db.prepare_cached(sql)?.query_row((tenant, of, entity.name()), |row| row.get(0))?)
            })
            .await
    }

    async fn purge(&self, connection: &ConnectionKey, before: Timestamp) -> PortResult<u64> {
        let ((tenant, of), before) = (parts(connection), time(before));
        let delete = "DELETE FROM record WHERE tenant = ?1 AND connection = ?2 AND entity = ?3
                      AND removed_at IS NOT NULL AND removed_at < ?4";
        self.db
            .write(move |t| {
                let mut purged = 0;
                for entity in Entity::ALL {
                    purged += t.execute(delete, (&tenant, &of, entity.name(), &before))? as u64;
                }
                Ok(purged)
            })
            .await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let at = parts(connection);
        let delete = "DELETE FROM record WHERE tenant = ?1 AND connection = ?2";
        self.db.write(move |t| Ok(t.execute(delete, at).map(drop)?)).await
    }
}

const THESE: &str = "tenant = ?1 AND connection = ?2 AND entity = ?3 AND removed_at IS NULL";

fn rows(
    db: &Connection,
    sql: &str,
    entity: Entity,
    (tenant, of, id, limit): (&str, &str, &str, i64),
) -> Outcome<Vec<StoredRecord>> {
    let mut statement = db.prepare_cached(&format!("{sql} LIMIT ?5"))?;
    let mut rows = statement.query((tenant, of, entity.name(), id, limit))?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read_row(entity, row)?);
    }
    Ok(records)
}

/// Who writes, and when.
struct Write {
    of: (String, String),
    run: String,
    fence: u64,
    at: String,
}

impl Write {
    fn all(&self, db: &Connection, batch: &[Change]) -> Outcome<Applied> {
        let [mut put, mut moving, mut remove] =
            [db.prepare_cached(PUT)?, db.prepare_cached(MOVE)?, db.prepare_cached(REMOVE)?];
        let mut applied = Applied::default();
        for change in batch {
            let written = match change {
                Change::Put { record, key } => self.put(&mut put, record, key)?,
                Change::Move { record, key, first_seen } => {
                    self.moved(&mut moving, (record, key), *first_seen)?
                }
                Change::Remove { entity, sourced_id } => self.remove(&mut remove, *entity, sourced_id)?,
            };
            applied.written += written;
            applied.stale += 1 - written;
        }
        Ok(applied)
    }

    /// 1 if it was written, 0 if something later was there first.
    fn put(&self, put: &mut CachedStatement<'_>, record: &Record, key: &[u8; 16]) -> Outcome<u64> {
        let (tenant, of) = &self.of;
        let (entity, id, fields) = (record.entity().name(), record.sourced_id(), fields_json(record)?);
        Ok(put.execute(params![tenant, of, entity, id, self.run, self.fence, self.at, key, fields])? as u64)
    }

    fn moved(
        &self,
        moving: &mut CachedStatement<'_>,
        (record, key): (&Record, &[u8; 16]),
        first_seen: Timestamp,
    ) -> Outcome<u64> {
        let (tenant, of) = &self.of;
        let (entity, id, fields) = (record.entity().name(), record.sourced_id(), fields_json(record)?);
        let since = time(first_seen);
        let values = params![tenant, of, entity, id, self.run, self.fence, self.at, key, fields, since];
        Ok(moving.execute(values)? as u64)
    }

    fn remove(&self, remove: &mut CachedStatement<'_>, entity: Entity, id: &str) -> Outcome<u64> {
        let (tenant, of) = &self.of;
        Ok(remove.execute(params![tenant, of, entity.name(), id, self.run, self.fence, self.at])? as u64)
    }
}
