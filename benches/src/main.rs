//! Measures Rollcall beside other tools on the same files; never part of the tests, for time is no test.

#[cfg(feature = "aws")]
mod aws_check;
#[cfg(feature = "aws")]
mod aws_store;
mod counts;
mod diff;
mod mapped;
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
    /// `rollcall check` of OneRoster files by a mapping, beside the same by the built-in format.
    ///
    /// Example: rollcall-benches mapped --students 100000
    Mapped(mapped::Mapped),
    /// Nights over the stores of one machine, with the items that each writes to the roster store.
    ///
    /// Example: rollcall-benches nights --students 100000
    Nights(nights::Nights),
    /// The same nights with the roster in DynamoDB, with the requests that each asks for.
    ///
    /// Example: rollcall-benches aws-store --students 61000
    #[cfg(feature = "aws")]
    AwsStore(aws_store::AwsStore),
    /// Checking deliveries with artifacts in S3, beside the same with artifacts in a directory.
    ///
    /// Example: rollcall-benches aws-check --students 20000
    #[cfg(feature = "aws")]
    AwsCheck(aws_check::AwsCheck),
    /// DynamoDB in a process of its own, so that its CPU time is apart; ends with its standard input.
    #[cfg(feature = "aws")]
    #[command(hide = true)]
    DynamodbEmulator,
    /// S3 in a process of its own.
    #[cfg(feature = "aws")]
    #[command(hide = true)]
    S3Emulator,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().measurement {
        Measurement::Diff(diff) => diff.run(),
        Measurement::Mapped(mapped) => mapped.run(),
        Measurement::Nights(nights) => nights.run(),
        #[cfg(feature = "aws")]
        Measurement::AwsStore(store) => store.run(),
        #[cfg(feature = "aws")]
        Measurement::DynamodbEmulator => aws_store::emulate(aws_store::Service::DynamoDb),
        #[cfg(feature = "aws")]
        Measurement::AwsCheck(check) => check.run(),
        #[cfg(feature = "aws")]
        Measurement::S3Emulator => aws_store::emulate(aws_store::Service::S3),
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
