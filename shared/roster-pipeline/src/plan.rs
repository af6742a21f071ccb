//! From checked to applying: takes what is due, asks the brake, and lets newer deliveries replace older ones.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roster::brake::Cause;
use roster::calendar::Mode;
use roster::run::{Event, State};

use crate::check::{Plan, check, planned_under};
use crate::context::Ports;
use crate::ports::Announcement;
use crate::records::{BrakeReason, Counts, DeliveryId, Run};
use crate::sources;
use crate::states::{advance, announce, state};
use crate::{ConnectionKey, PortResult};

/// What planning came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Planned {
    /// There was nothing to plan.
    Nothing,
    /// The calendar or a person has paused the connection; what came is checked and waits.
    Paused,
    /// The run may be applied.
    Go(Run),
    /// The run waits for a person.
    Held(Run),
    /// The roster already is what the delivery says.
    Unchanged(Run),
}

/// How far back a connection's runs are looked at.
const RUNS: usize = 200;

/// Plans the delivery that counts: the newest complete one. Older ones that were never applied become superseded.
pub async fn plan(ports: &Ports, key: &ConnectionKey, now: Timestamp) -> PortResult<Planned> {
    let connection = ports.directory.connection(key).await?;
    if connection.id_changes.replaced_by.is_some() {
        return Ok(Planned::Paused);
    }
    let waiting = waiting(ports, key).await?;
    let Some(run) = choose(ports, waiting, now).await? else { return Ok(Planned::Nothing) };
    if state(&run)? == State::Applying {
        return Ok(Planned::Go(run));
    }
    let today = Plan::new(&connection, now)?;
    if connection.paused || today.mode == Mode::Paused {
        return Ok(Planned::Paused);
    }
    let sources = sources::under(ports, &connection).await?;
    let under = planned_under(&connection, (today.mode, base(ports, key).await?), &sources);
    let run = fresh(ports, run, &under, now).await?;
    let run = brake_broken_chain(ports, run).await?;
    settle(ports, run, now).await
}

/// Records that a delivery is what the roster already is. What waited before it is superseded.
pub(crate) async fn record_no_op(ports: &Ports, mut run: Run, now: Timestamp) -> PortResult<Run> {
    run.entities = counts_of_the_same(ports, &run).await?;
    let run = advance(ports, run, Event::Unchanged, now).await?;
    for older in waiting(ports, &run.connection).await? {
        if older.id < run.id && older.state != State::Applying.as_str() {
            supersede(ports, older, &run.delivery, now).await?;
        }
    }
    let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    crate::reports::unchanged(ports, &delivery).await?;
    Ok(run)
}

/// What the delivery before, with the same contents, left: all of it is unchanged now.
async fn counts_of_the_same(ports: &Ports, run: &Run) -> PortResult<BTreeMap<String, Counts>> {
    let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    let runs = ports.runs.runs(&run.connection, RUNS).await?;
    let same =
        runs.into_iter().find(|r| Some(&r.delivery) == delivery.same_as.as_ref() && !r.entities.is_empty());
    let unchanged = |c: Counts| Counts {
        unchanged: c.created + c.updated + c.revived + c.renamed + c.unchanged,
        kept: c.kept,
        ..Counts::default()
    };
    let entities = same.map(|r| r.entities).unwrap_or_default();
    Ok(entities.into_iter().map(|(entity, counts)| (entity, unchanged(counts))).collect())
}

async fn base(ports: &Ports, key: &ConnectionKey) -> PortResult<u64> {
    Ok(ports.runs.current(key).await?.map_or(0, |c| c.version))
}

