//! Pulls and transfers in the control table.

use std::collections::BTreeMap;

use async_trait::async_trait;
use roster_pipeline::ports::{PullLog, Report, TransferId, TransferOwner};
use roster_pipeline::pull::{Pull, PullId, SeenFile};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::super::document::{Draft, parts_of};
use super::super::item::{Expression, Item, absent, anyway, corrupt, n, s, text, version_is};
use super::super::table::{Order, Range, Written};
use super::super::transaction::{Outcome, Part};
use super::directory::whole;
use super::{ControlTable, keys};

#[async_trait]
impl PullLog for ControlTable {
    async fn begin(&self, pull: &Pull) -> PortResult<bool> {
        let written = self.table.put_document(&what(&pull.id), draft(pull)?, absent()).await?;
        Ok(written.is_done())
    }

    async fn advance(&self, pull: &Pull) -> PortResult<Pull> {
        let next = Pull { version: pull.version + 1, ..pull.clone() };
        match self.table.put_document(&what(&pull.id), draft(&next)?, version_is(pull.version)).await? {
            Written::Done(_) => Ok(next),
            Written::Refused(_) => Err(PortError::new(ErrorKind::Conflict, what(&pull.id))),
        }
    }

    async fn pull(&self, connection: &ConnectionKey, id: &PullId) -> PortResult<Pull> {
        self.table.document_at(&what(id), &keys::pull(connection, id)).await
    }

    async fn pulls(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Pull>> {
        let range = Range { order: Order::Falling, limit, ..Range::all(keys::of(connection), keys::PULLS) };
        let what = format!("pulls of {connection}");
        let items = self.table.query(&what, &range).await?;
        self.table.documents(&what, items).await
    }

    async fn seen(&self, connection: &ConnectionKey) -> PortResult<Vec<SeenFile>> {
        let what = format!("seen files of {connection}");
        let item = self.table.get(&what, &keys::seen(connection)).await?;
        let files = match item {
            Some(item) => self.table.document(&what, item).await?,
            None => None,
        };
        Ok(files.unwrap_or_default())
    }

    async fn remember(&self, connection: &ConnectionKey, files: &[SeenFile]) -> PortResult<()> {
        let what = format!("seen files of {connection}");
        let by_path: BTreeMap<&str, &SeenFile> = files.iter().map(|f| (f.file.path.as_str(), f)).collect();
        let draft = Draft::new(&keys::seen(connection), &by_path.into_values().collect::<Vec<_>>())?;
        self.table.put_document(&what, draft, anyway()).await.map(drop)
    }

    async fn expect(&self, transfer: &TransferId, owner: &TransferOwner) -> PortResult<()> {
        let stored = whole(&keys::transfer(transfer), owner)?;
        let (of, pull) = (keys::of(&owner.connection), &owner.pull);
        let same = Expression::new("attribute_not_exists(#pk) OR (#owner = :owner AND #pull = :pull)");
        let same = same.with(":owner", s(&of)).with(":pull", s(&pull.0));
        let stored = stored.with("owner", s(&of)).with("pull", s(&pull.0));
        let own = keys::own_transfer(&owner.connection, transfer).item();
        let what = format!("transfer {}", transfer.0);
        match self
            .table
            .transact(&what, vec![Part::Put(stored.item, Some(same)), Part::Put(own, None)])
            .await?
        {
            Outcome::Done => Ok(()),
            Outcome::Refused(_) => Err(PortError::new(ErrorKind::Conflict, what)),
        }
    }

    async fn owner(&self, transfer: &TransferId) -> PortResult<Option<TransferOwner>> {
        let what = format!("transfer {}", transfer.0);
        match self.table.get(&what, &keys::transfer(transfer)).await? {
            Some(item) => self.table.document(&what, item).await,
            None => Ok(None),
        }
    }

    async fn report(&self, report: &Report) -> PortResult<bool> {
        let key = keys::report(&report.transfer, report.path.as_deref());
        let what = format!("transfer {}", report.transfer.0);
        let written = self.table.put_document(&what, whole(&key, report)?, absent()).await?;
        Ok(written.is_done())
    }

    async fn reports(&self, transfer: &TransferId) -> PortResult<Vec<Report>> {
        let (what, pk) = (format!("transfer {}", transfer.0), keys::transfer(transfer).pk);
        let items = self.table.query(&what, &Range::all(pk, keys::REPORTS)).await?;
        let mut reports: Vec<Report> = self.table.documents(&what, items).await?;
        reports.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(reports)
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let (pk, what) = (keys::of(connection), format!("pulls of {connection}"));
        for own in self.table.query(&what, &Range::all(&pk, keys::OWN_TRANSFERS)).await? {
            let transfer = keys::transfer(&transfer_at(&own)?);
            self.table.delete_range(&what, Range::all(&transfer.pk, keys::REPORTS)).await?;
            self.table.delete_all(&what, &[transfer]).await?;
        }
        let parts = [parts_of(keys::PULLS), parts_of(keys::SEEN)];
        for prefix in [keys::OWN_TRANSFERS, keys::PULLS, keys::SEEN, &parts[0], &parts[1]] {
            self.table.delete_range(&what, Range::all(&pk, prefix)).await?;
        }
        Ok(())
    }
}

fn what(id: &PullId) -> String {
    format!("pull {id}")
}

fn draft(pull: &Pull) -> PortResult<Draft> {
    Ok(Draft::new(&keys::pull(&pull.connection, &pull.id), pull)?.with("version", n(pull.version)))
}

/// The transfer that an item in a connection's partition names.
fn transfer_at(item: &Item) -> PortResult<TransferId> {
    let id = text(item, "sk")?.strip_prefix(keys::OWN_TRANSFERS).ok_or_else(|| corrupt("sk"))?;
    Ok(TransferId(id.to_owned()))
}
