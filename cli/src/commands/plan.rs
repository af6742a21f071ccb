//! `rollcall plan`: the change set of a run, before or after it was applied.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use roster::changes::{ChangeSetReader, People, write_json_line};
use roster::identity::{StableKeys, key_text};
use roster::model::Record;
use roster::report::{Audience, destructive_csv};
use roster::stored::StoredError;
use roster_pipeline::ErrorKind;
use roster_pipeline::check::change_set;
use roster_pipeline::identity::stable_keys;
use roster_pipeline::ports::Source;
use roster_pipeline::records::Run;
use roster_pipeline::reports::operator_text;

use crate::exit::{Exit, Failure};
use crate::local::{self, Local};
use crate::output;
use crate::settings::Settings;

/// Shows what a run changes
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    Show(Show),
}

/// Shows the change set of a run
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall plan show r-20261122T061500.042Z-1f2e3d4c
  rollcall plan show r-20261122T061500.042Z-1f2e3d4c --csv losses.csv")]
pub(crate) struct Show {
    /// The run's ID
    run: String,
    /// Write the destructive changes into this file: records that go, values that become empty, people who would be
    /// somebody else
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write every change as a line of JSON
    #[arg(long)]
    json: bool,
}

type Set = ChangeSetReader<Box<dyn Source>>;

impl PlanCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            PlanCommand::Show(show) => show.run(settings, out),
        }
    }
}

impl Show {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let runtime = local::runtime()?;
        let run = runtime.block_on(local::run(&local.ports, &self.run))?;
        let set = runtime.block_on(change_set(&local.ports, &run));
        let mut set = match set {
            Ok(set) => set,
            Err(error) if error.kind == ErrorKind::NotFound => {
                let (id, state) = (&run.id, &run.state);
                return Err(Failure::new(format_args!(
                    "run {id} is {state} and has no change set; see `rollcall run show {id}`"
                )));
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(path) = &self.csv {
            let records = write_destructive(&mut set, path)?;
            let (records, path) = (output::counted(records, "record", "records"), path.display());
            output::text(out, &format!("wrote {records} into {path}\n"))?;
        } else if self.json {
            let keys = runtime.block_on(stable_keys(&local.ports, &run.connection))?;
            write_lines(&mut set, &keys, out)?;
        } else {
            let people = People::of(&mut set).map_err(damaged)?;
            output::text(out, &runtime.block_on(text(&local, &run))?)?;
            output::text(out, &format!("\n{}", output::people::text(&people)))?;
        }
        Ok(Exit::Fine)
    }
}

async fn text(local: &Local, run: &Run) -> Result<String, Failure> {
    Ok(operator_text(&local.ports, run, jiff::Timestamp::now()).await?)
}

fn damaged(error: impl Display) -> Failure {
    Failure::new(format_args!("the change set cannot be read: {error}; check the delivery again"))
}

fn write_lines(set: &mut Set, keys: &StableKeys, out: &mut dyn Write) -> Result<(), Failure> {
    for change in set.changes() {
        let change = change.map_err(damaged)?;
        // Before a change of an ID is applied, the record has its key under the old one.
        let before = change.before.as_deref().and_then(|bytes| Record::decode(change.entity, bytes));
        let id = before.as_ref().map_or(change.sourced_id(), Record::sourced_id);
        let id = if keys.is_reused(change.entity, id) { change.sourced_id() } else { id };
        let key = key_text(keys.of(change.entity, id));
        write_json_line(&mut &mut *out, &change, &key).map_err(Failure::output)?;
    }
    Ok(())
}

fn write_destructive(set: &mut Set, path: &Path) -> Result<u64, Failure> {
    let failed = |error: &dyn Display| {
        let path = path.display();
        Failure::new(format_args!("cannot write {path}: {error}; check the path and the free space"))
    };
    let file = File::create(path).map_err(|error| failed(&error))?;
    let written = destructive_csv(set.changes(), Audience::Operator, BufWriter::new(file));
    written.map_err(|error| match error {
        StoredError::Io(error) => failed(&error),
        error => damaged(error),
    })
}
