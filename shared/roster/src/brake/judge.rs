//! The question that every plan has to pass.

use super::{Fact, Limit, Limits, Tally, Verdict, shares};
use crate::brake::message;
use crate::calendar::Mode;

/// What becomes of a change set.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It may be applied.
    Go,
    /// A person must answer.
    Held(Verdict),
    /// The connection is paused: the delivery was checked and stays so, and nobody is asked. The verdict is what a
    /// normal day would say.
    Paused(Verdict),
}

impl Outcome {
    /// The verdict behind it; without reasons for [`Outcome::Go`].
    pub fn into_verdict(self) -> Verdict {
        match self {
            Outcome::Go => Verdict::default(),
            Outcome::Held(verdict) | Outcome::Paused(verdict) => verdict,
        }
    }
}

/// Judges a change set by its counts and by what is known of its files, on a day of `mode`.
///
/// More removals, more rows in error or one fact more never release a run that fewer would hold.
pub fn judge(tally: &Tally, facts: &[Fact], limits: &Limits, mode: Mode) -> Outcome {
    let counted = match mode {
        Mode::Normal | Mode::Paused => shares::normal(tally, limits),
        Mode::Rollover => shares::rollover(tally, limits),
    };
    let known = facts.iter().filter_map(|fact| message::of_fact(fact, limits));
    let mut reasons = counted.into_iter().chain(known).collect::<Vec<_>>();
    // Stable: scopes come in order of entity and school, facts in the order they were found.
    reasons.sort_by_key(|reason| reason.cause);
    let verdict = Verdict { reasons, keys_needed: limits.get(Limit::KeysPresentPercent) / 100.0 };
    match mode {
        Mode::Paused => Outcome::Paused(verdict),
        Mode::Normal | Mode::Rollover if verdict.held() => Outcome::Held(verdict),
        Mode::Normal | Mode::Rollover => Outcome::Go,
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "judge_laws.rs"]
mod laws;
