//! `rollcall templates`: empty files to fill.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use roster::formats;

use super::check::format_of;
use crate::exit::{Exit, Failure};
use crate::output;

/// Writes every file of a format with its header and no rows, and a manifest
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall templates empty
  rollcall templates empty --format oneroster-1.1")]
pub(crate) struct Templates {
    /// Folder to write into; made if it is not there
    dir: PathBuf,
    /// Which format; see `rollcall formats`
    #[arg(long, value_name = "F", default_value = "oneroster-1.2")]
    format: String,
}

impl Templates {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let failed = |path: &Path, error: std::io::Error| {
            let path = path.display();
            Failure::new(format_args!("cannot write {path}: {error}; name a folder of your own"))
        };
        let files = formats::templates(format_of(&self.format)?);
        fs::create_dir_all(&self.dir).map_err(|error| failed(&self.dir, error))?;
        for (name, text) in &files {
            let path = self.dir.join(name);
            // Never over what somebody has filled in.
            let written = fs::File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.map_err(|error| failed(&path, error))?;
        }
        let (files, dir) = (output::counted(files.len() as u64, "file", "files"), self.dir.display());
        output::text(out, &format!("wrote {files} into {dir}\n"))?;
        Ok(Exit::Fine)
    }
}
