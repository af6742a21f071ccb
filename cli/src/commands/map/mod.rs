//! `rollcall map`: mapping documents, for files that no format knows.

mod explain;
mod schema;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Exit, Failure};

/// Works with mapping documents: which columns of a district's files feed which fields
#[derive(Debug, Subcommand)]
pub(crate) enum MapCommand {
    Explain(explain::Explain),
    Schema(schema::Schema),
}

impl MapCommand {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            MapCommand::Explain(explain) => explain.run(out),
            MapCommand::Schema(schema) => schema.run(out),
        }
    }
}
