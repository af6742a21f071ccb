//! Runs: what they did or would do, and what the brake says.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roster::run::State;
use roster_pipeline::plan::Planned;
use roster_pipeline::receive::SetState;
use roster_pipeline::records::{BrakeReason, Connection, Counts, Run};
use roster_pipeline::work::Worked;
use serde::Serialize;

use super::records::local_time;
use super::{Align, Table, count, json_text};
use crate::exit::Failure;
use crate::local::Form;

/// A run as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunJson<'a> {
    id: &'a str,
    tenant: &'a str,
    connection: &'a str,
    delivery: &'a str,
    state: &'a str,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    entities: &'a BTreeMap<String, Counts>,
    brake: BrakeJson<'a>,
    note: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BrakeJson<'a> {
    held: bool,
    reasons: &'a [BrakeReason],
    additions_allowed: bool,
}

impl RunJson<'_> {
    /// Of a run.
    pub(crate) fn of(run: &Run) -> RunJson<'_> {
        RunJson {
            id: &run.id.0,
            tenant: run.connection.tenant.as_str(),
            connection: run.connection.connection.as_str(),
            delivery: &run.delivery.0,
            state: &run.state,
            started_at: run.started_at,
            finished_at: run.finished_at,
            entities: &run.entities,
            brake: BrakeJson {
                held: run.brake.held,
                reasons: &run.brake.reasons,
                additions_allowed: run.brake.additions_allowed,
            },
            note: run.note.as_deref(),
        }
    }
}

/// Runs in a list.
pub(crate) fn list(runs: &[Run], form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&runs.iter().map(RunJson::of).collect::<Vec<_>>());
    }
    let heading = [
        ("run", Align::Left),
        ("connection", Align::Left),
        ("state", Align::Left),
        ("started", Align::Left),
        ("created", Align::Right),
        ("updated", Align::Right),
        ("removed", Align::Right),
    ];
    let mut table = Table::new(&heading);
    for run in runs {
        let sum = |of: fn(&Counts) -> u64| count(run.entities.values().map(of).sum());
        let words =
            [run.id.0.clone(), run.connection.to_string(), run.state.clone(), local_time(run.started_at)];
        table.row(words.into_iter().chain([
            sum(|c| c.created + c.revived),
            sum(|c| c.updated),
            sum(|c| c.removed),
        ]));
    }
    Ok(table.to_string())
}

/// One run with all that is known of it.
pub(crate) fn one(run: &Run, form: Form) -> Result<String, Failure> {
    match form {
        Form::Json => json_text(&RunJson::of(run)),
        Form::Text => Ok(text(run)),
    }
}

fn text(run: &Run) -> String {
    let finished = run.finished_at.map_or(String::new(), |at| format!(", finished {}", local_time(at)));
    let mut text = format!(
        "run {} of {}: {}\ndelivery {}, started {}{finished}\n",
        run.id,
        run.connection,
        run.state,
        run.delivery,
        local_time(run.started_at),
    );
    if let Some(note) = &run.note {
        text += &format!("note: {note}\n");
    }
    let changes = super::diff::table(run.entities.iter().map(|(name, c)| (name.as_str(), (*c).into())));
    if !changes.is_empty() {
        text += &format!("\n{changes}");
    }
    text + &brake(run)
}

fn brake(run: &Run) -> String {
    if !run.brake.held {
        return String::new();
    }
    let reasons = run.brake.reasons.iter().map(|reason| format!("    {}  {}\n", reason.code, reason.message));
    let mut text = format!("\nThe brake holds:\n{}", reasons.collect::<String>());
    if run.state == State::Held.as_str() {
        let id = &run.id;
        if let Some(ids) = &run.ids.proposal {
            let (tenant, connection) = (&run.connection.tenant, &run.connection.connection);
            text += &format!(
                "\nRecords seem to have other IDs: {} sure, {} doubtful, {} without a match. Look at them with\n\
                 `rollcall ids propose {id} --out ids.csv`, and accept them with `rollcall ids apply {tenant} {connection} ids.csv`.\n",
                ids.sure, ids.doubtful, ids.none
            );
        }
        text += &format!("\nAnswer with `rollcall run approve {id}` or `rollcall run discard {id}`");
        if run.brake.additions_allowed {
            text += &format!(",\nor `rollcall run apply-additions {id}` for everything but the removals");
        }
        text += ".\n";
    }
    text
}

/// What `rollcall connection run` did.
pub(crate) fn worked(
    connection: &Connection,
    worked: &Worked,
    run: Option<&Run>,
    form: Form,
) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&run.map(RunJson::of));
    }
    let mut text = match &worked.received.set {
        SetState::Nothing => String::new(),
        SetState::WaitUntil(at) => {
            format!("Files are still coming; the set is looked at again {}.\n", local_time(*at))
        }
        SetState::WaitFor(files) => format!("The set is not whole; still to come: {}.\n", files.join(", ")),
        SetState::Delivered(id) => format!("Received delivery {id}.\n"),
        SetState::Unchanged(id) => format!("Received delivery {id}, which has nothing new in it.\n"),
    };
    let key = connection.key();
    if matches!(worked.planned, Planned::Paused) {
        text += &format!("{key} is paused: what came is checked and waits.\n");
    } else if !connection.active {
        let (tenant, id) = (&key.tenant, &key.connection);
        text += &format!(
            "{key} is not active, so nothing is applied: `rollcall connection set {tenant} {id} active=yes`.\n"
        );
    }
    match run {
        Some(run) => Ok(text + &self::text(run)),
        None => Ok(text + "There is nothing to do: nothing has arrived yet.\n"),
    }
}
