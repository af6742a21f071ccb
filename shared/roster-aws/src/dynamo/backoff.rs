//! Waiting before the same is asked again: longer each time, and never two callers in step.

use std::time::Duration;

use roster_pipeline::{ErrorKind, PortError, PortResult};

const FIRST: Duration = Duration::from_millis(25);
const LONGEST: Duration = Duration::from_secs(3);
const TRIES: u32 = 10;

/// How often something was tried in vain: capped exponential backoff with full jitter, about 9 seconds in all at most.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failed: u32,
}

impl Backoff {
    /// Waits before the next try; `Busy` once there were enough.
    pub(crate) async fn wait(&mut self, what: &str) -> PortResult<()> {
        self.failed += 1;
        if self.failed >= TRIES {
            return Err(PortError::new(ErrorKind::Busy, what));
        }
        tokio::time::sleep(ceiling(self.failed).mul_f64(fraction())).await;
        Ok(())
    }
}

/// The longest wait after so many failures.
fn ceiling(failed: u32) -> Duration {
    FIRST.saturating_mul(1 << (failed - 1).min(16)).min(LONGEST)
}

/// Anything from 0 up to 1.
fn fraction() -> f64 {
    // Without randomness all callers wait alike, which is slower and still right.
    getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX))
}

/// A name that no other call has: 16 hex digits.
pub(crate) fn token() -> PortResult<String> {
    let random = getrandom::u64()
        .map_err(|error| PortError::because(ErrorKind::Unavailable, "randomness", error.to_string()))?;
    Ok(format!("{random:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let waits: Vec<u128> = (1..TRIES).map(|failed| ceiling(failed).as_millis()).collect();
        assert_eq!(waits, [25, 50, 100, 200, 400, 800, 1600, 3000, 3000]);
        assert!((0..100).all(|_| (0.0..=1.0).contains(&fraction())));
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends() {
        let mut backoff = Backoff::default();
        for _ in 1..TRIES {
            backoff.wait("x").await.unwrap();
        }
        assert_eq!(backoff.wait("x").await.unwrap_err().kind, ErrorKind::Busy);
    }
}