/// Runs that are neither over nor applied, newest first.
async fn waiting(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<Run>> {
    let mut waiting = Vec::new();
    for run in ports.runs.runs(key, RUNS).await? {
        match state(&run)? {
            State::Checked | State::Planned | State::Held | State::Applying => waiting.push(run),
            State::Received
            | State::Applied
            | State::Superseded
            | State::Rejected
            | State::Discarded
            | State::Failed
            | State::RolledBack => {}
        }
    }
    Ok(waiting)
}

/// The run to go on with. One that is being applied comes first. The newest complete bulk delivery supersedes all before
/// it. Deltas count one after the other, in order of arrival; of incomplete bulk deliveries only the newest counts.
async fn choose(ports: &Ports, waiting: Vec<Run>, now: Timestamp) -> PortResult<Option<Run>> {
    if let Some(applying) = waiting.iter().find(|r| r.state == State::Applying.as_str()) {
        return Ok(Some(applying.clone()));
    }
    let (mut candidates, mut superseding): (Vec<(Run, bool)>, Option<DeliveryId>) = (Vec::new(), None);
    for run in waiting {
        if let Some(by) = &superseding {
            supersede(ports, run, by, now).await?;
            continue;
        }
        let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
        if delivery.complete == Some(true) && !delivery.delta {
            superseding = Some(delivery.id);
        }
        candidates.push((run, delivery.delta));
    }
    let chain = candidates.iter().any(|(_, delta)| *delta) || superseding.is_some();
    let chosen = if chain { candidates.pop() } else { candidates.into_iter().next() };
    Ok(chosen.map(|(run, _)| run))
}

async fn supersede(ports: &Ports, run: Run, by: &DeliveryId, now: Timestamp) -> PortResult<()> {
    let run = Run { note: Some(by.to_string()), ..run };
    let run = advance(ports, run, Event::Superseded, now).await?;
    crate::reports::moved(ports, &run, now).await
}

/// Whether a delta was discarded, so that those after it build on what never happened, and no bulk came since.
async fn chain_is_broken(ports: &Ports, run: &Run) -> PortResult<bool> {
    for earlier in ports.runs.runs(&run.connection, RUNS).await?.into_iter().filter(|r| r.id < run.id) {
        let applied = earlier.state == State::Applied.as_str();
        if !applied && earlier.state != State::Discarded.as_str() {
            continue;
        }
        let delta = ports.deliveries.delivery(&run.connection, &earlier.delivery).await?.delta;
        match (applied, delta) {
            (true, false) => return Ok(false),
            (false, true) => return Ok(true),
            (true, true) | (false, false) => {}
        }
    }
    Ok(false)
}

async fn brake_broken_chain(ports: &Ports, mut run: Run) -> PortResult<Run> {
    let delta = ports.deliveries.delivery(&run.connection, &run.delivery).await?.delta;
    let code = Cause::BrokenChain.code();
    let known = run.brake.reasons.iter().any(|r| r.code == code);
    if delta && !known && chain_is_broken(ports, &run).await? {
        run.brake.held = true;
        run.brake.additions_allowed = false;
        run.brake.reasons.push(BrakeReason {
            code: code.to_owned(),
            entity: None,
            school: None,
            actual: 1.0,
            limit: 0.0,
            message: "an earlier delta delivery was discarded, so this one builds on changes that were never made; \
                      ask for a bulk delivery"
                .to_owned(),
        });
    }
    Ok(run)
}

/// Compares again where roster, settings or calendar have moved on since.
async fn fresh(ports: &Ports, run: Run, under: &str, now: Timestamp) -> PortResult<Run> {
    if run.planned_under == under {
        return Ok(run);
    }
    let run = match matches!(state(&run)?, State::Planned | State::Held) {
        true => advance(ports, run, Event::PlanOutdated, now).await?,
        false => run,
    };
    Ok(check(ports, run, now).await?.run)
}

/// Asks the brake.
async fn settle(ports: &Ports, run: Run, now: Timestamp) -> PortResult<Planned> {
    let run = match state(&run)? {
        State::Held => return Ok(Planned::Held(run)),
        State::Checked if !run.has_changes && !run.brake.held => {
            let run = advance(ports, run, Event::Unchanged, now).await?;
            crate::reports::moved(ports, &run, now).await?;
            return Ok(Planned::Unchanged(run));
        }
        State::Checked => advance(ports, run, Event::Planned, now).await?,
        State::Received
        | State::Planned
        | State::Applying
        | State::Applied
        | State::Superseded
        | State::Rejected
        | State::Discarded
        | State::Failed
        | State::RolledBack => run,
    };
    if !run.brake.held {
        return Ok(Planned::Go(run));
    }
    let run = advance(ports, run, Event::Held, now).await?;
    crate::reports::moved(ports, &run, now).await?;
    let reasons = run.brake.reasons.iter().map(|r| r.message.clone()).collect();
    announce(ports, &run.connection, Announcement::Held { run: run.id.clone(), reasons }).await;
    Ok(Planned::Held(run))
}
