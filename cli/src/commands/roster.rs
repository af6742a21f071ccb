//! `rollcall roster`: the company's copy, as it is now.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use roster::export::{ExportFormat, RosterWriter};
use roster::identity::key_text;
use roster::model::{Entity, Record};
use roster_pipeline::check::change_set;
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
    /// Which connection's [default: the only one]
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

/// Records read at a time.
const PAGE: usize = 1000;
/// Runs looked through for the history of a record.
const RUNS: usize = 1000;

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
        let key = self.whose.key(runtime, local)?;
        let Some(folder) = &self.out else { return self.print(runtime, local, (&key, out)) };
        if self.entity.is_some() && folder.extension().is_some() && !folder.is_dir() {
            let mut file = File::create(folder).map_err(|error| unwritable(folder, &error))?;
            return self.print(runtime, local, (&key, &mut file));
        }
        let written = write_roster(runtime, local, &key, (self.to, self.entity, folder))?;
        let mut table = Table::new(&[("entity", Align::Left), ("records", Align::Right)]);
        for (entity, records) in written {
            table.row([entity.to_string(), count(records)]);
        }
        output::text(out, &table.to_string())
    }

    fn print(
        &self,
        runtime: &Runtime,
        local: &Local,
        (key, out): (&ConnectionKey, &mut dyn Write),
    ) -> Result<(), Failure> {
        let Some(entity) = self.entity.filter(|_| self.to != ExportFormat::OneRoster) else {
            return Err(Failure::new("several files are to be written; name a folder with --out"));
        };
        let folder =
            tempfile::tempdir().map_err(|error| unwritable(Path::new("the temporary folder"), &error))?;
        write_roster(runtime, local, key, (self.to, Some(entity), folder.path()))?;
        let files = fs::read_dir(folder.path()).map_err(|error| unwritable(folder.path(), &error))?;
        for file in files.flatten() {
            let copied = File::open(file.path()).and_then(|mut file| io::copy(&mut file, out));
            copied.map_err(Failure::output)?;
        }
        Ok(())
    }
}

/// Writes a roster into a folder, and gives the records of each entity.
pub(super) fn write_roster(
    runtime: &Runtime,
    local: &Local,
    key: &ConnectionKey,
    (format, only, folder): (ExportFormat, Option<Entity>, &Path),
) -> Result<Vec<(Entity, u64)>, Failure> {
    let failed = |error: io::Error| unwritable(folder, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut open = |name: &str| -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::new(File::create(folder.join(name))?)))
    };
    let mut writer = RosterWriter::new(format, &mut open);
    let entities = Entity::ALL.iter().copied().filter(|entity| entity.is_roster());
    for entity in entities.filter(|entity| only.is_none_or(|only| only == *entity)) {
        let mut after: Option<String> = None;
        loop {
            let page = runtime.block_on(local.ports.roster.page(key, entity, after.as_deref(), PAGE))?;
            for stored in &page {
                writer.record(&stored.record).map_err(failed)?;
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.record.sourced_id().to_owned()),
                _ => break,
            }
        }
    }
    Ok(writer.finish().map_err(failed)?.into_iter().collect())
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
        let mut events = Vec::new();
        for run in runtime.block_on(local.ports.runs.runs(&key, RUNS))? {
            if run.state != "applied" || run.change_set.is_none() {
                continue;
            }
            let mut set = runtime.block_on(change_set(&local.ports, &run))?;
            let found = set.find(self.entity, &self.sourced_id).map_err(Failure::new)?;
            if let Some(change) = found.filter(|change| change.op.is_visible()) {
                events.push((run, change));
            }
        }
        if self.json {
            let side = |bytes: &Option<Vec<u8>>| {
                bytes.as_ref().and_then(|b| Record::decode(self.entity, b)).map(|r| record_json(&r))
            };
            let all = events.iter().map(|(run, change)| {
                json!({
                    "run": run.id.0, "at": run.finished_at, "op": change.op.word(),
                    "before": side(&change.before), "after": side(&change.after),
                })
            });
            return output::json(out, &all.collect::<Vec<_>>());
        }
        let mut table = Table::new(&["run", "when", "what"].map(|name| (name, Align::Left)));
        for (run, change) in &events {
            let when = run.finished_at.map(local_time).unwrap_or_default();
            table.row([run.id.0.clone(), when, change.op.word().to_owned()]);
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
    Value::Object(fields.collect::<Map<_, _>>())
}

fn stored_json(stored: &StoredRecord) -> Value {
    json!({
        "entity": stored.record.entity().name(), "record": record_json(&stored.record), "key": key_text(stored.key),
        "run": stored.run.0, "firstSeen": stored.first_seen, "lastChanged": stored.last_changed,
    })
}
