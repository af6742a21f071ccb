//! Arrivals and deliveries in the control table.

use std::collections::BTreeMap;

use async_trait::async_trait;
use roster_pipeline::ports::{Arrival, DeliveryLog};
use roster_pipeline::records::{Delivery, DeliveryId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::super::document::{Draft, parts_of};
use super::super::item::{Expression, absent, n, number, s, version_is};
use super::super::table::{Order, Range, Written};
use super::taking::taken_already;
use super::{ControlTable, keys};

/// The order in which arrivals and deliveries were recorded, over both.
pub(super) const SEQ: &str = "seq";

#[async_trait]
impl DeliveryLog for ControlTable {
    async fn arrive(&self, connection: &ConnectionKey, arrival: &Arrival) -> PortResult<bool> {
        let what = format!("arrival of {connection}");
        let key = keys::file(connection, &arrival.path, &arrival.version);
        let count = Expression::new("ADD #seq :one").with(":one", n(1));
        let counted = self.table.update(&what, &keys::counter(connection), (count, None)).await?;
        let seq: u64 = number(&counted.unwrap_or_default(), SEQ)?;
        let draft = Draft::new(&key, arrival)?.with(SEQ, n(seq));
        let draft = taken_already(draft, arrival.delivery.as_ref());
        Ok(self.table.put_document(&what, draft, absent()).await?.is_done())
    }

    async fn arrivals(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        let every = self.recorded(connection).await?;
        let newest: BTreeMap<String, Arrival> = every.into_iter().map(|a| (a.path.clone(), a)).collect();
        Ok(newest.into_values().collect())
    }

    async fn every_arrival(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        self.recorded(connection).await
    }

    async fn forget(&self, connection: &ConnectionKey, path: &str, version: &str) -> PortResult<()> {
        let what = format!("arrival of {connection}");
        self.table.delete(&what, &keys::file(connection, path, version)).await
    }

    async fn begin_delivery(&self, delivery: &Delivery) -> PortResult<bool> {
        self.begin(delivery).await
    }

    async fn delivery(&self, connection: &ConnectionKey, id: &DeliveryId) -> PortResult<Delivery> {
        self.table.document_at(&format!("delivery {id}"), &keys::delivery(connection, id)).await
    }

    async fn set_delivery(&self, delivery: &Delivery) -> PortResult<Delivery> {
        let next = Delivery { version: delivery.version + 1, ..delivery.clone() };
        let what = format!("delivery {}", delivery.id);
        match self.table.put_document(&what, draft(&next)?, version_is(delivery.version)).await? {
            Written::Done(_) => Ok(next),
            Written::Refused(_) => Err(PortError::new(ErrorKind::Conflict, what)),
        }
    }

    async fn deliveries(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Delivery>> {
        let all = Range::all(keys::of(connection), keys::DELIVERIES);
        let range = Range { order: Order::Falling, limit, ..all };
        let what = format!("deliveries of {connection}");
        let items = self.table.query(&what, &range).await?;
        self.table.documents(&what, items).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let (pk, what) = (keys::of(connection), format!("deliveries of {connection}"));
        for prefix in [keys::ARRIVALS, keys::DELIVERIES, &parts_of(keys::DELIVERIES)] {
            self.table.delete_range(&what, Range::all(&pk, prefix)).await?;
        }
        Ok(())
    }
}

pub(super) fn draft(delivery: &Delivery) -> PortResult<Draft> {
    let draft = Draft::new(&keys::delivery(&delivery.connection, &delivery.id), delivery)?;
    Ok(draft.with("version", n(delivery.version)).with("state", s(&delivery.state)))
}
