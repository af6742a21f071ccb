//! What a district and the operator read: a text to act on, findings as a table, and a list of what came.

use std::io::{Read, Write};

use jiff::Timestamp;
use roster::calendar::Mode;
use roster::diff::Comparison;
use roster::report::{self, DeliveryFacts, Findings, HoldReason, OperatorFacts, Outlook, Preview};
use roster::run::State;
use serde::{Serialize, de::DeserializeOwned};

use crate::check::Plan;
use crate::context::Ports;
use crate::ports::{Arrival, ArtifactKey, LandingPath, Purpose};
use crate::receive::SetState;
use crate::records::{Connection, Delivery, Run};
use crate::snapshots::{Marks, SnapshotFile};
use crate::states::{settings_error, state};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// What an examination found, for its report.
pub struct Body {
    pub(crate) comparison: Comparison,
    pub(crate) findings: Findings,
    pub(crate) plan: Plan,
}

/// Publishes `reports/received.txt`.
pub(crate) async fn received(
    ports: &Ports,
    key: &ConnectionKey,
    (arrivals, set): (&[Arrival], &SetState),
) -> PortResult<()> {
    let connection = ports.directory.connection(key).await?;
    let zone = zone(&connection)?;
    let mut newest: Vec<&Arrival> = arrivals.iter().collect();
    newest.sort_by(|a, b| b.received.cmp(&a.received).then_with(|| a.path.cmp(&b.path)));
    let line = |a: &&Arrival| report::ReceivedFile {
        path: a.path.clone(),
        size: a.size,
        sha256: a.sha256.clone(),
        received: zone.show(a.received),
        note: match &a.delivery {
            Some(id) => format!("in delivery {id}"),
            None => "waits for the rest of the set".to_owned(),
        },
    };
    let tables = newest.iter().filter(|a| a.purpose == Purpose::Table);
    let lines: Vec<report::ReceivedFile> = tables.take(1000).map(line).collect();
    let mut text = report::received_txt(&lines);
    text.push_str(&attachments(&newest, &zone));
    match set {
        SetState::WaitFor(files) => text.push_str(&format!("\nStill to come: {}\n", files.join(", "))),
        SetState::WaitUntil(at) => {
            text.push_str(&format!(
                "\nThe set counts as whole at {} if nothing more comes before.\n",
                zone.show(*at)
            ));
        }
        SetState::Nothing | SetState::Delivered(_) | SetState::Unchanged(_) => {}
    }
    publish(ports, key, "reports/received.txt", text.as_bytes()).await
}

/// Attachments may be thousands: how many there are, and which came last.
fn attachments(newest: &[&Arrival], zone: &roster::schedule::Zone) -> String {
    let all: Vec<&&Arrival> = newest.iter().filter(|a| a.purpose == Purpose::Attachment).collect();
    let Some(last) = all.first() else { return String::new() };
    let bytes: u64 = all.iter().map(|a| a.size).sum();
    format!(
        "\nAttachments, kept beside the deliveries: {} files of {bytes} bytes, the last at {} ({}).\n",
        all.len(),
        zone.show(last.received),
        last.path,
    )
}

/// Tells the district that it sent the same again.
pub(crate) async fn unchanged(ports: &Ports, delivery: &Delivery) -> PortResult<()> {
    let same = delivery.same_as.as_ref().map_or(String::new(), |id| format!(" {id}"));
    let text = format!(
        "Delivery {}\n\nThe files are the same as those of delivery{same}, which was applied. There is nothing to do.\n",
        delivery.id
    );
    publish(ports, &delivery.connection, "reports/latest.txt", text.as_bytes()).await
}

