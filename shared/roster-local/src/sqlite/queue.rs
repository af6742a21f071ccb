//! Waiting work in the control database.

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Job, Queue, Work, WorkSender};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};
use rusqlite::{Connection, OptionalExtension};

use super::control::{ControlDb, millis, parts, to_doc};
use super::failure::{Failure, Outcome};

const SEND: &str = "
    INSERT INTO job (tenant, connection, work) SELECT ?1, ?2, ?3 WHERE NOT EXISTS
        (SELECT 1 FROM job WHERE tenant = ?1 AND connection = ?2 AND work = ?3 AND receipt IS NULL)";

/// The first job of a connection keeps the others waiting, be it out or to come again later.
const FIRST: &str = "
    SELECT seq, tenant, connection, work, attempt + 1 FROM job AS this WHERE visible_at <= ?1 AND NOT EXISTS
        (SELECT 1 FROM job WHERE tenant = this.tenant AND connection = this.connection AND seq < this.seq)
    ORDER BY seq LIMIT 1";

type Found = (i64, String, String, String, u32);

#[async_trait]
impl WorkSender for ControlDb {
    async fn send(&self, connection: &ConnectionKey, work: &Work) -> PortResult<()> {
        let ((tenant, of), work) = (parts(connection), work.clone());
        self.db.write(move |t| Ok(t.execute(SEND, (tenant, of, to_doc(&work)?)).map(drop)?)).await
    }
}

#[async_trait]
impl Queue for ControlDb {
    async fn take(&self, now: Timestamp, until: Timestamp) -> PortResult<Option<Job>> {
        self.db.write(move |t| take(t, now, until)).await
    }

    async fn done(&self, job: &Job) -> PortResult<()> {
        let receipt = job.receipt.clone();
        self.db
            .write(move |t| Ok(t.execute("DELETE FROM job WHERE receipt = ?1", [receipt]).map(drop)?))
            .await
    }

    async fn again(&self, job: &Job, at: Timestamp) -> PortResult<()> {
        let receipt = job.receipt.clone();
        let update = "UPDATE job SET receipt = NULL, visible_at = ?2 WHERE receipt = ?1";
        self.db.write(move |t| Ok(t.execute(update, (receipt, millis(at))).map(drop)?)).await
    }
}

fn take(db: &Connection, now: Timestamp, until: Timestamp) -> Outcome<Option<Job>> {
    let found: Option<Found> = db
        .prepare_cached(FIRST)?
        .query_row([now.as_millisecond()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
        .optional()?;
    let Some((seq, tenant, of, work, attempt)) = found else { return Ok(None) };
    let receipt = format!("{seq}-{attempt}");
    let update = "UPDATE job SET visible_at = ?2, attempt = ?3, receipt = ?4 WHERE seq = ?1";
    db.execute(update, (seq, millis(until), attempt, &receipt))?;
    let connection = ConnectionKey::new(&tenant, &of)
        .map_err(|_| Failure::new(ErrorKind::Corrupt, "connection of a waiting job"))?;
    Ok(Some(Job { connection, work: serde_json::from_str(&work)?, receipt, attempt }))
}
