//! Connections that sent nothing when they should have, and the difference between one that is late and all of them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use roster::calendar::Mode;
use roster::schedule::{Rhythm, Schedule};
use tracing::{info, warn};

use crate::check::Plan;
use crate::ports::{Announcement, Announcer, DeliveryLog};
use crate::records::Connection;
use crate::states::settings_error;
use crate::{ConnectionKey, PortResult};

/// What a look for late connections came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lateness {
    /// Tenants that are late.
    pub late: u64,
    /// Tenants with an active connection.
    pub of: u64,
    /// Whether so many are late together that only the operator is told.
    pub together: Together,
}

/// Whether being late is a tenant's own affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Together {
    /// Each is late for a reason of its own.
    #[default]
    Few,
    /// Over 20 % of all, and at least 5: the reason is likely ours.
    Many,
}

impl Together {
    fn of(late: u64, of: u64) -> Together {
        match late >= 5 && late * 5 > of {
            true => Together::Many,
            false => Together::Few,
        }
    }
}

/// Announces who became late later than `since` and not later than `until`. A connection is late when its due time and the
/// time that is left to it afterwards have passed, and nothing came since the due time before. It is announced the first
/// three times, then every seventh.
pub async fn announce_late(
    deliveries: &dyn DeliveryLog,
    announcer: &dyn Announcer,
    connections: &[Connection],
    (since, until): (Timestamp, Timestamp),
) -> PortResult<Lateness> {
    let active = connections.iter().filter(|c| c.active);
    let of = active.map(|c| &c.tenant).collect::<BTreeSet<_>>().len() as u64;
    let mut late: Vec<(ConnectionKey, Option<Timestamp>, u64)> = Vec::new();
    for (connection, judged) in connections.iter().filter_map(|c| judged(c, since, until)) {
        let key = connection.key();
        let newest = deliveries.deliveries(&key, 1).await?.into_iter().next().map(|d| d.received_at);
        let missed = judged.missed(newest.unwrap_or(connection.created));
        if missed > 0 {
            late.push((key, newest, missed));
        }
    }
    let tenants = late.iter().map(|(key, ..)| &key.tenant).collect::<BTreeSet<_>>().len() as u64;
    let lateness = Lateness { late: tenants, of, together: Together::of(tenants, of) };
    if tenants > 0 {
        info!(late = tenants, of, "late tenants");
    }
    match lateness.together {
        Together::Many => announcer.tell_operator(&Announcement::ManyLate { late: tenants, of }).await?,
        Together::Few => announce_each(announcer, late).await,
    }
    Ok(lateness)
}

async fn announce_each(announcer: &dyn Announcer, late: Vec<(ConnectionKey, Option<Timestamp>, u64)>) {
    for (key, since, missed) in late.into_iter().filter(|(.., missed)| *missed <= 3 || missed % 7 == 0) {
        if let Err(error) = announcer.announce(&key, &Announcement::Late { since, missed }).await {
            warn!(connection = %key, %error, "a notice could not be sent");
        }
    }
}

/// A due time at which a connection is judged, and what it should have sent by then.
struct Judged {
    schedule: Schedule,
    due: Timestamp,
    rhythm: Wanted,
}

/// How often a delivery is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// For every due time.
    EachRun,
    /// Once in so long.
    Every(SignedDuration),
    /// Nobody said.
    Never,
}

/// The connection, if it is to be judged in this span; one whose settings cannot be used is reported by its own work.
fn judged(connection: &Connection, since: Timestamp, until: Timestamp) -> Option<(&Connection, Judged)> {
    let judged = judge(connection, since, until).unwrap_or_else(|error| {
        warn!(connection = %connection.key(), %error, "nobody can say whether it is late");
        None
    });
    judged.map(|judged| (connection, judged))
}

fn judge(connection: &Connection, since: Timestamp, until: Timestamp) -> PortResult<Option<Judged>> {
    if !connection.active || connection.paused {
        return Ok(None);
    }
    let parsed: Schedule =
        connection.schedule.parse().map_err(|e| settings_error(&connection.key(), "schedule", &e))?;
    let (schedule, grace, rhythm) = match (&parsed, wanted(connection)) {
        (_, Wanted::Never) | (Schedule::OnArrival { .. }, Wanted::EachRun) => return Ok(None),
        (Schedule::At { window, .. }, rhythm) => {
            (parsed.clone(), SignedDuration::try_from(*window).unwrap_or_default(), rhythm)
        }
        // It has no due times: it is judged once a day.
        (Schedule::OnArrival { .. }, rhythm) => (Schedule::default(), SignedDuration::ZERO, rhythm),
    };
    let Some(due) = until.checked_sub(grace).ok().and_then(|at| schedule.last_due(at)) else {
        return Ok(None);
    };
    let new = due.checked_add(grace).is_ok_and(|judged| judged > since);
    let paused = new && Plan::new(connection, due)?.mode == Mode::Paused;
    Ok((new && !paused).then_some(Judged { schedule, due, rhythm }))
}

/// The shortest of its files' rhythms.
fn wanted(connection: &Connection) -> Wanted {
    let rhythms: Vec<Rhythm> =
        connection.expected.iter().map(|file| file.rhythm.parse().unwrap_or_default()).collect();
    if rhythms.is_empty() || rhythms.contains(&Rhythm::EachRun) {
        return Wanted::EachRun;
    }
    let days = rhythms.iter().filter_map(|rhythm| match rhythm {
        Rhythm::AtMost { days } => Some(*days),
        Rhythm::EachRun | Rhythm::Once | Rhythm::Own => None,
    });
    days.min().map_or(Wanted::Never, |days| Wanted::Every(SignedDuration::from_hours(24 * i64::from(days))))
}

impl Judged {
    /// How often something should have come since `last`, and has newly not come at this due time.
    fn missed(&self, last: Timestamp) -> u64 {
        match self.rhythm {
            Wanted::EachRun => {
                let before = std::iter::successors(Some(self.due), |due| self.before(*due)).take(100);
                before.skip(1).take_while(|due| last <= *due).count() as u64
            }
            Wanted::Every(span) => {
                let spans = |at: Timestamp| at.duration_since(last).as_secs().max(0) / span.as_secs().max(1);
                let newly = self.before(self.due).is_none_or(|before| spans(before) < spans(self.due));
                if newly { spans(self.due) as u64 } else { 0 }
            }
            Wanted::Never => 0,
        }
    }

    fn before(&self, due: Timestamp) -> Option<Timestamp> {
        due.checked_sub(SignedDuration::from_nanos(1)).ok().and_then(|at| self.schedule.last_due(at))
    }
}

#[cfg(test)]
#[path = "late_tests.rs"]
mod tests;