/// Publishes what a check found.
pub(crate) async fn checked(
    ports: &Ports,
    (run, delivery): (&Run, &Delivery),
    body: Body,
    now: Timestamp,
) -> PortResult<()> {
    let key = &run.connection;
    let zone = body.plan.schedule.zone().clone();
    let files: Vec<SnapshotFile> = body.comparison.files.iter().map(file).collect();
    store(ports, run, "files.json", &json(&files)?).await?;
    store(ports, run, "marks.json", &json(&Marks::from(body.comparison.traits))?).await?;
    let facts = DeliveryFacts {
        tenant: key.tenant.to_string(),
        connection: key.connection.to_string(),
        delivery: delivery.id.0.clone(),
        received_at: zone.show(delivery.received_at),
        format: body.comparison.format.map(|f| f.title),
        files: body.comparison.files,
        missing: body.comparison.missing,
        complete: body.comparison.complete,
        entities: body.comparison.entities,
    };
    store(ports, run, "district.txt", report::text(&facts, &body.findings, None).as_bytes()).await?;
    let artifacts = ["changes", "findings.csv"].map(|name| format!("runs/{}/{name}", run.id)).to_vec();
    let operator = OperatorFacts { run: run.id.0.clone(), artifacts };
    let text = report::operator_text(&facts, &body.findings, None, &operator);
    store(ports, run, "operator.txt", text.as_bytes()).await?;
    moved(ports, run, now).await?;
    let mut findings = Vec::new();
    let mut source =
        ports.artifacts.open(&ArtifactKey::new(key, format!("runs/{}/findings.csv", run.id))).await?;
    source.read_to_end(&mut findings)?;
    publish(ports, key, &format!("{}/findings.csv", folder(run)), &findings).await
}

/// Publishes the report again, with where the run stands now.
pub(crate) async fn moved(ports: &Ports, run: &Run, now: Timestamp) -> PortResult<()> {
    let key = &run.connection;
    let connection = ports.directory.connection(key).await?;
    let status = report::preview_text(&preview(ports, &connection, run, now).await?);
    let body = load(ports, run, "district.txt").await?.unwrap_or_default();
    let text = with_status(&body, &status);
    publish(ports, key, &format!("{}/report.txt", folder(run)), text.as_bytes()).await?;
    let newest = ports.runs.runs(key, 1).await?.first().map(|r| r.id.clone());
    if newest.is_none_or(|newest| newest <= run.id) {
        publish(ports, key, "reports/latest.txt", text.as_bytes()).await?;
    }
    Ok(())
}

/// The operator's report of a run.
pub async fn operator_text(ports: &Ports, run: &Run, now: Timestamp) -> PortResult<String> {
    let connection = ports.directory.connection(&run.connection).await?;
    let status = report::preview_text(&preview(ports, &connection, run, now).await?);
    let body = load(ports, run, "operator.txt").await?.unwrap_or_default();
    Ok(with_status(&body, &status))
}

/// Where a run stands, below the page's first lines, which say what the page is about.
fn with_status(body: &str, status: &str) -> String {
    match body.split_once("\n\n") {
        Some((head, rest)) => format!("{head}\n\n{status}\n{rest}"),
        None => status.to_owned(),
    }
}

async fn preview(ports: &Ports, connection: &Connection, run: &Run, now: Timestamp) -> PortResult<Preview> {
    let counts =
        run.entities.iter().filter_map(|(name, counts)| Some((name.parse().ok()?, (*counts).into())));
    let changes = counts.collect();
    Ok(Preview { changes, outlook: outlook(ports, connection, run, now).await? })
}

