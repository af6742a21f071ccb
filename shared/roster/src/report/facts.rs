//! What a report is about, as plain values that a use case fills.

use std::collections::BTreeMap;

use crate::diff::{ChangeCounts, EntitySummary, FileSummary};
use crate::model::Entity;

/// A delivery, as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeliveryFacts {
    /// The tenant's ID.
    pub tenant: String,
    /// The connection's ID.
    pub connection: String,
    /// The delivery's ID.
    pub delivery: String,
    /// When it was received, in local time, for people.
    pub received_at: String,
    /// The format's title; `None` if no format claims the files.
    pub format: Option<String>,
    /// Files as read.
    pub files: Vec<FileSummary>,
    /// Files that should have come and did not.
    pub missing: Vec<String>,
    /// Whether every file that is needed came and was read to its end, with a key in every row.
    pub complete: bool,
    /// Counts by entity.
    pub entities: BTreeMap<Entity, EntitySummary>,
}

/// What a delivery changes, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Counts by entity.
    pub changes: BTreeMap<Entity, ChangeCounts>,
    /// What happens next, or has happened.
    pub outlook: Outlook,
}

/// Where the changes of a delivery stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// They will be applied then: `Mon 23 Nov 2026 00:15 CST (America/Chicago)`.
    Planned {
        /// In the connection's local time.
        at: String,
    },
    /// The connection is not active: nobody's roster changes.
    NotActive,
    /// The connection's calendar pauses changes until a day.
    Paused {
        /// The first day on which changes are applied again.
        until: String,
    },
    /// A person has to answer first.
    Held {
        /// Why.
        reasons: Vec<HoldReason>,
        /// Who must answer, for example `Rollcall's operator, support@example.com`.
        who: String,
    },
    /// They have been applied.
    Applied {
        /// In the connection's local time.
        at: String,
    },
    /// The roster is already as the delivery says.
    NothingChanges,
    /// A newer complete delivery takes its place.
    Superseded {
        /// The newer delivery's ID.
        by: String,
    },
    /// Somebody decided not to apply them.
    Discarded,
    /// The files cannot be used, for this reason.
    Rejected {
        /// One sentence.
        why: String,
    },
    /// Something went wrong on our side; the operator has been told.
    Failed,
}

/// One reason of the brake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldReason {
    /// Its stable code: `B001`.
    pub code: String,
    /// What, how many of how many, which limit, what to do.
    pub message: String,
}

impl HoldReason {
    /// Of a reason that the brake gave.
    pub fn of(reason: &crate::brake::Reason) -> HoldReason {
        HoldReason { code: reason.cause.code().to_owned(), message: reason.message.clone() }
    }
}

/// What only the operator is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OperatorFacts {
    /// The run's ID.
    pub run: String,
    /// Names of the artifacts that belong to it: raw files, change set, findings.
    pub artifacts: Vec<String>,
}

impl Preview {
    /// The changes of a comparison, and what becomes of them.
    pub fn new(entities: &BTreeMap<Entity, EntitySummary>, outlook: Outlook) -> Preview {
        let changes = entities.iter().map(|(entity, summary)| (*entity, summary.changes)).collect();
        Preview { changes, outlook }
    }
}
