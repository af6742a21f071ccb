//! A call's failure as Lambda shows it.

use std::fmt;

use lambda_runtime::Diagnostic;
use roster_pipeline::{ErrorKind, PortError};

/// Why a call failed: a name to count and to alarm on, and a message without personal data.
#[derive(Debug)]
pub struct Failure {
    name: &'static str,
    message: String,
}

impl Failure {
    /// The event is none that this function knows.
    pub(super) fn unreadable() -> Failure {
        Failure { name: "UnreadableEvent", message: "an event that this function does not know".into() }
    }
}

/// The name of a kind of error in metrics, logs and Lambda's answers.
pub(super) fn name_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "NotFound",
        ErrorKind::Conflict => "Conflict",
        ErrorKind::Refused => "Refused",
        ErrorKind::Busy => "Busy",
        ErrorKind::Unavailable => "Unavailable",
        ErrorKind::Corrupt => "Corrupt",
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Failure {
        Failure { name: name_of(error.kind), message: error.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Diagnostic {
        Diagnostic { error_type: failure.name.to_owned(), error_message: failure.message }
    }
}
