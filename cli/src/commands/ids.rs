//! `rollcall ids`: changes of IDs, proposed and accepted.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use roster::brake::Removals;
use roster::changes::ChangeSorter;
use roster::diff::{CompareOptions, NoFindings, compare_sets};
use roster::identity::{Confidence, FileWriter, Proposer};
use roster_local::TempScratch;
use roster_pipeline::identity::{Only, list};
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};

use super::check::{Reading, unreadable};
use crate::exit::{Exit, Failure};
use crate::files::{self, Progress};
use crate::local::{self, Change, Form, Request};
use crate::output::{self, Align, Table, counted};
use crate::settings::Settings;

/// Proposes, accepts and lists changes of records' IDs
#[derive(Debug, Subcommand)]
pub(crate) enum IdsCommand {
    Propose(Propose),
    Apply(Apply),
    List(List),
    Drop(Drop),
}

/// Proposes which new IDs are whose, for a run or for two deliveries
///
/// The file has a line for each record that would go: entity, oldId, newId, confidence (sure, doubtful or none) and why.
/// It names nobody. Look at the doubtful lines, fill in or delete what you know, and accept it with `rollcall ids apply`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall ids propose r-20261122T061500.042Z-1f2e3d4c --out changes.csv
  rollcall ids propose monday/ tuesday/ --out changes.csv")]
pub(crate) struct Propose {
    /// The run's ID; or file, folder or ZIP of the older delivery
    run: String,
    /// File, folder or ZIP of the newer delivery
    new: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Write the file here instead of to the screen
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Accepts a file of ID changes: records keep their history under the new IDs
///
/// Nothing is changed at once: a run that waits is planned again, and later deliveries are planned with the changes. The same
/// file twice is once. A file with a line that cannot be right is refused as a whole.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall ids apply maple-usd sis changes.csv
  rollcall ids apply maple-usd sis changes.csv --only all")]
pub(crate) struct Apply {
    /// Whose connection
    tenant: TenantId,
    /// Which connection
    connection: ConnectionId,
    /// The file, with the columns entity, oldId, newId and perhaps confidence and why
    file: PathBuf,
    /// Which lines count: sure ones, or doubtful ones too
    #[arg(long, value_enum, default_value = "sure")]
    only: Which,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    Sure,
    All,
}

/// Lists the accepted files of ID changes
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rollcall ids list maple-usd sis")]
pub(crate) struct List {
    /// Whose connection
    tenant: TenantId,
    /// Which connection
    connection: ConnectionId,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Takes an accepted file back: what it has not changed yet is not changed
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rollcall ids drop maple-usd sis 2")]
pub(crate) struct Drop {
    /// Whose connection
    tenant: TenantId,
    /// Which connection
    connection: ConnectionId,
    /// Number of the file, as `rollcall ids list` shows it
    number: u64,
}

impl IdsCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            IdsCommand::Propose(propose) => propose.run(settings, out),
            IdsCommand::Apply(apply) => apply.run(settings, out),
            IdsCommand::List(list) => list.run(settings, out),
            IdsCommand::Drop(drop) => {
                let key = key(&drop.tenant, &drop.connection);
                let change = Change::DropIds { key, number: drop.number };
                local::ask(settings, &Request { change, form: Form::Text }, out)
            }
        }
    }
}

fn key(tenant: &TenantId, connection: &ConnectionId) -> ConnectionKey {
    ConnectionKey { tenant: tenant.clone(), connection: connection.clone() }
}

