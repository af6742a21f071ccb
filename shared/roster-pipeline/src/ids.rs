//! The names of tenants and connections: `[a-z0-9][a-z0-9-]{2,31}`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A name that is not `[a-z0-9][a-z0-9-]{2,31}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" cannot be an ID: use 3 to 32 of a-z, 0-9 and -, beginning with a letter or digit")]
pub struct InvalidId(String);

fn checked(text: &str) -> Result<String, InvalidId> {
    let ok = |(i, b): (usize, u8)| b.is_ascii_lowercase() || b.is_ascii_digit() || (i > 0 && b == b'-');
    match (3..=32).contains(&text.len()) && text.bytes().enumerate().all(ok) {
        true => Ok(text.to_owned()),
        false => Err(InvalidId(text.chars().take(64).collect())),
    }
}

macro_rules! id {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                checked(text).map($name)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(TenantId, "One customer, usually a district.");
id!(ConnectionId, "One source of files of a tenant; unique within the tenant.");

/// A connection and whose it is: the first part of every key and prefix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConnectionKey {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which of theirs.
    pub connection: ConnectionId,
}

impl ConnectionKey {
    /// Both names, checked.
    pub fn new(tenant: &str, connection: &str) -> Result<ConnectionKey, InvalidId> {
        Ok(ConnectionKey { tenant: tenant.parse()?, connection: connection.parse()? })
    }
}

impl fmt::Display for ConnectionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.tenant, self.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_3_to_32_lower_case_letters_digits_and_hyphens() {
        for good in ["abc", "0-0", "maple-usd", &"a".repeat(32)] {
            assert!(good.parse::<TenantId>().is_ok(), "{good}");
        }
        for bad in ["", "ab", "-ab", "Abc", "a_b", "a/b", "..", "a b", "é-bc", &"a".repeat(33)] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad}");
        }
    }
}
