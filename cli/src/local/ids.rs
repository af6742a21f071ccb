//! Changes of IDs, accepted and taken back, and connections that go on from another's roster.

use jiff::Timestamp;
use roster_pipeline::ConnectionKey;
use roster_pipeline::identity::{self, Accepted, Only};
use roster_pipeline::plan::{Planned, plan};
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::state;

use super::change::Outcome;
use super::{Form, Local};
use crate::exit::{Exit, Failure};
use crate::output::{counted, runs};

/// Accepts a file, and plans again what waits.
pub(super) async fn accept(
    local: &Local,
    key: &ConnectionKey,
    (path, only): (&str, Only),
    form: Form,
) -> Outcome {
    let _turn = local.turns.of(key).await;
    let accepted = identity::accept(&local.ports, key, (path, only), Timestamp::now()).await;
    // What was accepted is kept under its number.
    local.ports.artifacts.remove(&ArtifactKey::new(key, path)).await?;
    let said = match accepted? {
        Accepted::Faulty(faults) => {
            let what =
                format!("nothing of the file was accepted for {key}; correct it and repeat the command");
            return Err(Failure::listed(what, faults.iter().map(ToString::to_string).collect()));
        }
        Accepted::Nothing => format!("{key}: the file has no change that is not made or waiting already\n"),
        Accepted::Stored(file) => {
            let changes = counted(file.changes, "ID change", "ID changes");
            format!("{key}: accepted {changes} as file {}\n", file.number)
        }
    };
    let run = again(local, key).await?;
    local.wake(key);
    match (form, run) {
        (_, None) => Ok((said, Exit::Fine)),
        (Form::Text, Some((run, exit))) => Ok((said + &runs::one(&run, form)?, exit)),
        (Form::Json, Some((run, exit))) => Ok((runs::one(&run, form)?, exit)),
    }
}

/// Plans a run that waits once more, if there is one; it is not applied.
async fn again(
    local: &Local,
    key: &ConnectionKey,
) -> Result<Option<(roster_pipeline::records::Run, Exit)>, Failure> {
    let newest = local.ports.runs.runs(key, 1).await?.into_iter().next();
    let Some(newest) = newest else { return Ok(None) };
    if state(&newest)?.is_finished() {
        return Ok(None);
    }
    Ok(match plan(&local.ports, key, Timestamp::now()).await? {
        Planned::Held(run) => Some((run, Exit::Held)),
        Planned::Go(run) | Planned::Unchanged(run) => Some((run, Exit::Fine)),
        Planned::Nothing | Planned::Paused => None,
    })
}

/// Takes an accepted file back.
pub(super) async fn drop_file(local: &Local, key: &ConnectionKey, number: u64) -> Outcome {
    let _turn = local.turns.of(key).await;
    identity::drop_file(&local.ports, key, number).await?;
    let run = again(local, key).await?;
    local.wake(key);
    let exit = run.map_or(Exit::Fine, |(_, exit)| exit);
    Ok((format!("{key}: what file {number} has not changed yet stays as it is\n"), exit))
}

/// Lets a connection go on from the roster of another.
pub(super) async fn replace(local: &Local, (old, new): (&ConnectionKey, &ConnectionKey)) -> Outcome {
    let _turn = local.turns.of(old).await;
    let _other = local.turns.of(new).await;
    let replaced = identity::replace(&local.ports, (old, new), (&local.holder, Timestamp::now())).await?;
    local.wake(new);
    let records = counted(replaced.records, "record", "records");
    Ok((
        format!(
            "{new} goes on with {records} of {old}, which is paused for good; its logins still work: take them away \
             with `rollcall login remove` once the district has changed over\n"
        ),
        Exit::Fine,
    ))
}
