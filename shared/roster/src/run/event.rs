//! What can happen to a run.

use std::fmt;

/// Something that happened to a run, recorded once by compare-and-set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The delivery was read and validated, and its findings and preview are stored.
    Checked,
    /// The delivery cannot be used at all; its receipt says why.
    Rejected,
    /// The change set against the current snapshot is stored.
    Planned,
    /// The plan no longer fits: the snapshot, the settings or the calendar changed after it was made.
    PlanOutdated,
    /// The brake holds the change set for a person.
    Held,
    /// A person decided.
    Answered(Answer),
    /// The brake let the change set go and a worker takes it up.
    ApplyStarted,
    /// Every batch is in the store and the connection points at the new snapshot.
    Applied,
    /// The roster already is what the delivery says: its no-op key is that of the delivery last applied, or the
    /// change set is empty. Nothing was written. A key that only a held run had is not a no-op.
    Unchanged,
    /// A newer complete bulk delivery of the connection is there.
    Superseded,
    /// We or the world are wrong in a way that trying again does not cure.
    Failed,
    /// The inverse of this run's change set was applied.
    RolledBack,
}

impl Event {
    /// Every event, each answer once.
    pub const ALL: [Event; 14] = [
        Event::Checked,
        Event::Rejected,
        Event::Planned,
        Event::PlanOutdated,
        Event::Held,
        Event::Answered(Answer::Approve),
        Event::Answered(Answer::ApplyAdditions),
        Event::Answered(Answer::Discard),
        Event::ApplyStarted,
        Event::Applied,
        Event::Unchanged,
        Event::Superseded,
        Event::Failed,
        Event::RolledBack,
    ];
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::Checked => "checked",
            Event::Rejected => "rejected",
            Event::Planned => "planned",
            Event::PlanOutdated => "plan outdated",
            Event::Held => "held",
            Event::Answered(answer) => return answer.fmt(f),
            Event::ApplyStarted => "apply started",
            Event::Applied => "applied",
            Event::Unchanged => "unchanged",
            Event::Superseded => "superseded",
            Event::Failed => "failed",
            Event::RolledBack => "rolled back",
        })
    }
}

/// What a person may say to a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// Apply the whole change set.
    Approve,
    /// Apply additions, updates and protective changes; keep removals waiting. Only where the verdict of the brake
    /// allows it.
    ApplyAdditions,
    /// Apply nothing of it.
    Discard,
}

impl Answer {
    /// The word of the command line and of stored runs.
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Approve => "approve",
            Answer::ApplyAdditions => "apply-additions",
            Answer::Discard => "discard",
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
