//! Runs, the current pointer and leases in the control database.

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Begun, Current, Lease, RunLog};
use roster_pipeline::records::{Run, RunId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use rusqlite::{Connection, OptionalExtension};

use super::control::{ControlDb, erase, limit, many, millis, one, parts, to_doc};
use super::failure::{Failure, Outcome};

const ONE_RUN: &str = "SELECT doc FROM run WHERE tenant = ?1 AND connection = ?2 AND id = ?3";

#[async_trait]
impl RunLog for ControlDb {
    async fn begin(&self, run: &Run) -> PortResult<Begun> {
        let run = run.clone();
        self.db.write(move |t| begin(t, run)).await
    }

    async fn advance(&self, run: &Run) -> PortResult<Run> {
        let next = Run { version: run.version + 1, ..run.clone() };
        self.db.write(move |t| advance(t, next)).await
    }

    async fn run(&self, connection: &ConnectionKey, id: &RunId) -> PortResult<Run> {
        let ((tenant, of), key) = (parts(connection), id.0.clone());
        let found = self.db.read(move |db| one(db, ONE_RUN, (tenant, of, key))).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("run {id}")))
    }

    async fn runs(&self, connection: &ConnectionKey, at_most: usize) -> PortResult<Vec<Run>> {
        let (tenant, of) = parts(connection);
        let sql = "SELECT doc FROM run WHERE tenant = ?1 AND connection = ?2 ORDER BY id DESC LIMIT ?3";
        self.db.read(move |db| many(db, sql, (tenant, of, limit(at_most)))).await
    }

    async fn current(&self, connection: &ConnectionKey) -> PortResult<Option<Current>> {
        let at = parts(connection);
        let sql = "SELECT doc FROM current WHERE tenant = ?1 AND connection = ?2";
        self.db.read(move |db| one(db, sql, at)).await
    }

    async fn move_current(&self, connection: &ConnectionKey, next: &Current) -> PortResult<()> {
        let (key, next) = (connection.clone(), next.clone());
        self.db.write(move |t| move_current(t, &key, &next)).await
    }

    async fn lease(
        &self,
        connection: &ConnectionKey,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> PortResult<Lease> {
        let (key, holder) = (connection.clone(), holder.to_owned());
        let wanted = Lease { connection: key, holder, fence: 0, until };
        self.db.write(move |t| lease(t, wanted, now)).await
    }

    async fn release(&self, lease: &Lease) -> PortResult<()> {
        let ((tenant, of), holder, fence) = (parts(&lease.connection), lease.holder.clone(), lease.fence);
        let update = "UPDATE lease SET holder = NULL
                      WHERE tenant = ?1 AND connection = ?2 AND holder = ?3 AND fence = ?4";
        self.db.write(move |t| Ok(t.execute(update, (tenant, of, holder, fence)).map(drop)?)).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let at = parts(connection);
        self.db.write(move |t| erase(t, &["run", "current", "lease"], &at)).await
    }
}

fn begin(db: &Connection, run: Run) -> Outcome<Begun> {
    let (tenant, of) = parts(&run.connection);
    if let Some(existing) = one(db, ONE_RUN, (&tenant, &of, &run.id.0))? {
        return Ok(Begun::Existing(existing));
    }
    let insert = "INSERT INTO run (tenant, connection, id, version, doc) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(insert, (tenant, of, &run.id.0, run.version, to_doc(&run)?))?;
    Ok(Begun::New(run))
}

fn advance(db: &Connection, next: Run) -> Outcome<Run> {
    let (tenant, of) = parts(&next.connection);
    let stored = "SELECT version FROM run WHERE tenant = ?1 AND connection = ?2 AND id = ?3";
    let stored = db.query_row(stored, (&tenant, &of, &next.id.0), |row| row.get::<_, u64>(0)).optional()?;
    let what = || format!("run {}", next.id);
    match stored {
        None => return Err(Failure::new(ErrorKind::NotFound, what())),
        Some(version) if version + 1 != next.version => {
            return Err(Failure::new(ErrorKind::Conflict, what()));
        }
        Some(_) => {}
    }
    let update = "UPDATE run SET version = ?4, doc = ?5 WHERE tenant = ?1 AND connection = ?2 AND id = ?3";
    db.execute(update, (tenant, of, &next.id.0, next.version, to_doc(&next)?))?;
    Ok(next)
}

fn move_current(db: &Connection, key: &ConnectionKey, next: &Current) -> Outcome<()> {
    let (tenant, of) = parts(key);
    let stored = "SELECT version FROM current WHERE tenant = ?1 AND connection = ?2";
    let stored = db.query_row(stored, (&tenant, &of), |row| row.get::<_, u64>(0)).optional()?.unwrap_or(0);
    if stored + 1 != next.version {
        return Err(Failure::new(ErrorKind::Conflict, format!("current roster of {key}")));
    }
    let put = "INSERT OR REPLACE INTO current (tenant, connection, version, doc) VALUES (?1, ?2, ?3, ?4)";
    db.execute(put, (tenant, of, next.version, to_doc(next)?))?;
    Ok(())
}

fn lease(db: &Connection, wanted: Lease, now: Timestamp) -> Outcome<Lease> {
    let (tenant, of) = parts(&wanted.connection);
    let stored = "SELECT holder, fence, until FROM lease WHERE tenant = ?1 AND connection = ?2";
    let stored: Option<(Option<String>, u64, i64)> =
        db.query_row(stored, (&tenant, &of), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (mut fence, mut until) = (1, millis(wanted.until));
    if let Some((holder, last, lapses)) = stored {
        let live = lapses > now.as_millisecond();
        match holder {
            Some(holder) if live && holder != wanted.holder => {
                return Err(Failure::new(ErrorKind::Busy, format!("roster of {}", wanted.connection)));
            }
            Some(_) if live => (fence, until) = (last, until.max(lapses)),
            Some(_) | None => fence = last + 1,
        }
    }
    let put =
        "INSERT OR REPLACE INTO lease (tenant, connection, holder, fence, until) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(put, (tenant, of, &wanted.holder, fence, until))?;
    let until = Timestamp::from_millisecond(until).unwrap_or(wanted.until);
    Ok(Lease { fence, until, ..wanted })
}
