//! A bug that ends one piece of work, and no more than that.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll};

use roster_pipeline::{ErrorKind, PortError, PortResult};

/// Does the work; a panic in it becomes `Corrupt`, without its message, which may show a value. The work's own state must
/// not be used afterwards.
pub(super) async fn caught<T>(work: impl Future<Output = PortResult<T>>) -> PortResult<T> {
    let mut work = pin!(work);
    let poll = |context: &mut Context<'_>| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled
            .unwrap_or_else(|_| Poll::Ready(Err(PortError::new(ErrorKind::Corrupt, "a bug, logged before"))))
    };
    poll_fn(poll).await
}
