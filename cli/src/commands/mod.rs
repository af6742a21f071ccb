//! The commands: one file each, one line each in [`Command`].

mod check;
mod completions;
mod config;
mod diff;
mod explain;
mod formats;
mod generate;
mod man;
mod rules;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::settings::Settings;

/// What can be asked of `rollcall`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Check),
    Diff(diff::Diff),
    Formats(formats::Formats),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Generate(generate::Generate),
    Config(config::Config),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Does what was asked; results go to `out`.
pub(crate) fn run(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        Command::Check(check) => check.run(settings, out),
        Command::Diff(diff) => diff.run(settings, out),
        Command::Formats(formats) => formats.run(out),
        Command::Rules(rules) => rules.run(out),
        Command::Explain(explain) => explain.run(out),
        Command::Generate(generate) => generate.run(out),
        Command::Config(config) => config.run(settings, out),
        Command::Completions(completions) => completions.run(out),
        Command::Man(man) => man.run(out),
    }
}
