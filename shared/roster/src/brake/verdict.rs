//! What the brake says, and why.

use super::Cause;
use crate::model::Entity;

/// One limit that a change set does not respect.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What kind; gives the stable code, the name and what to do.
    pub cause: Cause,
    /// The entity, if it is about one.
    pub entity: Option<Entity>,
    /// The school's `sourcedId`, if it is about one.
    pub school: Option<String>,
    /// What was found: percent where the limit is a share (rounded up to hundredths), else a count.
    pub actual: f64,
    /// What is allowed, in the same unit.
    pub limit: f64,
    /// For people: what, how many of how many, which limit, what to do. No personal data.
    pub message: String,
}

/// The reasons against a change set; none is a green light.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Verdict {
    /// By code, then entity; each entity's own before those of its schools.
    pub reasons: Vec<Reason>,
    /// The least share of known keys, from 0 to 1, at which additions may go ahead of removals.
    pub(super) keys_needed: f64,
}

impl Verdict {
    /// Whether the change set needs a person.
    pub fn held(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Whether the answer `apply-additions` is open: only removal limits tripped, and enough of the snapshot's keys are
    /// present (see [`Tally::keys_present_share`](super::Tally::keys_present_share)). Never for a run that is not held.
    pub fn may_apply_additions(&self, keys_present_share: f64) -> bool {
        self.held()
            && self.reasons.iter().all(|reason| reason.cause.is_about_removals())
            && keys_present_share >= self.keys_needed
    }
}
