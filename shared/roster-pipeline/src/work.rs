//! One connection's work, from what landed to what is applied, as far as it may go now, in one process.

use jiff::Timestamp;

use crate::apply::apply;
use crate::assemble::Patience;
use crate::budget::Budget;
use crate::context::Ports;
use crate::plan::Planned;
use crate::receive::{Received, SetState, receive};
use crate::records::Run;
use crate::steps::{check_new, plan_due};
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
    let mut worked = Worked { received, checked, planned: Planned::Nothing, applied: None, next: None };
    loop {
        let next = plan_due(ports, key, when, now).await?;
        worked.next = next.at;
        match next.planned {
            Planned::Go(run) => {
                let progress = apply(ports, run.clone(), (holder, now), &Budget::unlimited()).await?;
                worked.applied = Some(progress.into_run());
                worked.planned = Planned::Go(run);
            }
            Planned::Unchanged(_) => worked.planned = next.planned,
            Planned::Nothing => break,
            Planned::Paused | Planned::Held(_) => {
                worked.planned = next.planned;
                break;
            }
        }
    }
    if let SetState::WaitUntil(at) = worked.received.set {
        worked.next = Some(worked.next.map_or(at, |next| next.min(at)));
    }
    Ok(worked)
}
