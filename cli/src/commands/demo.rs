//! `rollcall demo`: a made-up district uploads three days to a server on this machine.

use std::io::Write;

use clap::Args;
use roster_local::DataDir;

use crate::demo;
use crate::exit::{Exit, Failure};
use crate::local;
use crate::settings::Settings;

/// Shows all of it with a made-up district: three days over SFTP, one of them cut off
///
/// Needs no settings and nothing installed. Everything stays in a temporary folder, to be looked at.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall demo")]
pub(crate) struct Demo {
    /// Students of the district; staff and guardians come on top
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(50..=200_000))]
    students: u32,
}

impl Demo {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let folder = tempfile::Builder::new().prefix("rollcall-demo-").tempdir();
        let folder = folder.map_err(|error| {
            Failure::new(format_args!("there is no place for temporary files: {error}; set TMPDIR to one"))
        })?;
        let dir = DataDir::open(folder.keep())?;
        let settings = settings.clone().with("sftp", "127.0.0.1:0")?;
        local::runtime()?.block_on(demo::tell(dir, &settings, (self.students, out)))?;
        Ok(Exit::Fine)
    }
}
