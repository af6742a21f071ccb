//! What can be typed: global options and the commands.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::commands::Command;
use crate::exit::Failure;
use crate::settings::Overrides;
use crate::version;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  there are errors in the files
  2  could not run: usage or input and output
  3  the brake holds a change set for a person to look at

Settings come from rollcall.toml, then ROLLCALL_* in the environment, then flags; `rollcall config` shows them.";

/// Takes school rosters in over SFTP, checks them, and keeps a company's copy of them right.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version = version::line(), after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// Where everything is kept [setting: data]
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stack deployed on AWS to work on, instead of a data directory [setting: stack]
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "NAME")]
    stack: Option<String>,
    /// Settings file, instead of rollcall.toml in the current directory
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Threads that read files [setting: threads]
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "N")]
    threads: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// Settings that were given as flags.
    pub(crate) fn overrides(&self) -> Overrides {
        let text = |path: &PathBuf| path.to_string_lossy().into_owned();
        let values = [
            ("data", self.data.as_ref().map(text)),
            ("stack", self.stack.clone()),
            ("threads", self.threads.clone()),
            self.command.override_of(),
        ];
        let values = values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Overrides { config: self.config.clone(), values }
    }
}

/// The whole command line as clap knows it, for completions and man pages.
pub(crate) fn definition() -> clap::Command {
    Args::command()
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Help or version was asked for; it goes to standard output.
    Asked(clap::Error),
    /// The words make no command.
    Usage(Failure),
}

impl Stop {
    /// Tells the person, and gives the exit code.
    pub(crate) fn show(&self) -> ExitCode {
        match self {
            Stop::Usage(failure) => failure.show(),
            Stop::Asked(error) => match write!(std::io::stdout(), "{}", error.render()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => Failure::output(error).show(),
            },
        }
    }
}

/// Reads the words of a command line, the first being the program's name.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, Stop> {
    try_parse(words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Asked(error),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Stop::Usage(Failure::new("no command was given; see `rollcall --help`"))
        }
        _ => Stop::Usage(usage(&error)),
    })
}

/// The same with clap's own words.
pub(crate) fn try_parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, clap::Error> {
    Args::try_parse_from(words)
}

/// One line of clap's several.
fn usage(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let said = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let said = said.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    let said = said.collect::<Vec<_>>().join(" ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    let usage = text.lines().find_map(|line| line.strip_prefix("Usage: "));
    let hint = usage.map_or_else(|| "see `rollcall --help`".to_owned(), |usage| format!("usage: {usage}"));
    Failure::new(format_args!("{said}; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verify_cli() {
        definition().debug_assert();
    }

    #[test]
    fn every_command_has_a_description_and_an_example() {
        fn visit(command: &clap::Command) {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} has no description");
            if command.has_subcommands() {
                return command.get_subcommands().for_each(visit);
            }
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Example"), "{name} has no example");
        }
        definition().get_subcommands().for_each(visit);
    }

    #[test]
    fn usage_errors_are_one_line_that_says_what_to_do() {
        for (words, said) in [
            (&["rollcall", "check"][..], "required arguments"),
            (&["rollcall", "chekc"], "check"),
            (&["rollcall", "check", "x", "--jsn"], "--json"),
            (&["rollcall"], "no command"),
        ] {
            let words = words.iter().map(OsString::from);
            let Err(Stop::Usage(Failure::Said(line))) = parse(words) else { panic!("{said}: parsed") };
            assert!(line.contains(said) && !line.contains('\n'), "{line}");
        }
    }
}
