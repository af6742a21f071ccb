//! `rollcall`, the command line: parses, dispatches, exits.

mod args;
mod commands;
mod demo;
#[cfg(test)]
mod documents;
mod exit;
mod files;
mod local;
mod nearest;
mod output;
mod serve;
mod settings;
mod version;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use args::Args;
use exit::{Exit, Failure};

fn main() -> ExitCode {
    let args = match args::parse(std::env::args_os()) {
        Ok(args) => args,
        Err(stop) => return stop.show(),
    };
    match run(args) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.show(),
    }
}

fn run(args: Args) -> Result<Exit, Failure> {
    let settings = settings::load(&args.overrides(), std::env::vars_os())?;
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = commands::run(args.command, &settings, &mut out)?;
    out.flush().map_err(Failure::output)?;
    Ok(exit)
}
