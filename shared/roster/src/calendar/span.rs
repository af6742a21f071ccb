//! One span of days.

use jiff::civil::Date;

/// What a span means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Files are still checked; nothing is applied.
    Paused,
    /// Limits judge people only, and more of them may go.
    Rollover,
}

impl Kind {
    /// The word of settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Paused => "paused",
            Kind::Rollover => "rollover",
        }
    }
}

/// Days from first to last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    from: Date,
    to: Date,
    kind: Kind,
}

/// Why two dates make no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// It ends before it begins.
    #[error("a span cannot end on {to}, before it begins on {from}")]
    EndsBefore {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// A rollover loosens the brake, so it may not last.
    #[error("a rollover lasts at most {} days, and {from} to {to} is {days}", Span::LONGEST_ROLLOVER)]
    RolloverTooLong {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// How many days that is.
        days: i32,
    },
}

impl Span {
    /// Days of a rollover that names no end.
    pub const ROLLOVER_DAYS: i32 = 21;
    /// The most days that a rollover may have.
    pub const LONGEST_ROLLOVER: i32 = 92;

    /// A span of `kind` with both days included.
    pub fn new(kind: Kind, from: Date, to: Date) -> Result<Span, SpanError> {
        if to < from {
            return Err(SpanError::EndsBefore { from, to });
        }
        let days = days_between(from, to);
        if kind == Kind::Rollover && days > Span::LONGEST_ROLLOVER {
            return Err(SpanError::RolloverTooLong { from, to, days });
        }
        Ok(Span { from, to, kind })
    }

    /// A rollover of [`Span::ROLLOVER_DAYS`] days.
    pub fn rollover(from: Date) -> Span {
        let last = jiff::Span::new().days(Span::ROLLOVER_DAYS - 1);
        Span { from, to: from.saturating_add(last), kind: Kind::Rollover }
    }

    /// What it means.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// Its last day.
    pub fn to(&self) -> Date {
        self.to
    }

    /// Whether `date` is one of its days.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    let days = to.duration_since(from).as_hours() / 24 + 1;
    i32::try_from(days).unwrap_or(i32::MAX)
}
