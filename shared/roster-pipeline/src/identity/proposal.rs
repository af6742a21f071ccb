//! The proposal of a run: which of the records that it creates may be which of those that it removes.

use roster::brake::{Fact, Limit, Limits};
use roster::changes::ChangeSetReader;
use roster::diff::Comparison;
use roster::identity::{Confidence, FileWriter, Proposals, Proposer, Renames};
use roster::model::Entity;
use tokio::runtime::Handle;

use super::settings::IdProposal;
use crate::PortResult;
use crate::apply::stored;
use crate::context::{Ports, blocking};
use crate::ports::ArtifactKey;
use crate::records::Run;

/// Entities whose records are looked at, and that which has the birth dates.
const ENTITIES: [Entity; 6] = [
    Entity::Orgs,
    Entity::AcademicSessions,
    Entity::Courses,
    Entity::Classes,
    Entity::Users,
    Entity::Demographics,
];

/// Proposes ID changes for a run whose change set is stored, tells the brake, and stores the proposal. Nothing is read where
/// too few records come and go.
pub(crate) async fn propose(
    ports: &Ports,
    run: &Run,
    (comparison, limits): (&mut Comparison, &Limits),
    said: Renames,
) -> PortResult<Option<IdProposal>> {
    let Some(path) =
        run.change_set.clone().filter(|_| is_worth_a_look(comparison, limits) || !said.is_empty())
    else {
        return Ok(None);
    };
    let artifact = format!("runs/{}/ids.csv", run.id);
    let out = ports.artifacts.write(&ArtifactKey::new(&run.connection, &artifact)).await?;
    let (ports, key, what) = (ports.clone(), run.connection.clone(), format!("change set of {}", run.id));
    let proposals = blocking(move || {
        let source = Handle::current().block_on(ports.artifacts.open(&ArtifactKey::new(&key, path)))?;
        let mut set = ChangeSetReader::open(source).map_err(|e| stored(e, &what))?;
        let mut proposer = Proposer::new();
        proposer.say(said);
        for entity in ENTITIES {
            for change in set.changes_of(entity) {
                proposer.see(&change.map_err(|e| stored(e, &what))?);
            }
        }
        let proposals = proposer.finish();
        if proposals.is_telling() {
            let mut file = FileWriter::new(out)?;
            proposals.lines.iter().try_for_each(|line| file.add(line))?;
            file.finish()?.finish()?;
        }
        Ok(proposals)
    })
    .await?;
    comparison.facts.extend(facts(&proposals, comparison));
    Ok(proposals.is_telling().then(|| IdProposal {
        artifact,
        sure: proposals.count(Confidence::Sure),
        doubtful: proposals.count(Confidence::Doubtful),
        none: proposals.count(Confidence::None),
    }))
}

fn facts(proposals: &Proposals, comparison: &Comparison) -> Vec<Fact> {
    let mut facts = Vec::new();
    for entity in ENTITIES {
        let (matched, count) = (proposals.matched(entity), proposals.said(entity));
        let of = comparison.tally.total(entity).before;
        facts.extend((count > 0).then_some(Fact::IdsProposed { entity, count }));
        facts.extend((matched > 0).then_some(Fact::IdsReissued { entity, matched, of }));
    }
    facts
}

/// Whether of any entity so many records come and go, or become others, that the limit could trip.
fn is_worth_a_look(comparison: &Comparison, limits: &Limits) -> bool {
    ENTITIES.iter().any(|entity| {
        let floor = limits.get(Limit::IdsReissuedFloor) / if *entity == Entity::Orgs { 5.0 } else { 1.0 };
        let counts = comparison.entities.get(entity).map(|summary| summary.changes).unwrap_or_default();
        let (come, go) = (counts.created + counts.revived, counts.removed);
        let others = comparison.tally.total(*entity).identity_updated;
        (come.min(go) + others) as f64 >= floor.max(1.0)
    })
}
