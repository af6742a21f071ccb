//! Arrivals and deliveries in the control database.

use async_trait::async_trait;
use roster_pipeline::ports::{Arrival, DeliveryLog};
use roster_pipeline::records::{Delivery, DeliveryId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use rusqlite::Connection;

use super::control::{ControlDb, erase, limit, many, one, parts, to_doc};
use super::failure::{Failure, Outcome};

/// Of each path the arrival that was copied last. SQLite takes the other columns from the row of the `max`.
const NEWEST: &str = "SELECT doc, delivery, max(seq) FROM arrival
                      WHERE tenant = ?1 AND connection = ?2 GROUP BY path ORDER BY path";

const EVERY: &str = "SELECT doc, delivery FROM arrival WHERE tenant = ?1 AND connection = ?2 ORDER BY seq";

#[async_trait]
impl DeliveryLog for ControlDb {
    async fn arrive(&self, connection: &ConnectionKey, arrival: &Arrival) -> PortResult<bool> {
        let ((tenant, id), arrival) = (parts(connection), arrival.clone());
        let insert = "INSERT INTO arrival (tenant, connection, path, version, delivery, doc)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
        self.db
            .write(move |t| {
                let delivery = arrival.delivery.as_ref().map(|d| d.0.as_str());
                let row = (tenant, id, &arrival.path, &arrival.version, delivery, to_doc(&arrival)?);
                Ok(t.execute(insert, row)? == 1)
            })
            .await
    }

    async fn arrivals(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        let at = parts(connection);
        self.db.read(move |db| arrivals(db, NEWEST, at)).await
    }

    async fn every_arrival(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        let at = parts(connection);
        self.db.read(move |db| arrivals(db, EVERY, at)).await
    }

    async fn forget(&self, connection: &ConnectionKey, path: &str, version: &str) -> PortResult<()> {
        let ((tenant, of), path, version) = (parts(connection), path.to_owned(), version.to_owned());
        let delete =
            "DELETE FROM arrival WHERE tenant = ?1 AND connection = ?2 AND path = ?3 AND version = ?4";
        self.db.write(move |t| Ok(t.execute(delete, (tenant, of, path, version)).map(drop)?)).await
    }

    async fn begin_delivery(&self, delivery: &Delivery) -> PortResult<bool> {
        let delivery = delivery.clone();
        self.db.write(move |t| begin(t, &delivery)).await
    }

    async fn delivery(&self, connection: &ConnectionKey, id: &DeliveryId) -> PortResult<Delivery> {
        let ((tenant, of), key) = (parts(connection), id.0.clone());
        let sql = "SELECT doc FROM delivery WHERE tenant = ?1 AND connection = ?2 AND id = ?3";
        let found = self.db.read(move |db| one(db, sql, (tenant, of, key))).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("delivery {id}")))
    }

    async fn set_delivery(&self, delivery: &Delivery) -> PortResult<Delivery> {
        let next = Delivery { version: delivery.version + 1, ..delivery.clone() };
        let update = "UPDATE delivery SET version = ?4, doc = ?5
                      WHERE tenant = ?1 AND connection = ?2 AND id = ?3 AND version = ?4 - 1";
        self.db
            .write(move |t| {
                let (tenant, of) = parts(&next.connection);
                match t.execute(update, (tenant, of, &next.id.0, next.version, to_doc(&next)?))? {
                    0 => Err(Failure::new(ErrorKind::Conflict, format!("delivery {}", next.id))),
                    _ => Ok(next),
                }
            })
            .await
    }

    async fn deliveries(&self, connection: &ConnectionKey, at_most: usize) -> PortResult<Vec<Delivery>> {
        let (tenant, of) = parts(connection);
        let sql = "SELECT doc FROM delivery WHERE tenant = ?1 AND connection = ?2 ORDER BY id DESC LIMIT ?3";
        self.db.read(move |db| many(db, sql, (tenant, of, limit(at_most)))).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let at = parts(connection);
        self.db.write(move |t| erase(t, &["arrival", "delivery"], &at)).await
    }
}

fn arrivals(db: &Connection, sql: &str, at: (String, String)) -> Outcome<Vec<Arrival>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(at, |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (doc, delivery): (String, Option<String>) = row?;
        let arrival: Arrival = serde_json::from_str(&doc)?;
        Ok(Arrival { delivery: delivery.map(DeliveryId), ..arrival })
    })
    .collect()
}

fn begin(db: &Connection, delivery: &Delivery) -> Outcome<bool> {
    let (tenant, of) = parts(&delivery.connection);
    let insert = "INSERT INTO delivery (tenant, connection, id, version, doc)
                  VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let row = (&tenant, &of, &delivery.id.0, delivery.version, to_doc(delivery)?);
    if db.execute(insert, row)? == 0 {
        return Ok(false);
    }
    let mut take = db.prepare_cached(
        "UPDATE arrival SET delivery = ?5
         WHERE tenant = ?1 AND connection = ?2 AND path = ?3 AND version = ?4 AND delivery IS NULL",
    )?;
    for file in &delivery.files {
        take.execute((&tenant, &of, &file.path, &file.version, &delivery.id.0))?;
    }
    Ok(true)
}
