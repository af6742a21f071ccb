//! What is done where one ID comes twice with different values.

use roster::brake::Cause;
use roster::report::Findings;
use roster::rules;
use serde::{Deserialize, Serialize};

use crate::records::{BrakeReason, BrakeRecord};

/// What a connection does about such IDs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Duplicates {
    /// The first row counts, and each other one is a warning.
    #[default]
    First,
    /// The same, and a person looks at it before anything is applied.
    Hold,
}

impl Duplicates {
    /// As settings name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Duplicates::First => "first",
            Duplicates::Hold => "hold",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Duplicates::default()
    }

    /// Holds a run whose delivery has such IDs, if that is wanted.
    pub(crate) fn brake(self, findings: &Findings, brake: &mut BrakeRecord) {
        let count = findings.counts.get(rules::conflicting_record::RULE.code).copied().unwrap_or(0);
        if self == Duplicates::First || count == 0 {
            return;
        }
        brake.held = true;
        brake.additions_allowed = false;
        brake.reasons.push(BrakeReason {
            code: Cause::ConflictingIds.code().to_owned(),
            entity: None,
            school: None,
            actual: count as f64,
            limit: 0.0,
            message: format!("{count} rows have an ID that came before with other values"),
        });
    }
}
