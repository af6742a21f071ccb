//! What the use cases are given: the ports, and where big intermediate results may go.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use roster::read::{Bytes, Input};
use roster::sorting::Scratch;
use tokio::runtime::Handle;

use crate::ports::{Announcer, ArtifactKey, Artifacts, DeliveryLog, Directory, Landing, RosterStore, RunLog};
use crate::{ErrorKind, PortError, PortResult, TenantId};

/// Every port, as one machine has them. A use case says in its own struct which of them it touches.
#[derive(Clone)]
pub struct Ports {
    /// Where districts' files land.
    pub landing: Arc<dyn Landing>,
    /// What we keep.
    pub artifacts: Arc<dyn Artifacts>,
    /// Settings.
    pub directory: Arc<dyn Directory>,
    /// Arrivals and deliveries.
    pub deliveries: Arc<dyn DeliveryLog>,
    /// Runs, current pointers and leases.
    pub runs: Arc<dyn RunLog>,
    /// The company's copy of the roster.
    pub roster: Arc<dyn RosterStore>,
    /// Notices.
    pub announcer: Arc<dyn Announcer>,
    /// Throw-away files.
    pub scratch: Arc<dyn Scratch>,
}

/// Gives out the ports with which one tenant's work is done, and no other tenant's can be.
#[async_trait]
pub trait PortsOf: Send + Sync {
    /// The ports for this tenant.
    async fn of(&self, tenant: &TenantId) -> PortResult<Ports>;
}

/// One machine: the same ports for all.
#[async_trait]
impl PortsOf for Ports {
    async fn of(&self, _tenant: &TenantId) -> PortResult<Ports> {
        Ok(self.clone())
    }
}

/// A stored file as the domain reads it: with blocking calls, on a thread that may block.
pub(crate) struct ArtifactInput {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) key: ArtifactKey,
    pub(crate) artifacts: Arc<dyn Artifacts>,
    pub(crate) handle: Handle,
}

impl Input for ArtifactInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn open(&self) -> io::Result<Box<dyn Bytes>> {
        let source = self.handle.block_on(self.artifacts.open(&self.key)).map_err(as_io)?;
        Ok(Box::new(source))
    }
}

/// A port's error where only an I/O error can be given back; [`from_io`] finds it again.
pub(crate) fn as_io(error: PortError) -> io::Error {
    io::Error::other(error)
}

/// An I/O error of the domain, which may hold a port's error inside.
pub(crate) fn from_io(error: io::Error) -> PortError {
    if error.get_ref().is_some_and(|inner| inner.is::<PortError>()) {
        return match error.into_inner().map(|inner| inner.downcast::<PortError>()) {
            Some(Ok(port)) => *port,
            Some(Err(_)) | None => PortError::new(ErrorKind::Corrupt, "stored data"),
        };
    }
    PortError::from(error)
}

/// Runs blocking work of the domain on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> PortResult<T> + Send + 'static,
) -> PortResult<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(PortError::because(ErrorKind::Corrupt, "a delivery could not be worked on", error)),
    }
}
