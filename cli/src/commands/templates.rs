//! `rollcall templates`: files to fill.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use roster_guide::{TEMPLATES, templates};

use super::check::format_of;
use super::guide::profile;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;

/// Writes files for districts to fill: our CSV templates with example rows and instructions, or a format's headers
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall templates for-maple
  rollcall templates for-maple --profile own-fields.json
  rollcall templates empty --format oneroster-1.1

With a profile that has fields or kinds of its own, mapping.json is written too: it reads them.")]
pub(crate) struct Templates {
    /// Folder to write into; made if it is not there
    dir: PathBuf,
    /// Which format; see `rollcall formats`
    #[arg(long, value_name = "F", default_value = TEMPLATES)]
    format: String,
    /// Field profile, instead of the setting or the standard one; see `rollcall profile`
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

impl Templates {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let failed = |path: &Path, error: std::io::Error| {
            let path = path.display();
            Failure::new(format_args!("cannot write {path}: {error}; name a folder of your own"))
        };
        let profile = profile(self.profile.as_deref(), settings)?;
        let files = templates(format_of(&self.format)?, &profile);
        fs::create_dir_all(&self.dir).map_err(|error| failed(&self.dir, error))?;
        for file in &files {
            let path = self.dir.join(&file.name);
            // Never over what somebody has filled in.
            let written = fs::File::create_new(&path).and_then(|mut to| to.write_all(file.text.as_bytes()));
            written.map_err(|error| failed(&path, error))?;
        }
        let (files, dir) = (output::counted(files.len() as u64, "file", "files"), self.dir.display());
        output::text(out, &format!("wrote {files} into {dir}\n"))?;
        Ok(Exit::Fine)
    }
}
