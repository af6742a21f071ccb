//! Tenants, connections and deliveries.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use roster::schedule::Schedule;
use roster_pipeline::attached::Attached;
use roster_pipeline::records::{Connection, Delivery, Direction, RedactedFile, Tenant};
use serde::Serialize;

use super::{Align, Table, count, json_text};
use crate::exit::Failure;
use crate::local::{Form, settings_of};

/// A time in the machine's own zone.
pub(crate) fn local_time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// One tenant.
pub(crate) fn tenant(tenant: &Tenant, form: Form) -> Result<String, Failure> {
    match form {
        Form::Json => json_text(tenant),
        Form::Text => tenants(std::slice::from_ref(tenant), form),
    }
}

/// Tenants in a list.
pub(crate) fn tenants(tenants: &[Tenant], form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&tenants);
    }
    let mut table = Table::new(&["tenant", "name", "account", "since"].map(|name| (name, Align::Left)));
    for tenant in tenants {
        let account = tenant.account.clone().unwrap_or_default();
        table.row([tenant.id.to_string(), tenant.name.clone(), account, local_time(tenant.created)]);
    }
    Ok(table.to_string())
}

/// A connection as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionJson<'a> {
    id: &'a str,
    tenant: &'a str,
    direction: Direction,
    settings: BTreeMap<&'static str, String>,
    next_due: Option<Timestamp>,
    created: Timestamp,
    version: u64,
}

impl ConnectionJson<'_> {
    fn of(connection: &Connection) -> ConnectionJson<'_> {
        ConnectionJson {
            id: connection.id.as_str(),
            tenant: connection.tenant.as_str(),
            direction: connection.direction,
            settings: settings_of(connection).into_iter().collect(),
            next_due: next_due(connection),
            created: connection.created,
            version: connection.version,
        }
    }
}

fn next_due(connection: &Connection) -> Option<Timestamp> {
    connection.schedule.parse::<Schedule>().ok()?.next_due(Timestamp::now())
}

/// A due time in the zone of the schedule.
fn due_text(connection: &Connection, at: Timestamp) -> String {
    connection
        .schedule
        .parse::<Schedule>()
        .map_or_else(|_| local_time(at), |schedule| schedule.zone().show(at))
}

/// One connection with all its settings.
pub(crate) fn connection(connection: &Connection, form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&ConnectionJson::of(connection));
    }
    let mut table = Table::new(&[("setting", Align::Left), ("value", Align::Left)]);
    for (name, value) in settings_of(connection) {
        table.row([name.to_owned(), value]);
    }
    let direction = word(connection.direction);
    Ok(format!(
        "connection {} ({direction})\nnext run: {}\n\n{table}",
        connection.key(),
        next_run(connection)
    ))
}

/// When something may be applied next, in the zone of the schedule.
fn next_run(connection: &Connection) -> String {
    match (connection.active, connection.paused, next_due(connection)) {
        (false, ..) => "never, it only checks; set active=yes to apply what comes".into(),
        (true, true, _) => "never while it is paused".into(),
        (true, false, Some(at)) => due_text(connection, at),
        (true, false, None) => "when a set is complete".into(),
    }
}

/// Connections in a list.
pub(crate) fn connections(connections: &[Connection], form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&connections.iter().map(ConnectionJson::of).collect::<Vec<_>>());
    }
    let heading =
        ["tenant", "connection", "direction", "next run", "schedule"].map(|name| (name, Align::Left));
    let mut table = Table::new(&heading);
    for connection in connections {
        let words = [connection.tenant.as_str(), connection.id.as_str(), word(connection.direction)];
        let when = [next_run(connection), connection.schedule.clone()];
        table.row(words.map(str::to_owned).into_iter().chain(when));
    }
    Ok(table.to_string())
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Push => "push",
        Direction::Pull => "pull",
    }
}

/// A delivery as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DeliveryJson<'a> {
    id: &'a str,
    tenant: &'a str,
    connection: &'a str,
    state: &'a str,
    complete: Option<bool>,
    received_at: Timestamp,
    files: Vec<FileJson<'a>>,
    counts: &'a BTreeMap<String, u64>,
    redacted: &'a [RedactedFile],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    attachments: &'a [Attached],
    same_as: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FileJson<'a> {
    path: &'a str,
    size: u64,
    sha256: &'a str,
}