impl Propose {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let (text, said) = match &self.new {
            Some(new) => self.of_deliveries(Path::new(&self.run), new, settings)?,
            None => self.of_run(settings)?,
        };
        match &self.out {
            None => out.write_all(&text).map_err(Failure::output)?,
            Some(path) => {
                let written = File::create(path).and_then(|mut file| file.write_all(&text));
                written.map_err(|error| unwritable(path, &error))?;
                output::text(out, &format!("wrote {said} into {}\n", path.display()))?;
            }
        }
        Ok(Exit::Fine)
    }

    fn of_run(&self, settings: &Settings) -> Result<(Vec<u8>, String), Failure> {
        let local = local::existing(settings)?;
        local::runtime()?.block_on(async {
            let run = local::run(&local.ports, &self.run).await?;
            let Some(proposal) = run.ids.proposal else {
                let id = run.id;
                return Err(Failure::new(format_args!(
                    "nothing is proposed for run {id}: too few records come and go at once; see `rollcall run show {id}`"
                )));
            };
            let artifact = ArtifactKey::new(&run.connection, &proposal.artifact);
            let mut source = local.ports.artifacts.open(&artifact).await?;
            let mut text = Vec::new();
            source.read_to_end(&mut text).map_err(unreadable)?;
            Ok((text, words(proposal.sure, proposal.doubtful, proposal.none)))
        })
    }

    fn of_deliveries(
        &self,
        old: &Path,
        new: &Path,
        settings: &Settings,
    ) -> Result<(Vec<u8>, String), Failure> {
        let progress = Progress::shown();
        let open = |path: &Path| files::open(&[path.to_owned()], &progress);
        let (old, new) = (open(old)?, open(new)?);
        let scratch = TempScratch::new();
        let options = CompareOptions {
            read: self.reading.options(settings)?,
            removals: Removals::AT_ONCE,
            today: None,
            purge_before: None,
            scratch: &scratch,
        };
        let mut changes = ChangeSorter::new(&scratch);
        compare_sets((&old, &new), options, (&mut NoFindings, &mut NoFindings), &mut changes)
            .map_err(unreadable)?;
        let mut proposer = Proposer::new();
        let seen = changes.each(|change| {
            proposer.see(change);
            Ok(())
        });
        seen.map_err(|error| unreadable(io::Error::other(error)))?;
        progress.done();
        let proposals = proposer.finish();
        let [sure, doubtful, none] =
            [Confidence::Sure, Confidence::Doubtful, Confidence::None].map(|word| proposals.count(word));
        let mut file = FileWriter::new(Vec::new()).map_err(Failure::output)?;
        proposals.lines.iter().try_for_each(|line| file.add(line)).map_err(Failure::output)?;
        Ok((file.finish().map_err(Failure::output)?, words(sure, doubtful, none)))
    }
}

fn words(sure: u64, doubtful: u64, none: u64) -> String {
    format!(
        "{} ({sure} sure, {doubtful} doubtful, {none} without a match)",
        counted(sure + doubtful + none, "line", "lines")
    )
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::new(format_args!("cannot write {path}: {error}; check the path and the free space"))
}

impl Apply {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = key(&self.tenant, &self.connection);
        let path = upload(settings, &key, &self.file)?;
        let only = match self.only {
            Which::Sure => Only::Sure,
            Which::All => Only::All,
        };
        let change = Change::AcceptIds { key, path, only };
        local::ask(settings, &Request { change, form: Form::of(self.json) }, out)
    }
}

/// Puts a file among the artifacts of a connection: it may be too large for a request.
pub(super) fn upload(settings: &Settings, key: &ConnectionKey, path: &Path) -> Result<String, Failure> {
    let failed = |error: io::Error| {
        let path = path.display();
        Failure::new(format_args!("cannot read {path}: {error}; check the path and who may read it"))
    };
    let mut file = File::open(path).map_err(failed)?;
    let local = local::existing(settings)?;
    local::runtime()?.block_on(async {
        local.ports.directory.connection(key).await?;
        let place = format!("ids/upload-{}.csv", std::process::id());
        let mut writer = local.ports.artifacts.write(&ArtifactKey::new(key, &place)).await?;
        tokio::task::block_in_place(|| {
            io::copy(&mut file, &mut writer).map_err(failed)?;
            writer.finish()?;
            Ok(place)
        })
    })
}

impl List {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let key = key(&self.tenant, &self.connection);
        let files = local::runtime()?.block_on(list(&local.ports, &key))?;
        if self.json {
            let lines: Vec<_> = files
                .iter()
                .map(|one| {
                    serde_json::json!({
                        "number": one.file.number, "added": one.file.added, "changes": one.file.changes,
                        "waiting": one.waiting, "dropped": one.file.dropped,
                    })
                })
                .collect();
            output::json(out, &serde_json::json!(lines))?;
            return Ok(Exit::Fine);
        }
        let columns = [
            ("file", Align::Right),
            ("accepted", Align::Left),
            ("changes", Align::Right),
            ("waiting", Align::Right),
            ("", Align::Left),
        ];
        let mut table = Table::new(&columns);
        for one in &files {
            let dropped = if one.file.dropped { "taken back" } else { "" };
            let added = one.file.added.strftime("%Y-%m-%d %H:%M UTC").to_string();
            let numbers = [one.file.changes, one.waiting].map(|n| n.to_string());
            let [changes, waiting] = numbers;
            table.row([one.file.number.to_string(), added, changes, waiting, dropped.to_owned()]);
        }
        let text = if table.is_empty() {
            format!("{key}: no ID changes were accepted\n")
        } else {
            table.to_string()
        };
        output::text(out, &text)?;
        Ok(Exit::Fine)
    }
}
