//! `rollcall map`: mapping documents, for files that no format knows.

mod check;
mod explain;
mod kept;
mod schema;
mod score;
mod suggest;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::settings::Settings;

/// Works with mapping documents: which columns of a district's files feed which fields
#[derive(Debug, Subcommand)]
pub(crate) enum MapCommand {
    Check(check::Check),
    Explain(explain::Explain),
    List(kept::List),
    Show(kept::Show),
    Schema(schema::Schema),
    Suggest(suggest::Suggest),
    Score(score::Score),
}

impl MapCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            MapCommand::Check(check) => check.run(settings, out),
            MapCommand::List(list) => list.run(settings, out),
            MapCommand::Show(show) => show.run(settings, out),
            MapCommand::Explain(explain) => explain.run(out),
            MapCommand::Schema(schema) => schema.run(out),
            MapCommand::Suggest(suggest) => suggest.run(out),
            MapCommand::Score(score) => score.run(out),
        }
    }
}
