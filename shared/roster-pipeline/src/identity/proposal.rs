//! The proposal of a run: which of the records that it creates may be which of those that it removes.

use roster::brake::Limits;
use roster::changes::ChangeSetReader;
use roster::diff::Comparison;
use roster::identity::{Confidence, FileWriter, LOOKED_AT, Proposer, Renames, facts, is_worth_a_look};
use tokio::runtime::Handle;

use super::settings::IdProposal;
use crate::PortResult;
use crate::apply::stored;
use crate::context::{Ports, blocking};
use crate::ports::ArtifactKey;
use crate::records::Run;

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
        for entity in LOOKED_AT.iter().copied() {
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
