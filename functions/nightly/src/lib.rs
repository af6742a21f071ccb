//! A round over all connections, when the scheduler says so.

use jiff::Timestamp;
use roster_aws::lambda::metrics;
use roster_pipeline::PortResult;
use roster_pipeline::rounds::{Round, RoundPorts, Rounded, round};
use serde::Deserialize;

/// What the scheduler sends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Scheduled {
    /// Which round.
    pub kind: Kind,
    /// For when it was scheduled, which is not when it is delivered; `now` if it cannot be read.
    #[serde(default)]
    pub time: Option<String>,
}

/// Which round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Every night.
    Nightly,
    /// Every quarter of an hour.
    Sweep,
}

impl Scheduled {
    /// The moment that the round is for: not the future, whatever the event says.
    fn at(&self, now: Timestamp) -> Timestamp {
        self.time.as_deref().and_then(|time| time.parse().ok()).unwrap_or(now).min(now)
    }
}

/// Sends word to every connection whose time came.
pub async fn handle(ports: &RoundPorts, event: Scheduled, now: Timestamp) -> PortResult<()> {
    let which = match event.kind {
        Kind::Nightly => Round::Nightly,
        Kind::Sweep => Round::Sweep,
    };
    let rounded = round(ports, which, event.at(now)).await?;
    emit(&rounded);
    Ok(())
}

fn emit(rounded: &Rounded) {
    let Rounded { plans, looks, pulls, housekeeping, broken, lateness } = *rounded;
    metrics::emit(
        &[("Function", "nightly")],
        &[
            ("Plans", plans),
            ("Looks", looks),
            ("Pulls", pulls),
            ("Housekeeping", housekeeping),
            ("BrokenSettings", broken),
            ("Late", lateness.late),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_for_the_time_it_was_scheduled_for() {
        let now: Timestamp = "2026-11-23T06:16:00Z".parse().unwrap();
        for (event, want) in [
            (r#"{"kind":"nightly","time":"2026-11-23T06:15:00Z"}"#, "2026-11-23T06:15:00Z"),
            (r#"{"kind":"sweep","time":"2027-01-01T00:00:00Z"}"#, "2026-11-23T06:16:00Z"),
            (r#"{"kind":"sweep","time":"<aws.scheduler.scheduled-time>"}"#, "2026-11-23T06:16:00Z"),
            (r#"{"kind":"sweep"}"#, "2026-11-23T06:16:00Z"),
        ] {
            let event: Scheduled = serde_json::from_str(event).unwrap();
            assert_eq!(event.at(now).to_string(), want);
        }
        assert!(serde_json::from_str::<Scheduled>(r#"{"kind":"weekly"}"#).is_err());
    }
}
