//! `rollcall diff`: what a newer delivery would change, and whether the brake would hold it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;
use roster::brake::{Limits, Removals, judge};
use roster::calendar::Mode;
use roster::changes::{ChangeSorter, write_json_line};
use roster::diff::{CompareOptions, compare_sets};
use roster::identity::{Proposer, facts, is_worth_a_look, key_text, stable_key};
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
        let mut comparison = compare_sets((&old, &new), options, (&mut before, &mut after), &mut changes)
            .map_err(unreadable)?;
        let limits = Limits::default();
        let mut proposer = is_worth_a_look(&comparison, &limits).then(Proposer::new);
        if self.changes.is_some() || proposer.is_some() {
            look(changes, self.changes.as_deref(), proposer.as_mut())?;
        }
        if let Some(proposer) = proposer {
            let facts = facts(&proposer.finish(), &comparison);
            comparison.facts.extend(facts);
        }
        progress.done();
        let verdict = judge(&comparison.tally, &comparison.facts, &limits, Mode::Normal).into_verdict();
        match self.json {
            true => output::json(out, &diff::json(&comparison, &verdict, (&before, &after)))?,
            false => output::text(out, &diff::text(&comparison, &verdict, (&before, &after)))?,
        }
        let brake = if verdict.held() { Exit::Held } else { Exit::Fine };
        Ok(brake.or(before.exit()).or(after.exit()))
    }
}

/// Goes through the changes once: into a file, and for a look at their IDs.
fn look(
    changes: ChangeSorter<'_>,
    path: Option<&Path>,
    mut proposer: Option<&mut Proposer>,
) -> Result<(), Failure> {
    let failed = |error: StoredError| match path {
        Some(path) => {
            let path = path.display();
            Failure::new(format_args!(
                "cannot write the changes to {path}: {error}; check the path and the free space"
            ))
        }
        None => unreadable(io::Error::other(error)),
    };
    let file = path.map(File::create).transpose().map_err(|error| failed(error.into()))?;
    let mut out = file.map(BufWriter::new);
    let each = changes.each(|change| {
        if let Some(proposer) = &mut proposer {
            proposer.see(change);
        }
        let Some(out) = out.as_mut().filter(|_| change.op.is_visible()) else { return Ok(()) };
        let key = key_text(stable_key(TENANT, CONNECTION, change.entity, change.sourced_id()));
        Ok(write_json_line(out, change, &key)?)
    });
    let flushed = |()| Ok(out.as_mut().map_or(Ok(()), Write::flush)?);
    each.and_then(flushed).map_err(failed)
}
