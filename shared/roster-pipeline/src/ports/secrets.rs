//! What must not be read by whoever reads settings: credentials for districts' servers.

use std::fmt;

use async_trait::async_trait;

use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// The longest secret, in bytes; a private key has some 3,000.
const LONGEST: usize = 10_000;

/// A secret's contents, which no log, error or debug print ever shows.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a text as a secret; `Refused`, without a word of it, if it is empty or has more than 10,000 bytes.
    pub fn new(text: impl Into<String>) -> PortResult<SecretText> {
        let text = text.into();
        match (1..=LONGEST).contains(&text.len()) {
            true => Ok(SecretText(text)),
            false => Err(PortError::new(ErrorKind::Refused, "an empty secret or one of over 10,000 bytes")),
        }
    }

    /// The contents, for the one who must use them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

/// A secret's name among those of its connection: `[a-z0-9-]{1,32}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(String);

impl SecretName {
    /// Checks a name; `Refused` for what cannot be one.
    pub fn new(name: &str) -> PortResult<SecretName> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        match (1..=32).contains(&name.len()) && name.bytes().all(fits) {
            true => Ok(SecretName(name.to_owned())),
            false => Err(PortError::new(ErrorKind::Refused, "a secret's name")),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Secrets of connections, each under a name of its own.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// Keeps a secret, in place of the one that the name had.
    async fn put(&self, connection: &ConnectionKey, name: &SecretName, secret: &SecretText)
    -> PortResult<()>;
    /// The secret that was put last; `NotFound` if there is none.
    async fn get(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<SecretText>;
    /// Forgets a secret for good; the name is free at once. Absent is fine.
    async fn remove(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed_not_even_one_that_is_refused() {
        let secret = SecretText::new("hunter22").unwrap();
        assert!(!format!("{secret:?}").contains("hunter22"));
        let long = "hunter22".repeat(2_000);
        for bad in ["", &long] {
            let error = SecretText::new(bad).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter22"), "{error}");
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        for (name, fits) in [
            ("pull", true),
            ("host-key-2", true),
            ("", false),
            ("../key", false),
            ("Pull", false),
            (&"a".repeat(33), false),
        ] {
            assert_eq!(SecretName::new(name).is_ok(), fits, "{name}");
        }
    }
}
