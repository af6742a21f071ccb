//! Ports with something done around each call: failing it, or counting it.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use roster_pipeline::PortResult;
use roster_pipeline::ports::{ArtifactWriter, Stored};

/// What happens around each call.
pub trait Hook: Send + Sync + 'static {
    /// Before the call, named `Port::method`, has its effect; an error takes the call's place. Returns the call's number.
    fn before(&self, call: &'static str) -> PortResult<u64>;
    /// After the call had its effect; an error takes its answer's place.
    fn after(&self, number: u64) -> PortResult<()>;
    /// A call has so many items in it.
    fn items(&self, _count: u64) {}
}

/// A port that calls a hook around each method and is otherwise the port within.
///
/// Opening, listing and every other method is one call; so is the `finish` of an artifact's writer. Reading and writing
/// bytes is none.
pub struct Around<P: ?Sized, H> {
    pub(crate) inner: Arc<P>,
    pub(crate) hook: Arc<H>,
}

impl<P: ?Sized, H: Hook> Around<P, H> {
    /// Around a port; several ports may share a hook, so that their calls are numbered together.
    pub fn new(inner: Arc<P>, hook: Arc<H>) -> Around<P, H> {
        Around { inner, hook }
    }

    pub(crate) async fn call<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = PortResult<T>> + Send,
    ) -> PortResult<T> {
        let number = self.hook.before(name)?;
        let value = work.await?;
        self.hook.after(number)?;
        Ok(value)
    }
}

impl<P: ?Sized, H> fmt::Debug for Around<P, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Around")
    }
}

pub(crate) struct AroundWriter<H> {
    pub(crate) inner: Box<dyn ArtifactWriter>,
    pub(crate) hook: Arc<H>,
}

impl<H: Hook> Write for AroundWriter<H> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<H: Hook> ArtifactWriter for AroundWriter<H> {
    fn finish(self: Box<Self>) -> PortResult<Stored> {
        let number = self.hook.before("Artifacts::finish")?;
        let stored = self.inner.finish()?;
        self.hook.after(number)?;
        Ok(stored)
    }
}
