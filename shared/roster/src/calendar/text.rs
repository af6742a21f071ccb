//! Calendars as settings write them: `paused 2026-06-05..2026-08-10; rollover 2026-08-11`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::{Calendar, Kind, Span, SpanError};

/// Why a text is no calendar, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Not `kind date..date`.
    #[error(
        "\"{0}\" is not a span; write for example `paused 2026-06-05..2026-08-10` or `rollover 2026-08-11`, several \
         with ; between them"
    )]
    Shape(String),
    /// A date.
    #[error("\"{0}\" is not a date; write year, month and day, such as 2026-08-11")]
    Date(String),
    /// The dates do not fit together.
    #[error(transparent)]
    Span(#[from] SpanError),
}

impl FromStr for Calendar {
    type Err = CalendarError;

    /// Spans separated by `;` or line ends. A single date is one paused day, or the first of a rollover's 21 days.
    fn from_str(text: &str) -> Result<Calendar, CalendarError> {
        let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        Ok(Calendar::new(parts.map(str::parse).collect::<Result<_, _>>()?))
    }
}

impl FromStr for Span {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Span, CalendarError> {
        let shape = || CalendarError::Shape(text.to_owned());
        let (word, dates) = text.trim().split_once(char::is_whitespace).ok_or_else(shape)?;
        let kind =
            [Kind::Paused, Kind::Rollover].into_iter().find(|kind| word.eq_ignore_ascii_case(kind.as_str()));
        let kind = kind.ok_or_else(shape)?;
        match (dates.split_once(".."), kind) {
            (Some((from, to)), Kind::Paused | Kind::Rollover) => Ok(Span::new(kind, date(from)?, date(to)?)?),
            (None, Kind::Rollover) => Ok(Span::rollover(date(dates)?)),
            (None, Kind::Paused) => Ok(Span::new(kind, date(dates)?, date(dates)?)?),
        }
    }
}

fn date(text: &str) -> Result<Date, CalendarError> {
    let text = text.trim();
    let wrong = || CalendarError::Date(text.to_owned());
    // Only the plain form: the parser behind it also takes times, offsets and signed years.
    if text.len() != 10 || text.starts_with(['+', '-']) {
        Err(wrong())
    } else {
        text.parse().map_err(|_| wrong())
    }
}

impl fmt::Display for Calendar {
    /// Parses back to the same calendar; empty if there are no spans.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, span) in self.spans().iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            span.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}..{}", self.kind().as_str(), self.from(), self.to())
    }
}
