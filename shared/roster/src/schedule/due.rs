//! When a complete set runs.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::{Days, Zone};

/// When the complete sets of a connection are planned and applied. Checking does not wait for it.
///
/// The default is every day at 00:15 America/Chicago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// At one local time on some days of the week.
    At {
        /// On which days, in the zone.
        days: Days,
        /// Local time. On a day that skips it, as much later as the clocks jump; on a day that has it twice, the first.
        time: Time,
        /// Whose local time.
        zone: Zone,
        /// A set completed at most this long after a due time runs then instead of waiting for the next.
        window: Duration,
    },
    /// As soon as a set is complete.
    OnArrival {
        /// At least this long after the run before.
        minimum_interval: Duration,
        /// For dates and times shown to people; a calendar's dates are of this zone.
        zone: Zone,
    },
}

impl Schedule {
    /// How late a set may be for its due time unless the settings say otherwise.
    pub const WINDOW: Duration = Duration::from_secs(6 * 3_600);

    /// The zone in which dates of the calendar and times for people are meant.
    pub fn zone(&self) -> &Zone {
        match self {
            Schedule::At { zone, .. } | Schedule::OnArrival { zone, .. } => zone,
        }
    }

    /// The first due time later than `after`; `None` for a schedule without due times.
    pub fn next_due(&self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Schedule::At { zone, .. } => {
                let from = zone.date(after).yesterday().ok()?;
                from.series(jiff::Span::new().days(1))
                    .take(10)
                    .filter_map(|date| self.due_on(date))
                    .find(|due| *due > after)
            }
            Schedule::OnArrival { .. } => None,
        }
    }

    /// The last due time not later than `at`; `None` for a schedule without due times.
    pub fn last_due(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Schedule::At { zone, .. } => {
                let from = zone.date(at).tomorrow().ok()?;
                from.series(jiff::Span::new().days(-1))
                    .take(10)
                    .filter_map(|date| self.due_on(date))
                    .find(|due| *due <= at)
            }
            Schedule::OnArrival { .. } => None,
        }
    }

    /// The due time of one calendar day, if the day is one of the schedule's.
    pub fn due_on(&self, date: Date) -> Option<Timestamp> {
        match self {
            Schedule::At { days, time, zone, .. } if days.contains(date.weekday()) => {
                zone.instant(date.to_datetime(*time))
            }
            Schedule::At { .. } | Schedule::OnArrival { .. } => None,
        }
    }

    /// The instant from which a set that became complete at `completed` is to be planned and applied.
    ///
    /// `served` is when the connection last took a set that settled its due time (applied or unchanged; a held run does
    /// not count, so that a corrected set still runs the same night). A set that fell due while the connection was
    /// paused or not active is due as soon as it is neither.
    /// Each due time serves one set. The answer does not depend on when it is asked: a set that fell due while
    /// nobody was running is due at once.
    pub fn starts(&self, completed: Timestamp, served: Option<Timestamp>) -> Timestamp {
        match self {
            Schedule::At { window, .. } => {
                let open = |due: &Timestamp| {
                    served.is_none_or(|served| served < *due) && completed <= later(*due, *window)
                };
                if self.last_due(completed).is_some_and(|due| open(&due)) {
                    return completed;
                }
                let after = served.map_or(completed, |served| served.max(completed));
                self.next_due(after).unwrap_or(Timestamp::MAX)
            }
            Schedule::OnArrival { minimum_interval, .. } => {
                let free = served.map_or(completed, |served| later(served, *minimum_interval));
                free.max(completed)
            }
        }
    }

    /// Whether that instant has come.
    pub fn is_due(&self, completed: Timestamp, served: Option<Timestamp>, now: Timestamp) -> bool {
        self.starts(completed, served) <= now
    }

    /// A due time as people of the connection read it: `Mon 23 Nov 2026 00:15 CST (America/Chicago)`.
    pub fn show(&self, at: Timestamp) -> String {
        self.zone().show(at)
    }
}

impl Default for Schedule {
    fn default() -> Schedule {
        Schedule::At {
            days: Days::DAILY,
            time: Time::constant(0, 15, 0, 0),
            zone: Zone::default(),
            window: Schedule::WINDOW,
        }
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
