//! `rollcall roster`: the company's copy, as it is now.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use roster::export::ExportFormat;
use roster::identity::key_text;
use roster::model::{Entity, OWN_PREFIX, Record};
use roster_pipeline::export::{self, Exported, Wanted};
use roster_pipeline::history;
use roster_pipeline::ports::StoredRecord;
use roster_pipeline::{ConnectionKey, TenantId};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::exit::{Exit, Failure};
use crate::local::{self, Local};
use crate::output::records::local_time;
use crate::output::{self, Align, Table, count};
use crate::settings::Settings;

/// Exports the roster, shows a record and what happened to it
#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    Export(Export),
    /// Shows a record
    #[command(after_help = "Example:\n  rollcall roster show --tenant maple-usd users st0042")]
    Show(OneRecord),
    /// Shows what happened to a record, newest first
    #[command(after_help = "Example:\n  rollcall roster history --tenant maple-usd users st0042")]
    History(OneRecord),
}

/// Writes the roster as files
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall roster export --tenant maple-usd --to oneroster --out export/
  rollcall roster export --tenant maple-usd --entity users --to csv > users.csv")]
pub(crate) struct Export {
    #[command(flatten)]
    whose: Whose,
    /// One entity only
    #[arg(long, value_name = "E")]
    entity: Option<Entity>,
    /// csv, json (an object a line) or oneroster (1.2)
    #[arg(long, value_name = "FORMAT")]
    to: ExportFormat,
    /// Folder to write into; one entity goes to standard output without it, and into a file of this name if the name has
    /// an extension
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

/// Whose roster.
#[derive(Debug, Args)]
struct Whose {
    /// Whose
    #[arg(long, value_name = "T")]
    tenant: TenantId,
    /// Which connection's [default: the only one; an export: all that hold records]
    #[arg(long, value_name = "C")]
    connection: Option<String>,
}

/// One record.
#[derive(Debug, Args)]
pub(crate) struct OneRecord {
    #[command(flatten)]
    whose: Whose,
    /// Its entity
    entity: Entity,
    /// Its sourcedId
    sourced_id: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl RosterCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let runtime = local::runtime()?;
        match self {
            RosterCommand::Export(export) => export.run(&runtime, &local, out)?,
            RosterCommand::Show(record) => record.show(&runtime, &local, out)?,
            RosterCommand::History(record) => record.history(&runtime, &local, out)?,
        }
        Ok(Exit::Fine)
    }
}

impl Whose {
    fn key(&self, runtime: &Runtime, local: &Local) -> Result<ConnectionKey, Failure> {
        runtime.block_on(local::sole_connection(&local.ports, &self.tenant, self.connection.as_deref()))
    }
}

impl Export {
    fn run(&self, runtime: &Runtime, local: &Local, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(folder) = &self.out else { return self.print(runtime, local, out) };
        if self.entity.is_some() && folder.extension().is_some() && !folder.is_dir() {
            let mut file = File::create(folder).map_err(|error| unwritable(folder, &error))?;
            return self.print(runtime, local, &mut file);
        }
        let connection =
            self.whose.connection.as_deref().map(str::parse).transpose().map_err(Failure::new)?;
        let wanted = Wanted { format: self.to, connection, entity: self.entity };
        let exported = write_roster(runtime, local, &self.whose.tenant, (wanted, folder))?;
        let heading = [("connection", Align::Left), ("entity", Align::Left), ("records", Align::Right)];
        let mut table = Table::new(&heading);
        for Exported { connection, records } in exported {
            for (entity, number) in records {
                table.row([connection.to_string(), entity.to_string(), count(number)]);
            }
        }
        output::text(out, &table.to_string())
    }

