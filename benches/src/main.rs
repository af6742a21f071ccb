//! Measures Rollcall beside other tools on the same files; never part of the tests, for time is no test.

mod counts;
mod diff;
mod measure;
mod nights;
mod ours;
mod peer;
mod set;
mod table;

use std::io::{Write, stderr};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What stops a measurement; it is only shown.
type Failure = Box<dyn std::error::Error>;

/// Measures Rollcall beside other tools.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    measurement: Measurement,
}

#[derive(Subcommand)]
enum Measurement {
    /// `rollcall diff OLD NEW --changes FILE` beside a script that does the same with DuckDB.
    ///
    /// Example: rollcall-benches diff --peer ../bench --python venv/bin/python --students 10000 --students 100000
    Diff(diff::Diff),
    /// Nights over the stores of one machine, with the items that each writes to the roster store.
    ///
    /// Example: rollcall-benches nights --students 100000
    Nights(nights::Nights),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().measurement {
        Measurement::Diff(diff) => diff.run(),
        Measurement::Nights(nights) => nights.run(),
    };
    match outcome {
        Ok(counts::Verdict::Agree) => ExitCode::SUCCESS,
        Ok(counts::Verdict::Differ) => ExitCode::from(1),
        Err(failure) => {
            // Nothing is left to do if even this cannot be written.
            let _ = writeln!(stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Arguments::command().debug_assert();
    }
}
