//! `rollcall map`: mapping documents, for files that no format knows.

mod explain;
mod schema;
mod score;
mod suggest;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Exit, Failure};

/// Works with mapping documents: which columns of a district's files feed which fields
#[derive(Debug, Subcommand)]
pub(crate) enum MapCommand {
    Explain(explain::Explain),
    Schema(schema::Schema),
    Suggest(suggest::Suggest),
    Score(score::Score),
}

impl MapCommand {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            MapCommand::Explain(explain) => explain.run(out),
            MapCommand::Schema(schema) => schema.run(out),
            MapCommand::Suggest(suggest) => suggest.run(out),
            MapCommand::Score(score) => score.run(out),
        }
    }
}
