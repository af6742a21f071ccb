//! What the brake is told of a proposal, and when there is anything to propose.

use super::propose::Proposals;
use super::ways::LOOKED_AT;
use crate::brake::{Fact, Limit, Limits};
use crate::diff::Comparison;
use crate::model::Entity;

/// Whether of any entity so many records come and go, or become others, that the limit could trip; only then is it worth
/// looking at each of them.
pub fn is_worth_a_look(comparison: &Comparison, limits: &Limits) -> bool {
    LOOKED_AT.iter().any(|entity| {
        let share = if *entity == Entity::Orgs { 5.0 } else { 1.0 };
        let floor = limits.get(Limit::IdsReissuedFloor) / share;
        let counts = comparison.entities.get(entity).map(|summary| summary.changes).unwrap_or_default();
        let (come, go) = (counts.created + counts.revived, counts.removed);
        let others = comparison.tally.total(*entity).identity_updated;
        (come.min(go) + others) as f64 >= floor.max(1.0)
    })
}

/// What the brake should know of what is proposed for a comparison.
pub fn facts(proposals: &Proposals, comparison: &Comparison) -> Vec<Fact> {
    let mut facts = Vec::new();
    for entity in LOOKED_AT.iter().copied() {
        let (matched, count) = (proposals.matched(entity), proposals.said(entity));
        let of = comparison.tally.total(entity).before;
        facts.extend((count > 0).then_some(Fact::IdsProposed { entity, count }));
        facts.extend((matched > 0).then_some(Fact::IdsReissued { entity, matched, of }));
    }
    facts
}
