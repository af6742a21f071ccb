//! What went wrong in the world, sorted by what the caller can do about it.

use std::error::Error;
use std::fmt;

/// What a caller can do about a [`PortError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The thing asked for is not there.
    NotFound,
    /// Somebody else was first: read again, then decide again.
    Conflict,
    /// It will not be allowed, however often it is tried.
    Refused,
    /// Overloaded or locked: try the same again a little later.
    Busy,
    /// Out of reach: try the same again later.
    Unavailable,
    /// What is stored cannot be read as what it should be; a person must look.
    Corrupt,
}

/// A failure of a port: what kind, of what, and the lower-level cause. Never holds personal data.
#[derive(Debug)]
pub struct PortError {
    /// What the caller can do.
    pub kind: ErrorKind,
    /// What was asked for, in our words, for example `run r-20261122-1`.
    pub what: String,
    /// The cause below, for the log.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// The result of every port method.
pub type PortResult<T> = Result<T, PortError>;

impl PortError {
    /// An error without a deeper cause.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> PortError {
        PortError { kind, what: what.into(), source: None }
    }

    /// An error with the cause that led to it.
    pub fn because(
        kind: ErrorKind,
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> PortError {
        PortError { kind, what: what.into(), source: Some(source.into()) }
    }

    /// True when the same call may succeed later; this alone decides redelivery versus a failed run.
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind, ErrorKind::Busy | ErrorKind::Unavailable)
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            ErrorKind::NotFound => "not found",
            ErrorKind::Conflict => "changed by somebody else",
            ErrorKind::Refused => "refused",
            ErrorKind::Busy => "busy",
            ErrorKind::Unavailable => "out of reach",
            ErrorKind::Corrupt => "damaged",
        };
        write!(f, "{}: {word}", self.what)?;
        match &self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl Error for PortError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|e| e as &(dyn Error + 'static))
    }
}

impl From<std::io::Error> for PortError {
    fn from(error: std::io::Error) -> PortError {
        use std::io::ErrorKind as Io;
        let kind = match error.kind() {
            Io::NotFound => ErrorKind::NotFound,
            Io::AlreadyExists => ErrorKind::Conflict,
            Io::PermissionDenied | Io::InvalidInput | Io::IsADirectory | Io::NotADirectory => {
                ErrorKind::Refused
            }
            Io::InvalidData | Io::UnexpectedEof => ErrorKind::Corrupt,
            Io::WouldBlock | Io::ResourceBusy | Io::Interrupted => ErrorKind::Busy,
            _ => ErrorKind::Unavailable,
        };
        PortError::because(kind, "file access", error)
    }
}
