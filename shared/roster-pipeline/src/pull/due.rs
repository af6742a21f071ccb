//! When a connection's server is looked at next.

use jiff::Timestamp;
use roster::schedule::Schedule;

use super::{Pull, PullState, PullTime, RETRY, TRIES, settings_of};
use crate::PortResult;
use crate::records::{Connection, Direction};
use crate::states::settings_error;

/// When to call [`pull`](super::pull) next, given the newest pull; `None` for a connection that does not pull, or whose
/// server's key nobody has accepted yet. What needs a person is not tried again before the next due time.
pub fn due(connection: &Connection, newest: Option<&Pull>) -> PortResult<Option<Timestamp>> {
    let ready = connection.pull.as_ref().is_some_and(|pull| !pull.host_keys.is_empty());
    if connection.direction != Direction::Pull || !ready {
        return Ok(None);
    }
    let Some(newest) = newest else { return scheduled(connection, connection.created).map(Some) };
    if !newest.state.is_final() {
        return Ok(Some(if newest.has_transfers() { newest.deadline } else { newest.started_at }));
    }
    let scheduled = scheduled(connection, newest.started_at)?;
    let again = newest.state != PullState::Done
        && newest.attempt < TRIES
        && newest.trouble.as_ref().is_some_and(|trouble| !trouble.lasting);
    let ended = newest.finished_at.unwrap_or(newest.started_at);
    Ok(Some(if again { scheduled.min(ended.checked_add(RETRY).unwrap_or(scheduled)) } else { scheduled }))
}

/// The first due time later than `after`.
pub(super) fn scheduled(connection: &Connection, after: Timestamp) -> PortResult<Timestamp> {
    let key = connection.key();
    let time: PullTime =
        settings_of(connection)?.when.parse().map_err(|e| settings_error(&key, "time to pull", &e))?;
    let schedule: Schedule = connection.schedule.parse().map_err(|e| settings_error(&key, "schedule", &e))?;
    Ok(time.next(after, &schedule))
}
