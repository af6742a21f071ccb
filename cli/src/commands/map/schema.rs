//! `rollcall map schema`: the JSON Schema of mapping documents.

use std::io::Write;

use clap::Args;
use roster::mapping;

use crate::exit::{Exit, Failure};
use crate::output;

/// Writes the JSON Schema of mapping documents, for editors that complete and check them
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall map schema > mapping.schema.json

A document that begins with {\"$schema\": \"mapping.schema.json\", \"mapping\": 1, ...} is then checked while it is written.")]
pub(crate) struct Schema {}

impl Schema {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        output::text(out, &mapping::schema())?;
        Ok(Exit::Fine)
    }
}
