//! Where a run stands, and the one `match` that says what may happen next.

use std::fmt;
use std::str::FromStr;

use super::event::{Answer, Event};

/// Where a run stands. Stored with the version that was read, and moved only by [`State::on`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The delivery is complete and immutable; nobody has looked into it.
    Received,
    /// Read and validated; waits for its time, or for the connection to become active.
    Checked,
    /// The change set is stored.
    Planned,
    /// The change set waits for a person.
    Held,
    /// Batches are being written. A crash leaves the run here, and the next worker goes on.
    Applying,
    /// The roster is what the delivery says (less what an answer kept waiting).
    Applied,
    /// A newer complete delivery took its place.
    Superseded,
    /// The delivery could not be used.
    Rejected,
    /// A person said no.
    Discarded,
    /// Given up after an error of ours or the world's.
    Failed,
    /// Was applied, and then undone.
    RolledBack,
}

/// An event that the state does not accept. The run is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {state} does not accept \"{event}\": {why}")]
pub struct Refused {
    /// Where the run stands, before and after.
    pub state: State,
    /// What was refused.
    pub event: Event,
    /// What the caller should make of it.
    pub why: Why,
}

/// What a refusal means to the caller. None of them changes anything, so a doubled or late message may always be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The run already stands where this event leads: a doubled message. Work that may be half done (`ApplyStarted`
    /// after a crash) is taken up again.
    Repeat,
    /// The run is over.
    Final,
    /// Too early, too late, or overtaken by another event.
    NotNow,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Repeat => "it was recorded before",
            Why::Final => "the run is over",
            Why::NotNow => "not at this point",
        })
    }
}

impl State {
    /// Every state, in the order of a run's life.
    pub const ALL: [State; 11] = [
        State::Received,
        State::Checked,
        State::Planned,
        State::Held,
        State::Applying,
        State::Applied,
        State::Superseded,
        State::Rejected,
        State::Discarded,
        State::Failed,
        State::RolledBack,
    ];

    /// The state after `event`, or a refusal that leaves the run as it is.
    ///
    /// Redelivery is harmless: the second of two equal events in a row is refused as [`Why::Repeat`], except the
    /// answers that start an apply; there the state does not know which answer was given, and the second is
    /// [`Why::NotNow`], so that nobody is told that a different answer was taken.
    ///
    /// A received run is not superseded: every delivery gets its receipt first. Neither is one that is being
    /// applied: it ends, and the newer delivery is planned against what it leaves.
    pub fn on(self, event: Event) -> Result<State, Refused> {
        use {Answer as A, Event as E, State as S};
        let refuse = |why| Err(Refused { state: self, event, why });
        match (self, event) {
            (S::Received, E::Checked) => Ok(S::Checked),
            (S::Received | S::Checked, E::Rejected) => Ok(S::Rejected),
            (S::Received | S::Checked | S::Planned, E::Unchanged) => Ok(S::Applied),
            (S::Received | S::Checked | S::Planned | S::Applying, E::Failed) => Ok(S::Failed),

            (S::Checked, E::Planned) => Ok(S::Planned),
            (S::Planned | S::Held, E::PlanOutdated) => Ok(S::Checked),
            (S::Checked | S::Planned | S::Held, E::Superseded) => Ok(S::Superseded),
            (S::Checked | S::Planned | S::Held, E::Answered(A::Discard)) => Ok(S::Discarded),

            (S::Planned, E::Held) => Ok(S::Held),
            (S::Planned, E::ApplyStarted) => Ok(S::Applying),
            (S::Held, E::Answered(A::Approve | A::ApplyAdditions)) => Ok(S::Applying),

            (S::Applying, E::Applied) => Ok(S::Applied),
            (S::Applied, E::RolledBack) => Ok(S::RolledBack),

            (S::Checked, E::Checked | E::PlanOutdated)
            | (S::Planned, E::Planned)
            | (S::Held, E::Held)
            | (S::Applying, E::ApplyStarted)
            | (S::Applied, E::Applied | E::Unchanged)
            | (S::Superseded, E::Superseded)
            | (S::Rejected, E::Rejected)
            | (S::Discarded, E::Answered(A::Discard))
            | (S::Failed, E::Failed)
            | (S::RolledBack, E::RolledBack) => refuse(Why::Repeat),

            (
                S::Superseded | S::Rejected | S::Discarded | S::Failed | S::RolledBack,
                E::Checked
                | E::Rejected
                | E::Planned
                | E::PlanOutdated
                | E::Held
                | E::Answered(A::Approve | A::ApplyAdditions | A::Discard)
                | E::ApplyStarted
                | E::Applied
                | E::Unchanged
                | E::Superseded
                | E::Failed
                | E::RolledBack,
            ) => refuse(Why::Final),

            (
                S::Received | S::Checked | S::Planned | S::Held | S::Applying | S::Applied,
                E::Checked
                | E::Rejected
                | E::Planned
                | E::PlanOutdated
                | E::Held
                | E::Answered(A::Approve | A::ApplyAdditions | A::Discard)
                | E::ApplyStarted
                | E::Applied
                | E::Unchanged
                | E::Superseded
                | E::Failed
                | E::RolledBack,
            ) => refuse(Why::NotNow),
        }
    }

    /// Whether no work and no answer is waited for. An applied run is finished although it can still be rolled back.
    pub fn is_finished(self) -> bool {
        self == State::Applied || self.is_final()
    }

    /// Whether the run accepts no event any more.
    pub fn is_final(self) -> bool {
        match self {
            State::Received
            | State::Checked
            | State::Planned
            | State::Held
            | State::Applying
            | State::Applied => false,
            State::Superseded | State::Rejected | State::Discarded | State::Failed | State::RolledBack => {
                true
            }
        }
    }

    /// The word used in JSON, in stored runs and to people.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Received => "received",
            State::Checked => "checked",
            State::Planned => "planned",
            State::Held => "held",
            State::Applying => "applying",
            State::Applied => "applied",
            State::Superseded => "superseded",
            State::Rejected => "rejected",
            State::Discarded => "discarded",
            State::Failed => "failed",
            State::RolledBack => "rolled back",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no state of a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a state of a run")]
pub struct UnknownState(pub String);

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<State, UnknownState> {
        State::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| UnknownState(word.to_owned()))
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
