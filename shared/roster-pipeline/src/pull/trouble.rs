//! What can be wrong between us and a district's server, said so that a person knows what to do.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, PortError};

/// The steps on the way to a file, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// The connection's own settings.
    Settings,
    /// Finding and reaching the host.
    Reach,
    /// Agreeing on algorithms.
    Algorithms,
    /// Knowing the server by its key.
    HostKey,
    /// Logging in.
    Login,
    /// Opening SFTP and the folder.
    Folder,
    /// Reading the folder.
    List,
    /// Reading a file.
    Fetch,
}

impl Step {
    /// As people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Settings => "settings",
            Step::Reach => "reach the server",
            Step::Algorithms => "agree on algorithms",
            Step::HostKey => "host key",
            Step::Login => "log in",
            Step::Folder => "open the folder",
            Step::List => "list the files",
            Step::Fetch => "fetch a file",
        }
    }
}

/// One step that failed. Holds no password, no key and no content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Where it stopped.
    pub step: Step,
    /// What happened, one sentence without a full stop.
    pub message: String,
    /// What to do, one sentence without a full stop.
    pub help: String,
    /// Whether trying again is useless, or harmful (locked accounts), until a person did something.
    pub lasting: bool,
}

impl Trouble {
    /// Trouble that only a person can end.
    pub fn lasting(step: Step, message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { step, message: message.into(), help: help.into(), lasting: true }
    }

    /// Trouble that may be over the next time.
    pub fn passing(step: Step, message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { step, message: message.into(), help: help.into(), lasting: false }
    }

    /// The trouble that an error carries, or that it is.
    pub fn of(error: &PortError, step: Step) -> Trouble {
        match error.source.as_deref().and_then(|source| source.downcast_ref::<Trouble>()) {
            Some(trouble) => trouble.clone(),
            None => Trouble {
                step,
                message: error.to_string(),
                help: "look at Rollcall's own log; the district has nothing to do".into(),
                lasting: !error.is_retryable(),
            },
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl Error for Trouble {}

impl From<Trouble> for PortError {
    fn from(trouble: Trouble) -> PortError {
        let kind = if trouble.lasting { ErrorKind::Refused } else { ErrorKind::Unavailable };
        PortError::because(kind, format!("the district's server ({})", trouble.step.as_str()), trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_goes_through_an_error_and_back() {
        for (trouble, retryable) in [
            (Trouble::passing(Step::Reach, "no answer", "wait"), true),
            (Trouble::lasting(Step::HostKey, "another key", "ask them"), false),
        ] {
            let error = PortError::from(trouble.clone());
            assert_eq!(error.is_retryable(), retryable);
            assert_eq!(Trouble::of(&error, Step::List), trouble);
        }
        let foreign = PortError::new(ErrorKind::Busy, "database");
        assert!(!Trouble::of(&foreign, Step::List).lasting);
    }
}
