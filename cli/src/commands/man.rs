//! `rollcall man`: the manual pages.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man as Page;

use crate::args;
use crate::exit::{Exit, Failure};

/// Writes the manual page, or one for each command into a folder
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall man | man -l -
  rollcall man /usr/local/share/man/man1")]
pub(crate) struct Man {
    /// Folder for the pages of all commands
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        match &self.dir {
            None => {
                let mut page = Vec::new();
                let rendered = Page::new(args::definition()).render(&mut page);
                rendered.and_then(|()| out.write_all(&page)).map_err(Failure::output)?;
            }
            Some(dir) => {
                let made = std::fs::create_dir_all(dir)
                    .and_then(|()| clap_mangen::generate_to(args::definition(), dir));
                made.map_err(|error| {
                    let dir = dir.display();
                    Failure::new(format_args!(
                        "cannot write pages into {dir}: {error}; name a folder that can be written"
                    ))
                })?;
            }
        }
        Ok(Exit::Fine)
    }
}
