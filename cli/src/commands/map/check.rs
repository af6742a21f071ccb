//! `rollcall map check`: what a mapping makes of files.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use roster::brake::Removals;
use roster::changes::ChangeSorter;
use roster::diff::{self, CompareOptions};
use roster::read::{ReadOptions, Strictness};
use roster_local::TempScratch;

use super::super::check::unreadable;
use super::super::profile;
use crate::exit::{Exit, Failure};
use crate::files::{self, Progress};
use crate::output::findings::{Collected, Keep};
use crate::output::samples::Samples;
use crate::output::{self, check};
use crate::settings::Settings;

/// Reads files with a mapping: what is wrong with their headers first, counts, and the first records that they become
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall map check maple-usd.json export/
  rollcall map check maple-usd.json students.csv staff.csv --json | jq .entities

Values of persons are shown. Nothing is stored.")]
pub(crate) struct Check {
    /// The mapping document
    mapping: PathBuf,
    /// Files, folders or ZIPs that belong to one delivery
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Field profile to read under, instead of the setting or the standard one; see `rollcall profile`
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Take all that the specification demands for an error
    #[arg(long)]
    strict: bool,
    /// Write JSON, as `rollcall check` does
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mapping = Arc::new(files::mapping(&self.mapping)?);
        let progress = Progress::shown();
        let set = files::open(&self.paths, &progress)?;
        let scratch = TempScratch::new();
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Tolerant };
        let profile = match self.profile.as_deref().or(settings.profile()) {
            Some(path) => profile::loaded(path)?,
            None => ReadOptions::default().profile,
        };
        let options = CompareOptions {
            read: ReadOptions {
                profile,
                strictness,
                mapping: Some(mapping),
                threads: settings.threads(),
                ..ReadOptions::default()
            },
            removals: Removals::AT_ONCE,
            today: None,
            purge_before: None,
            scratch: &scratch,
        };
        let keep = if self.json { Keep::First(1000) } else { Keep::OfEachRule(3) };
        let (mut found, mut changes) = (Collected::new(keep), ChangeSorter::new(&scratch));
        let comparison = diff::compare(&set, (&mut |_| Ok(None), &[]), options, (&mut found, &mut changes))
            .map_err(unreadable)?;
        let mut samples = Samples::default();
        let each = changes.each(|change| {
            samples.add(change);
            Ok(())
        });
        each.map_err(|error| unreadable(error.into()))?;
        progress.done();
        match self.json {
            true => output::json(out, &check::json(&comparison, &found))?,
            false => output::text(out, &check::mapped_text(&comparison, &found, &samples))?,
        }
        Ok(found.exit())
    }
}
