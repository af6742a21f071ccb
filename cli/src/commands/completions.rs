//! `rollcall completions`: what a shell needs to complete our commands.

use std::io::Write;

use clap::Args;
use clap_complete::Shell;

use crate::args;
use crate::exit::{Exit, Failure};
use crate::output;

/// Writes completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall completions bash > ~/.local/share/bash-completion/completions/rollcall")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::definition(), "rollcall", &mut script);
        output::text(out, &String::from_utf8_lossy(&script))?;
        Ok(Exit::Fine)
    }
}
