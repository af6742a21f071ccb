//! A roster whose supplements have changed is planned again, from the files that it was made of.

use jiff::Timestamp;
use roster::run::{Event, State};

use super::load::under;
use crate::check::{Asked, begin, check, give_up};
use crate::context::Ports;
use crate::ports::ArtifactKey;
use crate::records::{Connection, Delivery, Run};
use crate::states::{advance, state};
use crate::{ErrorKind, PortResult};

/// Deliveries among which the files of the roster are looked for.
const LOOKED_AT: usize = 50;

/// Checks the delivery last applied again if other sources say something else by now, and nothing newer waits. `runs` are
/// the connection's newest, newest first.
pub(crate) async fn renew(
    ports: &Ports,
    connection: &Connection,
    runs: &[Run],
    now: Timestamp,
) -> PortResult<Option<Run>> {
    let under = under(ports, connection).await?;
    let Some(last) = runs.iter().find(|run| !run.planned_under.is_empty()) else { return Ok(None) };
    if last.sources.under == under || has_work(runs)? {
        return Ok(None);
    }
    let key = connection.key();
    let Some(current) = ports.runs.current(&key).await? else { return Ok(None) };
    let applied = ports.runs.run(&key, &current.run).await?.delivery;
    let newest = ports.deliveries.deliveries(&key, LOOKED_AT).await?;
    let same = |d: &&Delivery| d.id == applied || d.same_as.as_ref() == Some(&applied);
    for delivery in newest.iter().filter(same) {
        if has_all(ports, delivery).await? {
            let run = begin(ports, delivery, Asked::Again, now).await?;
            return match check(ports, run.clone(), now).await {
                Ok(checked) => Ok(Some(checked.run)),
                Err(error) if error.is_retryable() => Err(error),
                Err(error) => give_up(ports, run, &error, now).await.map(Some),
            };
        }
    }
    let delivery = ports.deliveries.delivery(&key, &applied).await?;
    expired(ports, &delivery, under, now).await.map(Some)
}

fn has_work(runs: &[Run]) -> PortResult<bool> {
    for run in runs {
        if !state(run)?.is_finished() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes that other sources count from the next delivery on.
async fn expired(ports: &Ports, delivery: &Delivery, under: String, now: Timestamp) -> PortResult<Run> {
    let mut run = begin(ports, delivery, Asked::Again, now).await?;
    if state(&run)? != State::Received {
        return Ok(run);
    }
    run.planned_under = format!("expired+{under}");
    run.sources.under = under;
    run.note = Some(format!(
        "other sources say something new of these people, but the files of {} have expired; it counts from the next delivery on",
        delivery.id
    ));
    advance(ports, run, Event::Unchanged, now).await
}

pub(crate) async fn has_all(ports: &Ports, delivery: &Delivery) -> PortResult<bool> {
    for file in &delivery.files {
        match ports.artifacts.open(&ArtifactKey::new(&delivery.connection, &file.artifact)).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(!delivery.files.is_empty())
}
