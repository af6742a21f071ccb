//! Runs blocking work away from the async threads.

use roster_pipeline::{ErrorKind, PortError, PortResult};

/// Runs `work` on a thread that may block.
pub(crate) async fn blocking<T, F>(work: F) -> PortResult<T>
where
    F: FnOnce() -> PortResult<T> + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(PortError::because(ErrorKind::Unavailable, "blocking work", error)),
    }
}
