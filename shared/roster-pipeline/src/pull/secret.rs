//! What we log in with at a district's server.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ports::{SecretName, SecretText, Secrets};
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
    /// Its name among the secrets of its connection.
    pub fn name() -> PortResult<SecretName> {
        SecretName::new("pull")
    }

    /// Keeps it as the connection's.
    pub async fn keep(&self, secrets: &dyn Secrets, connection: &ConnectionKey) -> PortResult<()> {
        secrets.put(connection, &PullSecret::name()?, &SecretText::new(self.to_json()?)?).await
    }

    /// The connection's; `NotFound` if none was given.
    pub async fn of(secrets: &dyn Secrets, connection: &ConnectionKey) -> PortResult<PullSecret> {
        PullSecret::from_json(secrets.get(connection, &PullSecret::name()?).await?.expose())
    }

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