impl DeliveryJson<'_> {
    fn of(delivery: &Delivery) -> DeliveryJson<'_> {
        let files = delivery.files.iter();
        DeliveryJson {
            id: &delivery.id.0,
            tenant: delivery.connection.tenant.as_str(),
            connection: delivery.connection.connection.as_str(),
            state: &delivery.state,
            complete: delivery.complete,
            received_at: delivery.received_at,
            files: files.map(|f| FileJson { path: &f.path, size: f.size, sha256: &f.sha256 }).collect(),
            counts: &delivery.findings,
            redacted: &delivery.redacted,
            attachments: &[],
            same_as: delivery.same_as.as_ref().map(|id| id.0.as_str()),
        }
    }
}

/// Deliveries in a list.
pub(crate) fn deliveries(deliveries: &[Delivery], form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&deliveries.iter().map(DeliveryJson::of).collect::<Vec<_>>());
    }
    let left = |name| (name, Align::Left);
    let heading = [
        left("delivery"),
        left("connection"),
        left("state"),
        left("complete"),
        left("received"),
        ("files", Align::Right),
        ("bytes", Align::Right),
    ];
    let mut table = Table::new(&heading);
    for delivery in deliveries {
        let (files, bytes) = (delivery.files.len() as u64, delivery.files.iter().map(|file| file.size).sum());
        let words = [
            delivery.id.0.clone(),
            delivery.connection.to_string(),
            delivery.state.clone(),
            complete(delivery).to_owned(),
            local_time(delivery.received_at),
        ];
        table.row(words.into_iter().chain([count(files), count(bytes)]));
    }
    Ok(table.to_string())
}

fn complete(delivery: &Delivery) -> &'static str {
    match delivery.complete {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not checked",
    }
}

/// Attachments with their people and the places of their copies.
fn attached(delivery: &Delivery, attachments: &[Attached]) -> String {
    let Some(record) = &delivery.attachments else { return String::new() };
    let (files, matched) = (count(record.files), count(record.matched));
    let mut table = Table::new(&[
        ("attachment", Align::Left),
        ("of", Align::Left),
        ("bytes", Align::Right),
        ("artifact", Align::Left),
    ]);
    for one in attachments {
        let inside = one.entry.as_ref().map_or(String::new(), |entry| format!(": {entry}"));
        let user = one.user.clone().unwrap_or_else(|| "nobody".to_owned());
        table.row([format!("{}{inside}", one.file), user, count(one.bytes), one.artifact.clone()]);
    }
    format!("\n{files} attachments, {matched} of them of a person\n\n{table}")
}

/// One delivery with its files, attachments and findings.
pub(crate) fn delivery(delivery: &Delivery, attachments: &[Attached], form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&DeliveryJson { attachments, ..DeliveryJson::of(delivery) });
    }
    let mut files = Table::new(&[("file", Align::Left), ("bytes", Align::Right), ("sha256", Align::Left)]);
    for file in &delivery.files {
        files.row([file.path.clone(), count(file.size), file.sha256.clone()]);
    }
    let mut text = format!(
        "delivery {} of {}: {}\nreceived {}, complete: {}\n",
        delivery.id,
        delivery.connection,
        delivery.state,
        local_time(delivery.received_at),
        complete(delivery),
    );
    if let Some(same) = &delivery.same_as {
        text += &format!("the same as {same}: nothing to do\n");
    }
    text += &format!("\n{files}");
    for file in &delivery.redacted {
        let inside = file.entry.as_ref().map_or(String::new(), |entry| format!(", {entry}"));
        text += &format!("\ntaken out of the stored {}{inside}: {}", file.file, file.columns.join(", "));
    }
    text += if delivery.redacted.is_empty() { "" } else { "\n" };
    text += &attached(delivery, attachments);
    for (code, times) in &delivery.findings {
        let name = roster::rules::find(code).map_or("", |rule| rule.name);
        text += &format!("\n{code} {name}: {}", count(*times));
    }
    Ok(text + if delivery.findings.is_empty() { "" } else { "\n" })
}
