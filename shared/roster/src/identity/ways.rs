//! By what two records are recognised as one, the surest first.

use super::candidate::Mark::{self, Birth, Core, Email, Kind, Master, Name, Number, Username, Whole};
use super::change::Confidence::{self, Doubtful, Sure};
use crate::model::Entity;

/// Among whom nobody else may have the same marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// Everybody of either side: families share addresses.
    All,
    /// Those whose other half is not found yet.
    Left,
}

/// One way to recognise.
pub(super) struct Way {
    pub(super) by: &'static [Mark],
    pub(super) among: Among,
    pub(super) confidence: Confidence,
    pub(super) why: &'static str,
}

const fn way(by: &'static [Mark], among: Among, confidence: Confidence, why: &'static str) -> Way {
    Way { by, among, confidence, why }
}

const USERS: &[Way] = &[
    way(&[Name, Birth], Among::Left, Sure, "same name and birth date"),
    way(&[Master], Among::All, Sure, "same userMasterIdentifier"),
    way(&[Email], Among::All, Sure, "same e-mail address"),
    way(&[Name, Email], Among::Left, Sure, "same name and e-mail address"),
    way(&[Name, Username], Among::Left, Sure, "same name and username"),
    way(&[Name, Number], Among::Left, Sure, "same name and identifier"),
    way(&[Name, Core], Among::Left, Sure, "same name and the same number in both IDs"),
    way(&[Username], Among::All, Doubtful, "same username only"),
    way(&[Number], Among::All, Doubtful, "same identifier only"),
    way(&[Name], Among::Left, Doubtful, "same name only"),
];

const ORGS: &[Way] = &[
    way(&[Name, Number], Among::Left, Sure, "same name and identifier"),
    way(&[Number], Among::All, Sure, "same identifier"),
    way(&[Name, Kind], Among::Left, Sure, "same name and type"),
    way(&[Name], Among::Left, Doubtful, "same name only"),
];

const OTHERS: &[Way] = &[way(&[Whole], Among::All, Sure, "same in all that is no reference")];

/// Entities whose changes a proposal looks at: those whose records it recognises, and that which has the birth dates.
pub const LOOKED_AT: &[Entity] = &[
    Entity::Orgs,
    Entity::AcademicSessions,
    Entity::Courses,
    Entity::Classes,
    Entity::Users,
    Entity::Demographics,
];

/// The ways to recognise records of an entity; none for those whose IDs follow others'.
pub(super) fn ways(entity: Entity) -> &'static [Way] {
    match entity {
        Entity::Users => USERS,
        Entity::Orgs => ORGS,
        Entity::AcademicSessions | Entity::Courses | Entity::Classes => OTHERS,
        _ => &[],
    }
}
