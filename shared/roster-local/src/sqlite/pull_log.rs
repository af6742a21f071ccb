//! Pulls and transfers in the control database.

use async_trait::async_trait;
use roster_pipeline::ports::{PullLog, Report, TransferId, TransferOwner};
use roster_pipeline::pull::{Pull, PullId, SeenFile};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use rusqlite::Connection;

use super::control::{ControlDb, erase, limit, many, one, parts, to_doc};
use super::failure::{Failure, Outcome};

#[async_trait]
impl PullLog for ControlDb {
    async fn begin(&self, pull: &Pull) -> PortResult<bool> {
        let pull = pull.clone();
        let insert = "INSERT INTO pull (tenant, connection, id, version, doc)
                      VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        self.db
            .write(move |t| {
                let (tenant, of) = parts(&pull.connection);
                Ok(t.execute(insert, (tenant, of, &pull.id.0, pull.version, to_doc(&pull)?))? == 1)
            })
            .await
    }

    async fn advance(&self, pull: &Pull) -> PortResult<Pull> {
        let next = Pull { version: pull.version + 1, ..pull.clone() };
        let update = "UPDATE pull SET version = ?4, doc = ?5
                      WHERE tenant = ?1 AND connection = ?2 AND id = ?3 AND version = ?4 - 1";
        self.db
            .write(move |t| {
                let (tenant, of) = parts(&next.connection);
                match t.execute(update, (tenant, of, &next.id.0, next.version, to_doc(&next)?))? {
                    0 => Err(Failure::new(ErrorKind::Conflict, format!("pull {}", next.id))),
                    _ => Ok(next),
                }
            })
            .await
    }

    async fn pull(&self, connection: &ConnectionKey, id: &PullId) -> PortResult<Pull> {
        let ((tenant, of), key) = (parts(connection), id.0.clone());
        let sql = "SELECT doc FROM pull WHERE tenant = ?1 AND connection = ?2 AND id = ?3";
        let found = self.db.read(move |db| one(db, sql, (tenant, of, key))).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("pull {id}")))
    }

    async fn pulls(&self, connection: &ConnectionKey, at_most: usize) -> PortResult<Vec<Pull>> {
        let (tenant, of) = parts(connection);
        let sql = "SELECT doc FROM pull WHERE tenant = ?1 AND connection = ?2 ORDER BY id DESC LIMIT ?3";
        self.db.read(move |db| many(db, sql, (tenant, of, limit(at_most)))).await
    }

    async fn seen(&self, connection: &ConnectionKey) -> PortResult<Vec<SeenFile>> {
        let at = parts(connection);
        let sql = "SELECT doc FROM seen_file WHERE tenant = ?1 AND connection = ?2 ORDER BY path";
        self.db.read(move |db| many(db, sql, at)).await
    }

    async fn remember(&self, connection: &ConnectionKey, files: &[SeenFile]) -> PortResult<()> {
        let (at, files) = (parts(connection), files.to_vec());
        self.db.write(move |t| remember(t, &at, &files)).await
    }

    async fn expect(&self, transfer: &TransferId, owner: &TransferOwner) -> PortResult<()> {
        let (id, owner) = (transfer.0.clone(), owner.clone());
        self.db.write(move |t| expect(t, &id, &owner)).await
    }

    async fn owner(&self, transfer: &TransferId) -> PortResult<Option<TransferOwner>> {
        let id = transfer.0.clone();
        self.db.read(move |db| one(db, "SELECT doc FROM transfer WHERE id = ?1", [id])).await
    }

    async fn report(&self, report: &Report) -> PortResult<bool> {
        let report = report.clone();
        let insert = "INSERT INTO transfer_report (transfer, path, doc) VALUES (?1, ?2, ?3)
                      ON CONFLICT DO NOTHING";
        self.db
            .write(move |t| {
                let path = report.path.as_deref().unwrap_or("");
                Ok(t.execute(insert, (&report.transfer.0, path, to_doc(&report)?))? == 1)
            })
            .await
    }

    async fn reports(&self, transfer: &TransferId) -> PortResult<Vec<Report>> {
        let id = transfer.0.clone();
        let sql = "SELECT doc FROM transfer_report WHERE transfer = ?1 ORDER BY path";
        self.db.read(move |db| many(db, sql, [id])).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let at = parts(connection);
        let reports = "DELETE FROM transfer_report WHERE transfer IN
                       (SELECT id FROM transfer WHERE tenant = ?1 AND connection = ?2)";
        self.db
            .write(move |t| {
                t.execute(reports, (&at.0, &at.1))?;
                erase(t, &["pull", "seen_file", "transfer"], &at)
            })
            .await
    }
}

fn remember(db: &Connection, at: &(String, String), files: &[SeenFile]) -> Outcome<()> {
    erase(db, &["seen_file"], at)?;
    let insert = "INSERT OR REPLACE INTO seen_file (tenant, connection, path, doc) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = db.prepare_cached(insert)?;
    for seen in files {
        insert.execute((&at.0, &at.1, &seen.file.path, to_doc(seen)?))?;
    }
    Ok(())
}

fn expect(db: &Connection, id: &str, owner: &TransferOwner) -> Outcome<()> {
    let (tenant, of) = parts(&owner.connection);
    let insert = "INSERT INTO transfer (id, tenant, connection, doc) VALUES (?1, ?2, ?3, ?4)
                  ON CONFLICT DO NOTHING";
    db.execute(insert, (id, tenant, of, to_doc(owner)?))?;
    let stored: Option<TransferOwner> = one(db, "SELECT doc FROM transfer WHERE id = ?1", [id])?;
    match stored.as_ref() == Some(owner) {
        true => Ok(()),
        false => Err(Failure::new(ErrorKind::Conflict, format!("transfer {id}"))),
    }
}
