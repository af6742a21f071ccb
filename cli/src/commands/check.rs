//! `rollcall check`: what is in a delivery, and what is wrong with it.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use roster::brake::Removals;
use roster::diff::{self, CompareOptions};
use roster::formats::{self, FORMATS, Format};
use roster::read::{ReadOptions, Strictness};
use roster_local::TempScratch;

use crate::exit::{Exit, Failure};
use crate::files::{self, Progress};
use crate::nearest::nearest;
use crate::output::findings::{Collected, Keep};
use crate::output::{self, check};
use crate::settings::Settings;

/// Checks the files of a delivery: counts, and what is wrong where
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall check export/
  rollcall check monday.zip --strict --json | jq .counts
  rollcall check export/ --mapping maple-usd.json")]
pub(crate) struct Check {
    /// Files, folders or ZIPs that belong to one delivery
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Findings to show at most; all are counted [default: 1000 with --json, else 3 of each rule]
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// How files are read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Format of the files, instead of recognising it; see `rollcall formats`
    #[arg(long, value_name = "F", conflicts_with = "mapping")]
    format: Option<String>,
    /// Mapping of the files, instead of a format
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Field profile to read under, instead of the setting or the standard one; see `rollcall profile`
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Take all that the specification demands for an error
    #[arg(long)]
    strict: bool,
}

const KEPT_IN_JSON: usize = 1000;
const EXAMPLES: usize = 3;

impl Check {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let progress = Progress::shown();
        let set = files::open(&self.paths, &progress)?;
        let scratch = TempScratch::new();
        let options = CompareOptions {
            read: self.reading.options(settings)?,
            removals: Removals::AT_ONCE,
            today: None,
            purge_before: None,
            scratch: &scratch,
        };
        let mut found = Collected::new(self.keep());
        let comparison = diff::check(&set, options, &mut found).map_err(unreadable)?;
        progress.done();
        match self.json {
            true => output::json(out, &check::json(&comparison, &found))?,
            false => output::text(out, &check::text(&comparison, &found))?,
        }
        Ok(found.exit())
    }

    fn keep(&self) -> Keep {
        match (self.max_findings, self.json) {
            (Some(most), _) => Keep::First(most),
            (None, true) => Keep::First(KEPT_IN_JSON),
            (None, false) => Keep::OfEachRule(EXAMPLES),
        }
    }
}

/// A file or scratch file failed while it was read.
pub(super) fn unreadable(error: std::io::Error) -> Failure {
    Failure::new(format_args!("reading stopped: {error}; nothing was changed, try again when it can be read"))
}

impl Reading {
    pub(super) fn options(&self, settings: &Settings) -> Result<ReadOptions, Failure> {
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Tolerant };
        let format = self.format.as_deref().map(format_of).transpose()?;
        let mapping = self.mapping.as_deref().map(files::mapping).transpose()?.map(Arc::new);
        let options = ReadOptions {
            strictness,
            format,
            mapping,
            threads: settings.threads(),
            ..ReadOptions::default()
        };
        match self.profile.as_deref().or(settings.profile()) {
            Some(path) => Ok(ReadOptions { profile: super::profile::loaded(path)?, ..options }),
            None => Ok(options),
        }
    }
}

/// The format of a name.
pub(super) fn format_of(name: &str) -> Result<&'static Format, Failure> {
    formats::find(name).ok_or_else(|| {
        let meant = nearest(name, FORMATS.iter().map(|format| format.name)).unwrap_or_default();
        Failure::new(format_args!(
            "there is no format \"{name}\"; did you mean \"{meant}\"? See `rollcall formats`"
        ))
    })
}
