//! `rollcall backup`: a copy of the data directory that is whole.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::exit::{Exit, Failure};
use crate::local;
use crate::output::{self, counted};
use crate::settings::{Settings, absolute};

/// Copies the data directory while it is in use; copying it by other means may give a damaged copy
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall backup /backup/rollcall-monday")]
pub(crate) struct Backup {
    /// Where the copy goes: a folder that is empty or not there
    dest: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let dest = absolute(&self.dest)?;
        let done = local::runtime()?.block_on(local.dir()?.backup(&dest))?;
        let (files, bytes) = (counted(done.files, "file", "files"), counted(done.bytes, "byte", "bytes"));
        let dest = dest.display();
        output::text(out, &format!("copied both databases and {files} of {bytes} to {dest}\n"))?;
        Ok(Exit::Fine)
    }
}
