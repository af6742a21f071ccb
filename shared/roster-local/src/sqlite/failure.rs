//! What can go wrong inside a database call, and which kind of port error it is.

use roster_pipeline::{ErrorKind, PortError};
use rusqlite::ErrorCode;

/// A failure inside a database call.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Already in the port's words.
    Port(PortError),
    /// SQLite's.
    Sql(rusqlite::Error),
    /// A stored document that cannot be read, or one that cannot be written.
    Document(serde_json::Error),
}

pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure of the given kind, about `what`.
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Failure {
        Failure::Port(PortError::new(kind, what))
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Failure {
        Failure::Port(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        Failure::Sql(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Document(error)
    }
}

impl From<Failure> for PortError {
    fn from(failure: Failure) -> PortError {
        match failure {
            Failure::Port(error) => error,
            Failure::Sql(error) => PortError::because(kind_of(&error), "database", error),
            Failure::Document(error) => PortError::because(ErrorKind::Corrupt, "stored document", error),
        }
    }
}

fn kind_of(error: &rusqlite::Error) -> ErrorKind {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ErrorKind::Busy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => ErrorKind::Corrupt,
        Some(ErrorCode::ConstraintViolation) => ErrorKind::Conflict,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => ErrorKind::Refused,
        Some(_) => ErrorKind::Unavailable,
        None => ErrorKind::Corrupt,
    }
}
