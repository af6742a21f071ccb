//! What was seen on a district's server, and what was fetched from it.

use jiff::Timestamp;
use roster_pipeline::ports::{FileOutcome, RemoteFile, Tested};
use roster_pipeline::pull::{Pull, PulledFile, Trouble};
use roster_pipeline::records::Connection;
use serde::Serialize;

use super::records::local_time;
use super::{Align, SCHEMA, Table, count, counted, json_text};
use crate::exit::Failure;
use crate::local::Form;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TestedJson<'a> {
    schema: u32,
    tenant: &'a str,
    connection: &'a str,
    #[serde(flatten)]
    tested: &'a Tested,
}

/// What a test found.
pub(crate) fn tested(connection: &Connection, tested: &Tested, form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        let (tenant, connection) = (connection.tenant.as_str(), connection.id.as_str());
        return json_text(&TestedJson { schema: SCHEMA, tenant, connection, tested });
    }
    let mut text = format!("server     {}\n", tested.server);
    if let Some(key) = &tested.host_key {
        let known = if key.pinned { "accepted" } else { "NOT accepted" };
        text += &format!("host key   {} ({known})\n", key.fingerprint);
        if !key.pinned && !key.line.is_empty() {
            text += &format!("           {}\n", key.line);
        }
    }
    if !tested.addresses.is_empty() {
        text += &format!("seen from  {}\n", tested.addresses.join(", "));
    }
    if tested.connected {
        text += "login      fine\n";
    }
    if let Some(listing) = &tested.listing {
        let wanted = counted(listing.files.len() as u64, "file", "files");
        let cut = if listing.truncated { "; there are more than were listed" } else { "" };
        text += &format!("files      {wanted} to fetch, {} of no interest{cut}\n", count(listing.others));
        if !listing.files.is_empty() {
            text += &format!("\n{}", files(&listing.files));
        }
    }
    if let Some(trouble) = &tested.trouble {
        text += &told(trouble);
    }
    Ok(text)
}

fn told(trouble: &Trouble) -> String {
    format!("\nfailed     {}: {}\nwhat to do {}\n", trouble.step.as_str(), trouble.message, trouble.help)
}

fn files(files: &[RemoteFile]) -> String {
    let mut table = Table::new(&[("file", Align::Left), ("bytes", Align::Right), ("written", Align::Left)]);
    for file in files {
        let size = file.size.map_or_else(|| "not said".to_owned(), count);
        let written = file.modified.map_or_else(|| "not said".to_owned(), local_time);
        table.row([file.path.clone(), size, written]);
    }
    table.to_string()
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PullJson<'a> {
    schema: u32,
    id: &'a str,
    tenant: &'a str,
    connection: &'a str,
    state: &'a str,
    attempt: u32,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    listed: u64,
    unchanged: usize,
    files: &'a [PulledFile],
    trouble: &'a Option<Trouble>,
}

/// What a pull came to.
pub(crate) fn pulled(pull: &Pull, form: Form) -> Result<String, Failure> {
    if form == Form::Json {
        return json_text(&PullJson {
            schema: SCHEMA,
            id: &pull.id.0,
            tenant: pull.connection.tenant.as_str(),
            connection: pull.connection.connection.as_str(),
            state: pull.state.as_str(),
            attempt: pull.attempt,
            started_at: pull.started_at,
            finished_at: pull.finished_at,
            listed: pull.listed,
            unchanged: pull.unchanged.len(),
            files: &pull.files,
            trouble: &pull.trouble,
        });
    }
    let (landed, unchanged) = (pull.landed().count() as u64, pull.unchanged.len() as u64);
    let same =
        pull.files.iter().filter(|f| matches!(f.outcome, Some(FileOutcome::Same { .. }))).count() as u64;
    let mut text = format!(
        "pull {}: {}, {} fetched, {} as before\n",
        pull.id,
        pull.state.as_str(),
        counted(landed, "file", "files"),
        count(unchanged + same)
    );
    for file in pull.landed() {
        text += &format!("  {}\n", file.file.path);
    }
    for (file, trouble) in pull.failed() {
        text += &format!("  {} NOT: {}\n", file.file.path, trouble.message);
    }
    if let Some(trouble) = &pull.trouble {
        text += &told(trouble);
    }
    Ok(text)
}