    /// Writes the one file that one entity of one connection is.
    fn print(&self, runtime: &Runtime, local: &Local, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(entity) = self.entity.filter(|_| self.to != ExportFormat::OneRoster) else {
            return Err(Failure::new("several files are to be written; name a folder with --out"));
        };
        let key = self.whose.key(runtime, local)?;
        let folder =
            tempfile::tempdir().map_err(|error| unwritable(Path::new("the temporary folder"), &error))?;
        let wanted = Wanted { format: self.to, connection: Some(key.connection), entity: Some(entity) };
        write_roster(runtime, local, &key.tenant, (wanted, folder.path()))?;
        let files = fs::read_dir(folder.path()).map_err(|error| unwritable(folder.path(), &error))?;
        for file in files.flatten() {
            let copied = File::open(file.path()).and_then(|mut file| io::copy(&mut file, out));
            copied.map_err(Failure::output)?;
        }
        Ok(())
    }
}

/// Writes rosters of a tenant into a folder.
pub(super) fn write_roster(
    runtime: &Runtime,
    local: &Local,
    tenant: &TenantId,
    (wanted, folder): (Wanted, &Path),
) -> Result<Vec<Exported>, Failure> {
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let into = folder.to_owned();
    let open = move |name: &str| {
        let path = into.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        File::create(path).map(BufWriter::new)
    };
    Ok(runtime.block_on(export::roster(&local.ports, tenant, wanted, open))?)
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::new(format_args!("cannot write into {path}: {error}; name a folder that can be written"))
}

impl OneRecord {
    fn show(&self, runtime: &Runtime, local: &Local, out: &mut dyn Write) -> Result<(), Failure> {
        let key = self.whose.key(runtime, local)?;
        let stored = runtime.block_on(local.ports.roster.get(&key, self.entity, &self.sourced_id))?;
        if self.json {
            return output::json(out, &stored_json(&stored));
        }
        let mut table = Table::new(&[("field", Align::Left), ("value", Align::Left)]);
        for (name, value) in fields(&stored.record) {
            table.row([name.to_owned(), value.to_owned()]);
        }
        for (name, value) in stored.record.own_values() {
            table.row([format!("{OWN_PREFIX}{name}"), value.into_owned()]);
        }
        for (name, value) in [
            ("our key", key_text(stored.key)),
            ("first seen", local_time(stored.first_seen)),
            ("last changed", local_time(stored.last_changed)),
            ("by run", stored.run.to_string()),
        ] {
            table.row([name.to_owned(), value]);
        }
        output::text(out, &table.to_string())
    }

    fn history(&self, runtime: &Runtime, local: &Local, out: &mut dyn Write) -> Result<(), Failure> {
        let key = self.whose.key(runtime, local)?;
        let entries = runtime.block_on(history::of(&local.ports, &key, self.entity, &self.sourced_id))?;
        if self.json {
            let all = entries.iter().map(|entry| {
                json!({
                    "run": entry.run.0, "at": entry.at, "op": entry.op.word(),
                    "before": entry.before.as_ref().map(record_json), "after": entry.after.as_ref().map(record_json),
                })
            });
            return output::json(out, &all.collect::<Vec<_>>());
        }
        let mut table = Table::new(&["run", "when", "what"].map(|name| (name, Align::Left)));
        for entry in &entries {
            table.row([entry.run.0.clone(), local_time(entry.at), entry.op.word().to_owned()]);
        }
        output::text(out, &table.to_string())
    }
}

fn fields(record: &Record) -> impl Iterator<Item = (&'static str, &str)> {
    let fields = record.entity().fields().iter().enumerate();
    fields.filter_map(|(at, field)| Some((field.name, record.value(at)?)))
}

fn record_json(record: &Record) -> Value {
    let fields = fields(record).map(|(name, value)| (name.to_owned(), Value::from(value)));
    let own = record.own().map(|_| {
        let own = record.own_values().map(|(name, value)| (name.into_owned(), Value::from(value)));
        ("metadata".to_owned(), Value::Object(own.collect()))
    });
    Value::Object(fields.chain(own).collect::<Map<_, _>>())
}

fn stored_json(stored: &StoredRecord) -> Value {
    json!({
        "entity": stored.record.entity().name(), "record": record_json(&stored.record), "key": key_text(stored.key),
        "run": stored.run.0, "firstSeen": stored.first_seen, "lastChanged": stored.last_changed,
    })
}
