//! Ports that work for one tenant with its session, and only look at others with the function's own role.
//!
//! Whether a first delivery is another tenant's can be told only by looking at the others' marks: the pointers to what is
//! current, and the pages of those snapshots. The role allows nothing else of them.

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{ArtifactKey, ArtifactWriter, Artifacts, Begun, Current, Lease, RunLog, Source};
use roster_pipeline::records::{Run, RunId};
use roster_pipeline::{ConnectionKey, PortResult, TenantId};

/// A port for a tenant's own, and the same for what is others'.
#[derive(Debug)]
pub(super) struct Apart<P> {
    pub(super) tenant: TenantId,
    pub(super) theirs: P,
    pub(super) others: P,
}

impl<P> Apart<P> {
    fn reader(&self, connection: &ConnectionKey) -> &P {
        match connection.tenant == self.tenant {
            true => &self.theirs,
            false => &self.others,
        }
    }
}

#[async_trait]
impl<P: Artifacts> Artifacts for Apart<P> {
    async fn write(&self, key: &ArtifactKey) -> PortResult<Box<dyn ArtifactWriter>> {
        self.theirs.write(key).await
    }
    async fn open(&self, key: &ArtifactKey) -> PortResult<Box<dyn Source>> {
        self.reader(&key.connection).open(key).await
    }
    async fn list(&self, connection: &ConnectionKey, prefix: &str) -> PortResult<Vec<String>> {
        self.theirs.list(connection, prefix).await
    }
    async fn remove(&self, key: &ArtifactKey) -> PortResult<()> {
        self.theirs.remove(key).await
    }
}

#[async_trait]
impl<P: RunLog> RunLog for Apart<P> {
    async fn begin(&self, run: &Run) -> PortResult<Begun> {
        self.theirs.begin(run).await
    }
    async fn advance(&self, run: &Run) -> PortResult<Run> {
        self.theirs.advance(run).await
    }
    async fn run(&self, connection: &ConnectionKey, id: &RunId) -> PortResult<Run> {
        self.theirs.run(connection, id).await
    }
    async fn runs(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Run>> {
        self.theirs.runs(connection, limit).await
    }
    async fn current(&self, connection: &ConnectionKey) -> PortResult<Option<Current>> {
        self.reader(connection).current(connection).await
    }
    async fn move_current(&self, connection: &ConnectionKey, next: &Current) -> PortResult<()> {
        self.theirs.move_current(connection, next).await
    }
    async fn lease(
        &self,
        connection: &ConnectionKey,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> PortResult<Lease> {
        self.theirs.lease(connection, holder, now, until).await
    }
    async fn release(&self, lease: &Lease) -> PortResult<()> {
        self.theirs.release(lease).await
    }
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.theirs.erase(connection).await
    }
}
