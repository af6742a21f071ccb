//! One connection's work, from what landed to what is applied, as far as it may go now.

use jiff::Timestamp;
use roster::run::State;
use roster::schedule::Schedule;

use crate::apply::apply;
use crate::assemble::Patience;
use crate::check::{Asked, begin, check, give_up};
use crate::context::Ports;
use crate::plan::{Planned, plan, record_no_op};
use crate::receive::{Received, SetState, receive};
use crate::records::{Connection, Run};
use crate::states::{settings_error, state};
use crate::{ConnectionKey, PortResult};

/// How far the work went.
#[derive(Debug, Clone, PartialEq)]
pub struct Worked {
    /// What was received.
    pub received: Received,
    /// Runs that were checked this time.
    pub checked: Vec<Run>,
    /// What planning came to, if its time had come.
    pub planned: Planned,
    /// The run that was applied this time.
    pub applied: Option<Run>,
    /// When to look again, if nothing lands before.
    pub next: Option<Timestamp>,
}

/// When planning may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At the connection's own times.
    Due,
    /// Now: a person asked.
    Now,
}

/// Receives, checks, and plans and applies what is due. May die anywhere and be called again: it goes on where it was.
pub async fn work(
    ports: &Ports,
    key: &ConnectionKey,
    when: When,
    (holder, now): (&str, Timestamp),
) -> PortResult<Worked> {
    let patience = if when == When::Now { Patience::None } else { Patience::Usual };
    let received = receive(ports, key, patience, now).await?;
    let checked = check_new(ports, key, now).await?;
    let connection = ports.directory.connection(key).await?;
    let (due, next) = due(ports, &connection, now).await?;
    let mut worked = Worked { received, checked, planned: Planned::Nothing, applied: None, next };
    if let SetState::WaitUntil(at) = worked.received.set {
        worked.next = Some(worked.next.map_or(at, |next| next.min(at)));
    }
    let resuming = resuming(ports, key).await?;
    if resuming || (connection.active && (when == When::Now || due)) {
        // Deltas wait one behind the other; of bulk deliveries there is one to apply at most.
        loop {
            let planned = plan(ports, key, now).await?;
            match planned.clone() {
                Planned::Go(run) => worked.applied = Some(apply(ports, run, holder, now).await?),
                Planned::Unchanged(_) => {}
                Planned::Nothing => break,
                Planned::Paused | Planned::Held(_) => {
                    worked.planned = planned;
                    break;
                }
            }
            worked.planned = planned;
        }
    }
    Ok(worked)
}

/// Checks every delivery that nobody has looked at yet, oldest first.
async fn check_new(ports: &Ports, key: &ConnectionKey, now: Timestamp) -> PortResult<Vec<Run>> {
    let mut checked = Vec::new();
    let deliveries = ports.deliveries.deliveries(key, 200).await?;
    for delivery in deliveries.iter().rev().filter(|d| d.state == State::Received.as_str()) {
        let run = begin(ports, delivery, Asked::ByArrival, now).await?;
        if delivery.same_as.is_some() {
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

async fn resuming(ports: &Ports, key: &ConnectionKey) -> PortResult<bool> {
    Ok(ports.runs.runs(key, 20).await?.iter().any(|r| r.state == State::Applying.as_str()))
}

/// Whether something that was checked is due, and when to look again.
async fn due(
    ports: &Ports,
    connection: &Connection,
    now: Timestamp,
) -> PortResult<(bool, Option<Timestamp>)> {
    let key = connection.key();
    let schedule: Schedule = connection.schedule.parse().map_err(|e| settings_error(&key, "schedule", &e))?;
    let runs = ports.runs.runs(&key, 200).await?;
    let served = runs.iter().find(|r| r.state == State::Applied.as_str()).and_then(|r| r.finished_at);
    let (mut is_due, mut next) = (false, None::<Timestamp>);
    for run in
        runs.iter().filter(|r| r.state == State::Checked.as_str() || r.state == State::Planned.as_str())
    {
        let delivery = ports.deliveries.delivery(&key, &run.delivery).await?;
        let starts = schedule.starts(delivery.received_at, served);
        if starts <= now {
            is_due = true;
        } else {
            next = Some(next.map_or(starts, |n| n.min(starts)));
        }
    }
    Ok((is_due, next))
}