async fn outlook(ports: &Ports, connection: &Connection, run: &Run, now: Timestamp) -> PortResult<Outlook> {
    let plan = Plan::new(connection, now)?;
    let show = |at: Timestamp| plan.schedule.zone().show(at);
    Ok(match state(run)? {
        State::Received | State::Checked | State::Planned if !connection.active => Outlook::NotActive,
        State::Received | State::Checked | State::Planned
            if connection.paused || plan.mode == Mode::Paused =>
        {
            Outlook::Paused { until: plan.pause_ends() }
        }
        State::Received | State::Checked | State::Planned => {
            let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
            let runs = ports.runs.runs(&run.connection, 200).await?;
            let served = runs.iter().find(|r| r.state == State::Applied.as_str()).and_then(|r| r.finished_at);
            Outlook::Planned { at: show(plan.schedule.starts(delivery.received_at, served).max(now)) }
        }
        State::Held => {
            let reason = |r: &crate::records::BrakeReason| HoldReason {
                code: r.code.clone(),
                message: r.message.clone(),
            };
            Outlook::Held {
                reasons: run.brake.reasons.iter().map(reason).collect(),
                who: "The operator of this service".to_owned(),
            }
        }
        State::Applying => Outlook::Planned { at: show(now) },
        State::Applied | State::RolledBack if !run.has_changes => Outlook::NothingChanges,
        State::Applied | State::RolledBack => Outlook::Applied { at: show(run.finished_at.unwrap_or(now)) },
        State::Superseded => Outlook::Superseded { by: run.note.clone().unwrap_or_default() },
        State::Discarded => Outlook::Discarded,
        State::Rejected => Outlook::Rejected { why: unreadable(connection).to_owned() },
        State::Failed => Outlook::Failed,
    })
}

/// Why nothing of a delivery could be read.
fn unreadable(connection: &Connection) -> &'static str {
    match connection.mapping {
        Some(_) => "none of the files has a name and columns that the mapping of this connection describes",
        None => "no built-in format has files of these names and columns",
    }
}

/// What the files of a run's delivery were like.
pub(crate) async fn files_of(ports: &Ports, run: &Run) -> PortResult<Option<Vec<SnapshotFile>>> {
    match load(ports, run, "files.json").await? {
        Some(text) => parse(&text, run).map(Some),
        None => Ok(None),
    }
}

/// The marks of a run's delivery.
pub(crate) async fn marks_of(ports: &Ports, run: &Run) -> PortResult<Marks> {
    match load(ports, run, "marks.json").await? {
        Some(text) => parse(&text, run),
        None => Ok(Marks::default()),
    }
}

fn file(f: &roster::diff::FileSummary) -> SnapshotFile {
    let name = roster::read::base_name(&f.name).to_owned();
    SnapshotFile { name, rows: f.rows, columns: f.columns.clone(), shapes: f.shapes.clone(), absent: 0 }
}

fn json<T: Serialize>(value: &T) -> PortResult<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| PortError::because(ErrorKind::Corrupt, "a report", e))
}

fn parse<T: DeserializeOwned>(text: &str, run: &Run) -> PortResult<T> {
    serde_json::from_str(text)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("report of {}", run.id), e))
}

fn zone(connection: &Connection) -> PortResult<roster::schedule::Zone> {
    let schedule: roster::schedule::Schedule =
        connection.schedule.parse().map_err(|e| settings_error(&connection.key(), "schedule", &e))?;
    Ok(schedule.zone().clone())
}

/// The dated folder of a run's reports: run IDs begin with their time.
pub(crate) fn folder(run: &Run) -> String {
    let id = run.id.0.strip_prefix("r-").unwrap_or(&run.id.0);
    let (date, rest) = id.split_at_checked(8).unwrap_or((id, ""));
    let dashed = match (date.get(..4), date.get(4..6), date.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => date.to_owned(),
    };
    format!("reports/{dashed}{}", rest.replacen('T', "-", 1))
}

async fn publish(ports: &Ports, key: &ConnectionKey, path: &str, content: &[u8]) -> PortResult<()> {
    ports.landing.publish(key, &LandingPath::parse(path)?, content).await
}

async fn store(ports: &Ports, run: &Run, name: &str, content: &[u8]) -> PortResult<()> {
    let key = ArtifactKey::new(&run.connection, format!("runs/{}/{name}", run.id));
    let mut writer = ports.artifacts.write(&key).await?;
    writer.write_all(content)?;
    writer.finish().map(drop)
}

async fn load(ports: &Ports, run: &Run, name: &str) -> PortResult<Option<String>> {
    let key = ArtifactKey::new(&run.connection, format!("runs/{}/{name}", run.id));
    match ports.artifacts.open(&key).await {
        Ok(mut source) => {
            let mut text = String::new();
            source.read_to_string(&mut text)?;
            Ok(Some(text))
        }
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
