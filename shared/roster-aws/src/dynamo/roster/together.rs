//! Many requests in flight at once, but not too many.

use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::task::{JoinError, JoinSet};

/// Does all of `work`, at most `at_once` at a time, and gives the results in any order. After a failure nothing new begins;
/// what is in flight is waited for, so that nothing lands after the call has answered.
pub(super) async fn together<F, T>(at_once: usize, work: impl IntoIterator<Item = F>) -> PortResult<Vec<T>>
where
    F: Future<Output = PortResult<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut flying = JoinSet::new();
    let (mut done, mut failed) = (Vec::new(), None);
    for one in work {
        if flying.len() >= at_once.max(1)
            && let Some(landed) = flying.join_next().await
        {
            note(landed, &mut done, &mut failed);
        }
        if failed.is_some() {
            break;
        }
        flying.spawn(one);
    }
    while let Some(landed) = flying.join_next().await {
        note(landed, &mut done, &mut failed);
    }
    match failed {
        None => Ok(done),
        Some(error) => Err(error),
    }
}

fn note<T>(landed: Result<PortResult<T>, JoinError>, done: &mut Vec<T>, failed: &mut Option<PortError>) {
    match landed {
        Ok(Ok(value)) => done.push(value),
        Ok(Err(error)) => {
            failed.get_or_insert(error);
        }
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => {
            failed.get_or_insert(PortError::because(ErrorKind::Unavailable, "a stopped task", error));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn no_more_than_so_many_at_a_time_and_none_after_a_failure() {
        for (fails_at, want) in [(usize::MAX, Ok(20)), (5, Err(ErrorKind::Busy))] {
            let (now, most, begun) =
                (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
            let work = (0..20).map(|n| {
                let (now, most, begun) = (now.clone(), most.clone(), begun.clone());
                async move {
                    begun.fetch_add(1, Ordering::SeqCst);
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    now.fetch_sub(1, Ordering::SeqCst);
                    if n == fails_at { Err(PortError::new(ErrorKind::Busy, "x")) } else { Ok(n) }
                }
            });
            let got = together(3, work).await.map(|done| done.len()).map_err(|e| e.kind);
            assert_eq!(got, want);
            assert_eq!((most.load(Ordering::SeqCst), now.load(Ordering::SeqCst)), (3, 0));
            assert_eq!(begun.load(Ordering::SeqCst) < 20, got.is_err());
        }
    }
}
