//! From checked to applying: takes what is due, asks the brake, and lets newer deliveries replace older ones.

use jiff::Timestamp;
use roster::calendar::Mode;
use roster::run::{Event, State};

use crate::check::{Plan, check, planned_under};
use crate::context::Ports;
use crate::ports::Announcement;
use crate::records::Run;
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
    let waiting = waiting(ports, key).await?;
    let Some(run) = choose(ports, waiting, now).await? else { return Ok(Planned::Nothing) };
    if state(&run)? == State::Applying {
        return Ok(Planned::Go(run));
    }
    let today = Plan::new(&connection, now)?;
    if connection.paused || today.mode == Mode::Paused {
        return Ok(Planned::Paused);
    }
    let run =
        fresh(ports, run, &planned_under(&connection, today.mode, base(ports, key).await?), now).await?;
    settle(ports, run, now).await
}

/// Records that a delivery is what the roster already is. What waited before it is superseded.
pub(crate) async fn record_no_op(ports: &Ports, run: Run, now: Timestamp) -> PortResult<Run> {
    let run = advance(ports, run, Event::Unchanged, now).await?;
    for older in waiting(ports, &run.connection).await? {
        if older.id < run.id && older.state != State::Applying.as_str() {
            let older = Run { note: Some(run.delivery.to_string()), ..older };
            let older = advance(ports, older, Event::Superseded, now).await?;
            crate::reports::moved(ports, &older, now).await?;
        }
    }
    let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    crate::reports::unchanged(ports, &delivery).await?;
    Ok(run)
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

/// The run to go on with: one that is being applied; else the newest of a complete delivery; else the newest. What is
/// older than a complete delivery is superseded.
async fn choose(ports: &Ports, waiting: Vec<Run>, now: Timestamp) -> PortResult<Option<Run>> {
    if let Some(applying) = waiting.iter().find(|r| r.state == State::Applying.as_str()) {
        return Ok(Some(applying.clone()));
    }
    let mut chosen: Option<Run> = None;
    for run in waiting {
        let Some(taken) = &chosen else {
            chosen = Some(run);
            continue;
        };
        if is_complete(ports, taken).await? {
            let run = Run { note: Some(taken.delivery.to_string()), ..run };
            let run = advance(ports, run, Event::Superseded, now).await?;
            crate::reports::moved(ports, &run, now).await?;
        } else if is_complete(ports, &run).await? && run.state != State::Held.as_str() {
            chosen = Some(run);
        }
    }
    Ok(chosen)
}

async fn is_complete(ports: &Ports, run: &Run) -> PortResult<bool> {
    Ok(ports.deliveries.delivery(&run.connection, &run.delivery).await?.complete == Some(true))
}

/// Compares again where roster, settings or calendar have moved on since.
async fn fresh(ports: &Ports, run: Run, under: &str, now: Timestamp) -> PortResult<Run> {
    if run.planned_under == under {
        return Ok(run);
    }
    let run = match state(&run)? {
        State::Planned | State::Held => advance(ports, run, Event::PlanOutdated, now).await?,
        _ => run,
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
        _ => run,
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
