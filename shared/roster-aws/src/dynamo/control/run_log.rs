//! Runs and the pointer to what is current in the control table.

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Begun, Current, Lease, RunLog};
use roster_pipeline::records::{Run, RunId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::super::document::{Draft, parts_of};
use super::super::item::{absent, n, s, version_is};
use super::super::table::{Order, Range, Written};
use super::{ControlTable, keys};

#[async_trait]
impl RunLog for ControlTable {
    async fn begin(&self, run: &Run) -> PortResult<Begun> {
        let what = format!("run {}", run.id);
        match self.table.put_document(&what, draft(run)?, absent()).await? {
            Written::Done(_) => Ok(Begun::New(run.clone())),
            Written::Refused(Some(item)) => match self.table.document(&what, item).await? {
                Some(existing) => Ok(Begun::Existing(existing)),
                None => Err(PortError::new(ErrorKind::Busy, what)),
            },
            Written::Refused(None) => Err(PortError::new(ErrorKind::Busy, what)),
        }
    }

    async fn advance(&self, run: &Run) -> PortResult<Run> {
        let next = Run { version: run.version + 1, ..run.clone() };
        let what = format!("run {}", run.id);
        match self.table.put_document(&what, draft(&next)?, version_is(run.version)).await? {
            Written::Done(_) => Ok(next),
            Written::Refused(Some(_)) => Err(PortError::new(ErrorKind::Conflict, what)),
            Written::Refused(None) => Err(PortError::new(ErrorKind::NotFound, what)),
        }
    }

    async fn run(&self, connection: &ConnectionKey, id: &RunId) -> PortResult<Run> {
        self.table.document_at(&format!("run {id}"), &keys::run(connection, id)).await
    }

    async fn runs(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Run>> {
        let range = Range { order: Order::Falling, limit, ..Range::all(keys::of(connection), keys::RUNS) };
        let what = format!("runs of {connection}");
        let items = self.table.query(&what, &range).await?;
        self.table.documents(&what, items).await
    }

    async fn current(&self, connection: &ConnectionKey) -> PortResult<Option<Current>> {
        let what = format!("current roster of {connection}");
        match self.table.get(&what, &keys::current(connection)).await? {
            Some(item) => self.table.document(&what, item).await,
            None => Ok(None),
        }
    }

    async fn move_current(&self, connection: &ConnectionKey, next: &Current) -> PortResult<()> {
        let conflict = || PortError::new(ErrorKind::Conflict, format!("current roster of {connection}"));
        let condition = match next.version.checked_sub(1).ok_or_else(conflict)? {
            0 => absent(),
            before => version_is(before),
        };
        let draft = Draft::new(&keys::current(connection), next)?.with("version", n(next.version));
        let what = format!("current roster of {connection}");
        let written = self.table.put_document(&what, draft, condition).await?;
        written.is_done().then_some(()).ok_or_else(conflict)
    }

    async fn lease(
        &self,
        connection: &ConnectionKey,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> PortResult<Lease> {
        let wanted = Lease { connection: connection.clone(), holder: holder.to_owned(), fence: 0, until };
        self.take_lease(wanted, now).await
    }

    async fn release(&self, lease: &Lease) -> PortResult<()> {
        self.give_lease_back(lease).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        let (pk, what) = (keys::of(connection), format!("runs of {connection}"));
        for prefix in [keys::RUNS, &parts_of(keys::RUNS)] {
            self.table.delete_range(&what, Range::all(&pk, prefix)).await?;
        }
        self.table.delete_all(&what, &[keys::current(connection), keys::lease(connection)]).await
    }
}

fn draft(run: &Run) -> PortResult<Draft> {
    let draft = Draft::new(&keys::run(&run.connection, &run.id), run)?;
    Ok(draft.with("version", n(run.version)).with("state", s(&run.state)))
}
