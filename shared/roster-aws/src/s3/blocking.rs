//! Waiting for async work in blocking code.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks this thread until `work` is done, which must not need this thread: spawned tasks and channels are fine, on a
/// runtime with several threads.
///
/// Not `Handle::block_on`, which panics where somebody reads a source inside async code, as tests do.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> T {
    // Without this, tokio would ask a thread that never returns to its scheduler to yield to it.
    let mut work = pin!(tokio::task::unconstrained(work));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn more_is_waited_for_than_one_task_may_do_at_a_time() {
        let (to, mut from) = tokio::sync::mpsc::channel(2);
        tokio::spawn(async move {
            for n in 0..10_000 {
                to.send(n).await.unwrap();
            }
        });
        let mut got = 0;
        while let Some(n) = wait(from.recv()) {
            assert_eq!(n, got);
            got += 1;
        }
        assert_eq!(got, 10_000);
    }
}
