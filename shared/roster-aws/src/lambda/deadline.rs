//! When a call must have ended.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The first millisecond of 2001 since 1970: what is less is no moment but a span of time.
const NO_MOMENT_BEFORE: u64 = 978_307_200_000;

/// When Lambda ends a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Timestamp);

impl Deadline {
    /// Of the milliseconds since 1970 that Lambda gives; `cargo lambda watch` gives milliseconds from `now` instead.
    pub fn of(millis: u64, now: Timestamp) -> Deadline {
        let millis = i64::try_from(millis).unwrap_or(i64::MAX);
        let at = match millis.unsigned_abs() < NO_MOMENT_BEFORE {
            true => now.saturating_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX),
            false => Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX),
        };
        Deadline(at)
    }

    /// The deadline at a moment.
    pub fn at(moment: Timestamp) -> Deadline {
        Deadline(moment)
    }

    /// The time left at `now`; zero after the deadline.
    pub fn remaining(self, now: Timestamp) -> Duration {
        self.0.duration_since(now).try_into().unwrap_or(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_spans_are_told_apart_and_nothing_overflows() {
        let now: Timestamp = "2026-11-22T06:15:00Z".parse().unwrap();
        let in_a_minute = u64::try_from(now.as_millisecond()).unwrap() + 60_000;
        for (millis, remaining) in
            [(in_a_minute, Some(60)), (600_000, Some(600)), (0, Some(0)), (in_a_minute - 120_000, Some(0))]
        {
            let left = Deadline::of(millis, now).remaining(now);
            assert_eq!(Some(left.as_secs()), remaining, "{millis}");
        }
        assert!(Deadline::of(u64::MAX, now).remaining(now) > Duration::from_secs(1_000_000_000));
    }
}
