//! `rollcall diff`: what a newer delivery would change, and whether the brake would hold it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;
use roster::brake::{Limits, Removals, judge};
use roster::calendar::Mode;
use roster::changes::{ChangeSorter, write_json_line};
use roster::diff::{CompareOptions, compare_sets};
use roster::identity::{key_text, stable_key};
use roster::stored::StoredError;
use roster_local::TempScratch;

use super::check::{Reading, unreadable};
use crate::exit::{Exit, Failure};
use crate::files::{self, Progress};
use crate::output::findings::{Collected, Keep};
use crate::output::{self, diff};
use crate::settings::Settings;

/// Compares two deliveries as if the older had been applied, and asks the brake
///
/// Whose files these are is not known here, so the `key` of each change is made with the tenant `local` and the
/// connection `files`; what a data directory stores has other keys.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall diff monday/ tuesday/ --changes changes.jsonl")]
pub(crate) struct Diff {
    /// File, folder or ZIP of the older delivery
    old: PathBuf,
    /// File, folder or ZIP of the newer delivery
    new: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Write every change into this file, one JSON object a line, by entity and sourcedId
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// Day on which the newer delivery would be applied; classes of a session that is over by then are expected to go
    /// [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Whose records they are, for their keys.
const TENANT: &str = "local";
const CONNECTION: &str = "files";

impl Diff {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let progress = Progress::shown();
        let open = |path: &Path| files::open(&[path.to_owned()], &progress);
        let (old, new) = (open(&self.old)?, open(&self.new)?);
        let scratch = TempScratch::new();
        let options = CompareOptions {
            read: self.reading.options(settings)?,
            removals: Removals::AT_ONCE,
            today: Some(self.on.unwrap_or_else(|| Zoned::now().date())),
            purge_before: None,
            scratch: &scratch,
        };
        let (mut before, mut after) = (Collected::new(Keep::First(0)), Collected::new(Keep::First(0)));
        let mut changes = ChangeSorter::new(&scratch);
        let comparison = compare_sets((&old, &new), options, (&mut before, &mut after), &mut changes)
            .map_err(unreadable)?;
        if let Some(path) = &self.changes {
            write(changes, path)?;
        }
        progress.done();
        let limits = Limits::default();
        let verdict = judge(&comparison.tally, &comparison.facts, &limits, Mode::Normal).into_verdict();
        match self.json {
            true => output::json(out, &diff::json(&comparison, &verdict, (&before, &after)))?,
            false => output::text(out, &diff::text(&comparison, &verdict, (&before, &after)))?,
        }
        let brake = if verdict.held() { Exit::Held } else { Exit::Fine };
        Ok(brake.or(before.exit()).or(after.exit()))
    }
}

fn write(changes: ChangeSorter<'_>, path: &Path) -> Result<(), Failure> {
    let failed = |error: StoredError| {
        let path = path.display();
        Failure::new(format_args!(
            "cannot write the changes to {path}: {error}; check the path and the free space"
        ))
    };
    let mut out = BufWriter::new(File::create(path).map_err(|error| failed(error.into()))?);
    let each = changes.each(|change| {
        if !change.op.is_visible() {
            return Ok(());
        }
        let key = key_text(stable_key(TENANT, CONNECTION, change.entity, change.sourced_id()));
        Ok(write_json_line(&mut out, change, &key)?)
    });
    each.and_then(|()| Ok(out.flush()?)).map_err(failed)
}
