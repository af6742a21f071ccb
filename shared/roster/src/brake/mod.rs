//! The limits that a change set must respect, and the verdict when it does not.
//!
//! The diff fills a [`Tally`] while it streams, the check contributes [`Fact`]s, and [`judge()`] says whether the run may
//! go on. Nothing is removed from a roster unless this module allowed it.

mod cause;
mod fact;
mod judge;
mod limits;
mod message;
mod removals;
mod shares;
mod tally;
mod verdict;

pub use cause::Cause;
pub use fact::{Fact, Feeds, LastRow, Overlap};
pub use judge::{Outcome, judge};
pub use limits::{Limit, LimitError, Limits};
pub use removals::{Absence, Removals};
pub use tally::{Change, Counts, Row, Tally};
pub use verdict::{Reason, Verdict};
