//! `rollcall profile`: own fields, own kinds of record, and what is required of whom.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use roster::profile::{self, Profile};

use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Request};
use crate::output;
use crate::settings::Settings;

/// Says which own fields there are, which own kinds of record, and what is required of whom
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    Show(Show),
    Set(Set),
    Schema(Schema),
}

/// Shows the field profile in force, the standard part included, as a document
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall profile show
  rollcall profile show own-fields.json

With a FILE it is checked, and shown as it would be in force; nothing is changed.")]
pub(crate) struct Show {
    /// A document instead of what is in force
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Makes a document the field profile of every connection, from its next delivery on
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall profile set own-fields.json
  rollcall profile set --standard

A document stands on top of the standard profile: a field of the same name replaces the standard one, null takes it away.
  {\"profile\": 1,
   \"fields\": {\"users\": {\"busRoute\": {\"kind\": \"integer\", \"doc\": \"Bus to school.\", \"example\": \"7\"}}},
   \"required\": {\"student\": [\"busRoute\"]}}")]
pub(crate) struct Set {
    /// The document
    #[arg(value_name = "FILE", required_unless_present = "standard")]
    file: Option<PathBuf>,
    /// The standard profile again
    #[arg(long, conflicts_with = "file")]
    standard: bool,
}

/// Writes the JSON Schema of a field profile, for editors
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall profile schema > profile.schema.json")]
pub(crate) struct Schema {}

impl ProfileCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            ProfileCommand::Show(show) => show.run(settings, out),
            ProfileCommand::Set(set) => set.run(settings, out),
            ProfileCommand::Schema(_) => {
                output::text(out, &profile::schema())?;
                Ok(Exit::Fine)
            }
        }
    }
}

impl Show {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let profile = match &self.file {
            Some(path) => loaded(path)?,
            None => {
                let local = local::existing(settings)?;
                match local::runtime()?.block_on(local.ports.directory.profile())? {
                    Some(document) => parsed(&document, "the field profile in force")?,
                    None => Profile::standard(),
                }
            }
        };
        output::text(out, &profile.to_json())?;
        Ok(Exit::Fine)
    }
}

impl Set {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let document = match &self.file {
            Some(path) => {
                let document = read(path)?;
                parsed(&document, &path.display().to_string())?;
                Some(document)
            }
            None => None,
        };
        local::ask(settings, &Request { change: Change::SetProfile { document }, form: Form::Text }, out)
    }
}

/// The profile in a file.
///
/// # Errors
/// It cannot be read, or is none.
pub(super) fn loaded(path: &Path) -> Result<Arc<Profile>, Failure> {
    parsed(&read(path)?, &path.display().to_string())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        Failure::new(format_args!("cannot read the field profile {path}: {error}; name a JSON file"))
    })
}

fn parsed(document: &str, whose: &str) -> Result<Arc<Profile>, Failure> {
    let profile = Profile::load(document).map_err(|errors| {
        let errors = errors.to_string().replace('\n', "\n  ");
        Failure::new(format_args!("{whose} is no field profile:\n  {errors}"))
    })?;
    Ok(Arc::new(profile))
}
