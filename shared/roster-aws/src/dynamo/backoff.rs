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
        let longest = self.next().ok_or_else(|| PortError::new(ErrorKind::Busy, what))?;
        tokio::time::sleep(longest.mul_f64(fraction())).await;
        Ok(())
    }

    /// The longest wait before the next try, if there is one.
    fn next(&mut self) -> Option<Duration> {
        self.failed += 1;
        let longest = FIRST.saturating_mul(1 << (self.failed - 1).min(16)).min(LONGEST);
        (self.failed < TRIES).then_some(longest)
    }
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
    fn waits_double_up_to_a_limit_until_patience_ends() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = std::iter::from_fn(|| backoff.next()).map(|wait| wait.as_millis()).collect();
        assert_eq!(waits, [25, 50, 100, 200, 400, 800, 1600, 3000, 3000]);
        assert!((0..100).all(|_| (0.0..=1.0).contains(&fraction())));
    }

    #[tokio::test]
    async fn out_of_patience_is_busy() {
        let mut backoff = Backoff { failed: TRIES - 1 };
        assert_eq!(backoff.wait("x").await.unwrap_err().kind, ErrorKind::Busy);
    }
}
