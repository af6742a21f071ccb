//! What a district's server can make us hold or wait for at most.

use std::time::Duration;

/// Bounds of a pull. The defaults fit a school district's slow server and a file of several gigabytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullLimits {
    /// How long the server's host may take to answer. 15 seconds.
    pub reach_time: Duration,
    /// How long it may take to agree on algorithms and to let us in. 60 seconds.
    pub login_time: Duration,
    /// How long a request may take. 30 seconds.
    pub request_time: Duration,
    /// How long a whole listing may take. 3 minutes.
    pub listing_time: Duration,
    /// Entries of all folders together; beyond, the listing counts as cut short. 20,000.
    pub entries: usize,
    /// Bytes of one file. 16 GiB.
    pub file_bytes: u64,
    /// Bytes per second that a file must come with on average, after the first minute. 4 KiB.
    pub slowest: u64,
    /// How often a lost session is opened again within one fetch. 2.
    pub reopenings: u32,
}

impl Default for PullLimits {
    fn default() -> PullLimits {
        PullLimits {
            reach_time: Duration::from_secs(15),
            login_time: Duration::from_secs(60),
            request_time: Duration::from_secs(30),
            listing_time: Duration::from_secs(180),
            entries: 20_000,
            file_bytes: 16 << 30,
            slowest: 4096,
            reopenings: 2,
        }
    }
}

impl PullLimits {
    /// Whether a file that has come so far in so long comes too slowly to wait for.
    pub(super) fn is_too_slow(&self, bytes: u64, since: Duration) -> bool {
        let counted = since.saturating_sub(Duration::from_secs(60)).as_secs();
        bytes < counted.saturating_mul(self.slowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trickle_is_too_slow_and_a_slow_line_is_not() {
        let limits = PullLimits::default();
        for (bytes, seconds, too_slow) in [
            (0, 59, false),
            (0, 62, true),
            (4096 * 60, 120, false),
            (4096 * 59, 120, true),
            (1 << 30, 3600, false),
        ] {
            assert_eq!(
                limits.is_too_slow(bytes, Duration::from_secs(seconds)),
                too_slow,
                "{bytes} in {seconds}"
            );
        }
    }
}
