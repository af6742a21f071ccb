//! Moves a run from state to state, and says so.

use std::fmt::Display;

use jiff::Timestamp;
use roster::run::{Event, State, Why};
use tracing::{info, warn};

use crate::context::Ports;
use crate::ports::Announcement;
use crate::records::Run;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// The state of a stored run.
pub fn state(run: &Run) -> PortResult<State> {
    run.state.parse().map_err(|_| PortError::new(ErrorKind::Corrupt, format!("state of {}", run.id)))
}

/// Moves a run by an event and stores it with all its other fields. A doubled event leaves it as it is; one that comes
/// at the wrong time is `Refused`.
pub(crate) async fn advance(ports: &Ports, mut run: Run, event: Event, now: Timestamp) -> PortResult<Run> {
    match state(&run)?.on(event) {
        Ok(next) => {
            run.state = next.as_str().to_owned();
            if next.is_finished() {
                run.finished_at = Some(now);
            }
            info!(run.id = %run.id, connection = %run.connection, state = %next, "run moved");
            let run = ports.runs.advance(&run).await?;
            follow(ports, &run).await?;
            Ok(run)
        }
        Err(refused) if refused.why == Why::Repeat => Ok(run),
        Err(refused) => Err(PortError::because(ErrorKind::Refused, format!("run {}", run.id), refused)),
    }
}

/// The delivery shows the state of its newest run.
async fn follow(ports: &Ports, run: &Run) -> PortResult<()> {
    let mut delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    if delivery.state == run.state {
        return Ok(());
    }
    delivery.state.clone_from(&run.state);
    match ports.deliveries.set_delivery(&delivery).await {
        Ok(_) => Ok(()),
        // Somebody else moved it on; it is only a mirror of the run.
        Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
        Err(error) => Err(error),
    }
}

/// A setting that cannot be understood, with what to do.
pub(crate) fn settings_error(key: &ConnectionKey, setting: &str, error: &dyn Display) -> PortError {
    PortError::new(ErrorKind::Refused, format!("{key}: the setting {setting} cannot be used: {error}"))
}

/// Announces; a notice that cannot be sent is logged and does not stop the run.
pub(crate) async fn announce(ports: &Ports, key: &ConnectionKey, announcement: Announcement) {
    if let Err(error) = ports.announcer.announce(key, &announcement).await {
        warn!(connection = %key, %error, "a notice could not be sent");
    }
}
