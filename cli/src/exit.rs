//! Exit codes, and the one line that says why a command could not run.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

/// How a command that ran ended. What could not run is a [`Failure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Exit {
    /// Nothing to complain about: 0.
    Fine,
    /// There are errors in the files: 1.
    Errors,
    /// The brake holds: 3. Weighs more than errors.
    Held,
    /// What it was for could not be done, and its output says why: 2. Weighs more than all others.
    CouldNot,
}

impl Exit {
    /// The one that weighs more.
    pub(crate) fn or(self, other: Exit) -> Exit {
        self.max(other)
    }
}

/// The exit code of a command that could not run; weighs more than all others.
const COULD_NOT_RUN: u8 = 2;

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Errors => 1,
            Exit::Held => 3,
            Exit::CouldNot => COULD_NOT_RUN,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Why a command could not run: one line that says what happened, where, and what to do.
#[derive(Debug)]
pub(crate) enum Failure {
    /// To be told.
    Said(String),
    /// To be told with what is wrong one by one, each on a line of its own.
    Listed(String, Vec<String>),
    /// Whoever read our output has had enough; nobody is to be told.
    OutputClosed,
}

impl Failure {
    /// With this line.
    pub(crate) fn new(line: impl fmt::Display) -> Failure {
        Failure::Said(line.to_string())
    }

    /// With this line, and these under it.
    pub(crate) fn listed(line: String, items: Vec<String>) -> Failure {
        Failure::Listed(line, items)
    }

    /// Standard output could not be written.
    pub(crate) fn output(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::new(format_args!(
                "cannot write the output: {error}; free some space or write elsewhere"
            )),
        }
    }

    /// Tells the person, and gives the exit code.
    pub(crate) fn show(&self) -> ExitCode {
        match self {
            Failure::OutputClosed => Exit::Fine.into(),
            Failure::Said(line) => {
                tell(&format!("rollcall: {}", one_line(line)));
                ExitCode::from(COULD_NOT_RUN)
            }
            Failure::Listed(line, items) => {
                tell(&format!("rollcall: {}", one_line(line)));
                items.iter().for_each(|item| tell(&format!("  {}", one_line(item))));
                ExitCode::from(COULD_NOT_RUN)
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
}

fn tell(line: &str) {
    // Without standard error there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_outweighs_errors_and_errors_outweigh_nothing() {
        for (one, other, both) in [
            (Exit::Fine, Exit::Fine, 0),
            (Exit::CouldNot, Exit::Held, 2),
            (Exit::Fine, Exit::Errors, 1),
            (Exit::Held, Exit::Errors, 3),
            (Exit::Errors, Exit::Held, 3),
        ] {
            assert_eq!(one.or(other).code(), both);
        }
    }
}
