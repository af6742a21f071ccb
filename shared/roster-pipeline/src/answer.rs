//! A person's answer to a run that is held.

use jiff::Timestamp;
use roster::run::{Answer, Event, State};

use crate::apply::apply;
use crate::budget::Budget;
use crate::context::Ports;
use crate::records::{Run, RunId};
use crate::states::{advance, state};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Answers a held run; an approved one is applied before this returns. `Refused` as [`decide`] says.
pub async fn answer(
    ports: &Ports,
    (key, id): (&ConnectionKey, &RunId),
    answer: Answer,
    (holder, now): (&str, Timestamp),
) -> PortResult<Run> {
    let run = decide(ports, (key, id), answer, now).await?;
    if answer == Answer::Discard {
        return Ok(run);
    }
    Ok(apply(ports, run, (holder, now), &Budget::unlimited()).await?.into_run())
}

/// Stores the answer to a held run; one that is not discarded is then to be applied, here or by another process. `Refused`
/// for a run that is not held, for additions where the brake does not allow them, and for a plan that the roster has
/// moved on from: check it again.
pub async fn decide(
    ports: &Ports,
    (key, id): (&ConnectionKey, &RunId),
    answer: Answer,
    now: Timestamp,
) -> PortResult<Run> {
    let mut run = ports.runs.run(key, id).await?;
    let resumed = state(&run)? == State::Applying && answer != Answer::Discard;
    if !resumed && state(&run)? != State::Held && answer != Answer::Discard {
        return Err(refused(&run, &format!("the run is {}, not held", run.state)));
    }
    if answer == Answer::ApplyAdditions && !run.brake.additions_allowed && !resumed {
        return Err(refused(
            &run,
            "additions may go ahead of removals only if nothing but removal limits tripped and 80 % of the keys are there",
        ));
    }
    if !resumed && answer != Answer::Discard {
        let connection = ports.directory.connection(key).await?;
        if run.ids.version != connection.id_changes.version() && !connection.id_changes.is_default() {
            return Err(refused(
                &run,
                "ID changes were accepted since; run the connection again for a fresh plan",
            ));
        }
        let base = ports.runs.current(key).await?.map_or(0, |c| c.version);
        if base != run.base {
            return Err(refused(
                &run,
                "the roster has changed since; run the connection again for a fresh plan",
            ));
        }
    }
    if !resumed {
        run.additions_only = answer == Answer::ApplyAdditions;
        run = advance(ports, run, Event::Answered(answer), now).await?;
    }
    if answer == Answer::Discard {
        crate::reports::moved(ports, &run, now).await?;
    }
    Ok(run)
}

fn refused(run: &Run, why: &str) -> PortError {
    PortError::new(ErrorKind::Refused, format!("run {}: {why}", run.id))
}
