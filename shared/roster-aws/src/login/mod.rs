//! Logging in on AWS: Transfer Family's documents, and a doorman who asks a deployed function with them.
//!
//! The documents are those of "Using AWS Lambda to integrate your identity provider" in Transfer Family's user guide.

mod doorman;
mod home;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use doorman::LambdaDoorman;
pub use home::{Home, prefix};

/// A password in the clear. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// The password itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Password {
        Password(text.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// What Transfer Family asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginRequest {
    /// The user name that the client gives.
    pub username: String,
    /// Absent or blank where the client offers a public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
    /// `SFTP`, `FTPS` or `FTP`.
    #[serde(default)]
    pub protocol: String,
    /// The server that asks.
    #[serde(default)]
    pub server_id: String,
    /// The client's address.
    #[serde(default)]
    pub source_ip: String,
}

impl LoginRequest {
    /// The password, if there is one to check.
    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(Password::reveal).filter(|password| !password.trim().is_empty())
    }
}

/// Without the user name: people type passwords into that field, too.
impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("LoginRequest");
        shown.field("protocol", &self.protocol).field("server_id", &self.server_id);
        shown.field("source_ip", &self.source_ip).finish_non_exhaustive()
    }
}

/// What Transfer Family is told. Nothing at all, `{}`, refuses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoginResponse {
    /// The role that the session has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What of the role's rights the session has: a policy as JSON text, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// `LOGICAL`: the client sees names, not buckets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_directory_type: Option<String>,
    /// What the names stand for: JSON text of a list of [`Home`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_directory_details: Option<String>,
    /// The keys of which the client must own one. Only where no password was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_keys: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_are_transfer_familys() {
        let request = json!({
            "username": "maple", "password": "hush", "protocol": "SFTP",
            "serverId": "s-0123456789abcdef0", "sourceIp": "192.0.2.10",
        });
        let read: LoginRequest = serde_json::from_value(request.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), request);
        assert!(!format!("{read:?} {:?}", read.password).contains("hush"));
        assert_eq!(serde_json::to_value(LoginResponse::default()).unwrap(), json!({}));
    }

    #[test]
    fn a_blank_password_is_none() {
        for (password, want) in
            [(json!(null), None), (json!(""), None), (json!("  "), None), (json!(" a "), Some(" a "))]
        {
            let request: LoginRequest =
                serde_json::from_value(json!({"username": "maple", "password": password})).unwrap();
            assert_eq!(request.password(), want);
        }
    }
}
