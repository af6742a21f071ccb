//! `rollcall map list` and `map show`: the mappings that a connection was and is read with.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;
use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::records::Connection;
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::local;
use crate::output::{self, Align, Table, records};
use crate::settings::Settings;

/// Lists the versions of a connection's mapping
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall map list maple-usd sis")]
pub(crate) struct List {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Writes a connection's mapping as it was saved
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall map show maple-usd sis > maple-usd.json
  rollcall map show maple-usd sis --version 2")]
pub(crate) struct Show {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    /// Which version [default: the one that files are read with]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// A version as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionJson<'a> {
    version: u64,
    in_use: bool,
    name: &'a str,
    note: &'a str,
    created: Timestamp,
    sha256: &'a str,
}

impl List {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        let (local, runtime) = (local::existing(settings)?, local::runtime()?);
        let connection = runtime.block_on(local.ports.directory.connection(&key))?;
        let versions = runtime.block_on(local.ports.directory.mappings(&key))?;
        match self.json {
            true => output::json(out, &json(&connection, &versions))?,
            false => output::text(out, &text(&connection, &versions))?,
        }
        Ok(Exit::Fine)
    }
}

fn in_use(connection: &Connection, version: &MappingVersion) -> bool {
    connection.mapping.as_ref().is_some_and(|used| used.version == version.version)
}

fn json<'a>(connection: &Connection, versions: &'a [MappingVersion]) -> Vec<VersionJson<'a>> {
    let version = |v: &'a MappingVersion| VersionJson {
        version: v.version,
        in_use: in_use(connection, v),
        name: &v.name,
        note: &v.note,
        created: v.created,
        sha256: &v.sha256,
    };
    versions.iter().map(version).collect()
}

fn text(connection: &Connection, versions: &[MappingVersion]) -> String {
    let left = |name| (name, Align::Left);
    let heading = [("version", Align::Right), left("in use"), left("saved"), left("name"), left("note")];
    let mut table = Table::new(&heading);
    for v in versions {
        let used = if in_use(connection, v) { "yes" } else { "" };
        let saved = records::local_time(v.created);
        table.row([v.version.to_string(), used.to_owned(), saved, v.name.clone(), v.note.clone()]);
    }
    table.to_string()
}

impl Show {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        let (local, runtime) = (local::existing(settings)?, local::runtime()?);
        let connection = runtime.block_on(local.ports.directory.connection(&key))?;
        let used = connection.mapping.map(|used| used.version);
        let Some(version) = self.version.or(used) else {
            return Err(Failure::new(format_args!(
                "{key} is read without a mapping; `rollcall map list` shows those that it had"
            )));
        };
        let document = runtime.block_on(local.ports.directory.mapping(&key, version))?;
        let end = if document.ends_with('\n') { "" } else { "\n" };
        output::text(out, &format!("{document}{end}"))?;
        Ok(Exit::Fine)
    }
}
