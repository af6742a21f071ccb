//! `rollcall map explain`: what a mapping does, in plain words.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use roster::mapping;

use crate::exit::{Exit, Failure};
use crate::{files, output};

/// Says in plain words what a mapping does, what is still open first
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall map explain maple-usd.json")]
pub(crate) struct Explain {
    /// The mapping document
    mapping: PathBuf,
}

impl Explain {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mapping = files::mapping(&self.mapping)?;
        output::text(out, &mapping::explain(&mapping))?;
        Ok(Exit::Fine)
    }
}
