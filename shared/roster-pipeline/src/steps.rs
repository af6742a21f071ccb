//! The steps of one connection's work, each by itself, for processes that do one of them and send word to the next.

use jiff::{SignedDuration, Timestamp};
use roster::run::State;
use roster::schedule::Schedule;

use crate::apply::{Progress, apply};
use crate::assemble::Patience;
use crate::budget::Budget;
use crate::check::{Asked, begin, check, give_up};
use crate::context::Ports;
use crate::housekeeping::remove_landed;
use crate::plan::{Planned, plan, record_no_op};
use crate::receive::{Received, SetState, receive};
use crate::records::{Delivery, DeliveryId, Run, RunId};
use crate::redact::redact_unread;
use crate::sources::renew;
use crate::states::{settings_error, state};
use crate::work::When;
use crate::{ConnectionKey, ErrorKind, PortResult};

/// What a look at a connection's folder came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// What was received.
    pub received: Received,
    /// Deliveries that nobody has checked yet, oldest first; also those of earlier looks that died.
    pub unchecked: Vec<DeliveryId>,
    /// Files that were removed from the folder.
    pub removed: u64,
    /// When to look again, if nothing lands before.
    pub again: Option<Timestamp>,
}

/// Deliveries among which the unchecked ones are looked for; a later look finds more.
const NEWEST: usize = 5;

/// Receives what landed, and removes what landed at least `stays` ago and was copied.
pub async fn look(
    ports: &Ports,
    key: &ConnectionKey,
    stays: SignedDuration,
    now: Timestamp,
) -> PortResult<Looked> {
    let received = receive(ports, key, Patience::Usual, now).await?;
    let connection = ports.directory.connection(key).await?;
    let removal = remove_landed(ports, &connection, stays, now).await?;
    let newest = ports.deliveries.deliveries(key, NEWEST).await?;
    let unchecked = newest.into_iter().rev().filter(is_unchecked).map(|d| d.id).collect();
    let waits = match received.set {
        SetState::WaitUntil(at) => Some(at),
        SetState::Nothing | SetState::WaitFor(_) | SetState::Delivered(_) | SetState::Unchanged(_) => None,
    };
    // What an earlier look copied, that look has a reminder for.
    let fresh = received.copied > 0 || matches!(received.set, SetState::Delivered(_));
    let goes = removal.next.filter(|_| fresh || removal.removed > 0);
    let again = waits.into_iter().chain(goes).min();
    Ok(Looked { received, unchecked, removed: removal.removed, again })
}

fn is_unchecked(delivery: &Delivery) -> bool {
    delivery.state == State::Received.as_str()
}

/// Checks every delivery that nobody has looked at yet, oldest first.
pub async fn check_new(ports: &Ports, key: &ConnectionKey, now: Timestamp) -> PortResult<Vec<Run>> {
    let mut checked = Vec::new();
    let deliveries = ports.deliveries.deliveries(key, 200).await?;
    for delivery in deliveries.iter().rev().filter(|d| is_unchecked(d)) {
        let run = begin(ports, delivery, Asked::ByArrival, now).await?;
        if delivery.same_as.is_some() {
            redact_unread(ports, delivery).await?;
            record_no_op(ports, run, now).await?;
        } else if state(&run)? == State::Received {
            checked.push(match check(ports, run.clone(), now).await {
                Ok(done) => done.run,
                Err(error) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(run.id = %run.id, connection = %key, %error, "a delivery cannot be checked");
                    give_up(ports, run, &error, now).await?
                }
            });
        }
    }
    Ok(checked)
}

/// What planning came to, and when its time comes for what waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// What was planned; a run that may go is to be applied, and then planned again.
    pub planned: Planned,
    /// When something that was checked falls due.
    pub at: Option<Timestamp>,
    /// The same, where no schedule would bring it back: only the connection itself knows this time.
    pub remind: Option<Timestamp>,
}

/// Plans what is due: one step of it. Where the roster already was what a delivery says, or after a run is applied, more
/// may be due. A run that is being applied comes first, whatever time it is.
pub async fn plan_due(ports: &Ports, key: &ConnectionKey, when: When, now: Timestamp) -> PortResult<Next> {
    let connection = ports.directory.connection(key).await?;
    let schedule: Schedule = connection.schedule.parse().map_err(|e| settings_error(key, "schedule", &e))?;
    let mut runs = recent(ports, key).await?;
    if let Some(run) = renew(ports, &connection, &runs, now).await? {
        runs.insert(0, run);
    }
    let (is_due, at) = due(ports, &runs, &schedule, now).await?;
    let resuming = runs.iter().any(|r| r.state == State::Applying.as_str());
    let planned = match resuming || (connection.active && (when == When::Now || is_due)) {
        true => plan(ports, key, now).await?,
        false => Planned::Nothing,
    };
    let remind = at.filter(|_| connection.active && schedule.next_due(now).is_none());
    Ok(Next { planned, at, remind })
}

/// The newest runs, as many as matter: further back than the last that was applied nothing waits, except in a long chain.
async fn recent(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<Run>> {
    let runs = ports.runs.runs(key, 20).await?;
    let settled = runs.len() < 20 || runs.iter().any(|r| r.state == State::Applied.as_str());
    match settled {
        true => Ok(runs),
        false => ports.runs.runs(key, 200).await,
    }
}

/// Whether something that was checked is due, and when the next of it is.
async fn due(
    ports: &Ports,
    runs: &[Run],
    schedule: &Schedule,
    now: Timestamp,
) -> PortResult<(bool, Option<Timestamp>)> {
    let served = runs.iter().find(|r| r.state == State::Applied.as_str());
    let served_at = served.and_then(|r| r.finished_at);
    let (mut is_due, mut next) = (false, None::<Timestamp>);
    let waits = |r: &&Run| r.state == State::Checked.as_str() || r.state == State::Planned.as_str();
    for run in runs.iter().filter(waits) {
        let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
        let starts = schedule.starts(delivery.received_at, served_at);
        if starts <= now || is_next_of_chain(&delivery, served) {
            is_due = true;
        } else {
            next = Some(next.map_or(starts, |n| n.min(starts)));
        }
    }
    Ok((is_due, next))
}

/// Deltas that waited together fall due together, though they are applied one after the other.
fn is_next_of_chain(delivery: &Delivery, served: Option<&Run>) -> bool {
    let began = served.and_then(|run| run.applying_since.or(run.finished_at));
    delivery.delta && began.is_some_and(|began| delivery.received_at <= began)
}

/// Applies a run as far as the budget lets; `None` if it is not to be applied, or not any more.
pub async fn apply_run(
    ports: &Ports,
    (key, id): (&ConnectionKey, &RunId),
    by: (&str, Timestamp),
    budget: &Budget,
) -> PortResult<Option<Progress>> {
    let run = match ports.runs.run(key, id).await {
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    let may_go = match state(&run)? {
        State::Applying => true,
        State::Planned => !run.brake.held,
        State::Received
        | State::Checked
        | State::Held
        | State::Applied
        | State::Superseded
        | State::Rejected
        | State::Discarded
        | State::Failed
        | State::RolledBack => false,
    };
    if !may_go {
        return Ok(None);
    }
    match apply(ports, run, by, budget).await {
        // Somebody moved the run or the roster on: planning again finds out what is to be done.
        Err(error) if error.kind == ErrorKind::Conflict => Ok(None),
        progress => progress.map(Some),
    }
}
