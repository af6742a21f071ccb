//! What we log in with at a district's server.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// User, and password or private key (OpenSSH or PEM form, without passphrase). Stored as JSON with the names that
/// Transfer Family connectors want, so that one secret serves both ways. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PullSecret {
    /// The user name.
    pub username: String,
    /// The password, if one is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The private key, if one is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<String>,
}

impl PullSecret {
    /// The secret's name among those of its connection.
    pub const NAME: &'static str = "pull";

    /// As it is stored.
    pub fn to_json(&self) -> PortResult<String> {
        serde_json::to_string(self).map_err(|error| PortError::because(ErrorKind::Refused, "secret", error))
    }

    /// As it was stored; `Corrupt`, without a word of it, if it is something else.
    pub fn from_json(text: &str) -> PortResult<PullSecret> {
        serde_json::from_str(text)
            .map_err(|_| PortError::new(ErrorKind::Corrupt, "secret of a pull connection"))
    }
}

impl fmt::Debug for PullSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PullSecret")
    }
}

/// Where the secrets of pull connections are found.
#[async_trait]
pub trait PullSecrets: Send + Sync {
    /// The secret of a connection; `NotFound` if none was given.
    async fn pull_secret(&self, connection: &ConnectionKey) -> PortResult<PullSecret>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_stored_with_the_connectors_names_and_never_printed() {
        let secret =
            PullSecret { username: "vendor".into(), password: Some("hunter22".into()), private_key: None };
        let json = secret.to_json().unwrap();
        assert_eq!(json, r#"{"Username":"vendor","Password":"hunter22"}"#);
        assert_eq!(PullSecret::from_json(&json).unwrap(), secret);
        assert!(!format!("{secret:?}").contains("hunter22"));
        let error = PullSecret::from_json("hunter22").unwrap_err();
        assert!(!error.to_string().contains("hunter22"));
    }
}
