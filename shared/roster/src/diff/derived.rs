//! Which records are made of users' rows, and when they may go.

use super::entity::Leave;
use super::keys::{Keys, Standing, key_hash};
use crate::formats::{FileSpec, Target};
use crate::model::{Entity, Kind, Record};

/// Decides whether an absent derived record may go.
pub(super) type Gate<'a> = dyn FnMut(&Record) -> Leave + 'a;

/// Whether an entity's records are made of the rows of a file.
pub(crate) fn is_from(entity: Entity, spec: &FileSpec) -> bool {
    spec.entity == Entity::Users
        && match entity {
            Entity::Relationships => {
                spec.columns.iter().any(|c| matches!(c.kind, Kind::RefList(Entity::Users)))
            }
            Entity::Roles => spec.columns.iter().any(|c| c.target == Target::UserRole),
            _ => false,
        }
}

/// Derived roles and relationships are removed only with their user or by a changed row of it.
pub(super) fn gate(users: &mut Keys, agents: bool) -> impl FnMut(&Record) -> Leave + '_ {
    let mut standing =
        |record: &Record, field: usize| users.standing_before(key_hash(record.value(field).unwrap_or("")));
    move |record| match record.entity() {
        Entity::Roles => leave(standing(record, 1)),
        _ => match (standing(record, 1), standing(record, 2)) {
            // One of the two is no more: there is nothing to be related to.
            (Standing::Gone, _) | (_, Standing::Gone) => Leave::Now,
            (Standing::Unmet | Standing::Unknown, _) | (_, Standing::Unmet | Standing::Unknown) => {
                Leave::IfComplete
            }
            (Standing::Kept, _) | (_, Standing::Kept) => Leave::No,
            (Standing::Accepted, Standing::Accepted) if agents => Leave::Now,
            (Standing::Accepted, Standing::Accepted) => Leave::No,
        },
    }
}

fn leave(owner: Standing) -> Leave {
    match owner {
        Standing::Kept => Leave::No,
        Standing::Accepted | Standing::Gone => Leave::Now,
        Standing::Unmet | Standing::Unknown => Leave::IfComplete,
    }
}
