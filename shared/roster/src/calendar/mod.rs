//! The days on which a connection is paused or rolls over to a new school year.

mod session;
mod span;
mod text;

use jiff::civil::Date;

pub use session::is_over;
pub use span::{Kind, Span, SpanError};
pub use text::CalendarError;

/// What the calendar says of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Mode {
    /// Deliveries are planned and applied under the usual limits.
    #[default]
    Normal,
    /// Deliveries are checked and get their receipt; nothing is applied.
    Paused,
    /// The school year changes: the brake judges people only, and more of them may go.
    Rollover,
}

impl Mode {
    /// The word for people, settings and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Normal => "normal",
            Mode::Paused => "paused",
            Mode::Rollover => "rollover",
        }
    }
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A connection's special days. Dates are those of the schedule's zone.
///
/// Spans may overlap; a day that is both is paused, which is the safer of the two.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Calendar {
    spans: Vec<Span>,
}

impl Calendar {
    /// A calendar of these spans, kept by their first day.
    pub fn new(mut spans: Vec<Span>) -> Calendar {
        spans.sort();
        spans.dedup();
        Calendar { spans }
    }

    /// Its spans, by first day.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What holds on `date`.
    pub fn mode(&self, date: Date) -> Mode {
        let covers = |kind| self.spans.iter().any(|span| span.kind() == kind && span.contains(date));
        if covers(Kind::Paused) {
            Mode::Paused
        } else if covers(Kind::Rollover) {
            Mode::Rollover
        } else {
            Mode::Normal
        }
    }

    /// The first day after `date` on which another mode begins, and that mode. `None` if nothing changes any more.
    pub fn next_change(&self, date: Date) -> Option<(Date, Mode)> {
        let today = self.mode(date);
        let edges = self.spans.iter().flat_map(|span| [Some(span.from()), span.to().tomorrow().ok()]);
        let mut later = edges.flatten().filter(|edge| *edge > date).collect::<Vec<_>>();
        later.sort();
        later.into_iter().map(|edge| (edge, self.mode(edge))).find(|(_, mode)| *mode != today)
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
