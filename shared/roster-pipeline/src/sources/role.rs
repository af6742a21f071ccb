//! What a connection is to its tenant's roster, as it is stored.

use std::collections::BTreeSet;

use roster::overlay::Supplied;
use roster::scope::{Owned, UnknownOwned, everything};
use serde::{Deserialize, Serialize};

use crate::ConnectionId;

/// What a connection is to its tenant's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Role {
    /// Its records are records of the roster.
    #[serde(rename_all = "camelCase")]
    Primary {
        /// Connections that may supplement it; those of them count that say so themselves.
        #[serde(default)]
        supplements: BTreeSet<ConnectionId>,
        /// What it owns, as [`roster::scope::Owned`] prints it; empty is everything.
        #[serde(default)]
        owns: BTreeSet<String>,
    },
    /// It adds fields to people of another connection, and makes none.
    #[serde(rename_all = "camelCase")]
    Supplement {
        /// Whose people.
        of: ConnectionId,
        /// By which field of users they are found, as [`roster::overlay::JoinBy`] prints it.
        join: String,
    },
}

impl Default for Role {
    fn default() -> Role {
        Role::Primary { supplements: BTreeSet::new(), owns: BTreeSet::new() }
    }
}

impl Role {
    /// Whether it is what a connection is if nobody says anything.
    pub fn is_default(&self) -> bool {
        *self == Role::default()
    }

    /// What of the tenant's roster it owns.
    ///
    /// # Errors
    /// A word that names nothing.
    pub fn owned(&self) -> Result<BTreeSet<Owned>, UnknownOwned> {
        match self {
            Role::Primary { owns, .. } if owns.is_empty() => Ok(everything()),
            Role::Primary { owns, .. } => owns.iter().map(|word| word.parse()).collect(),
            Role::Supplement { .. } => Ok(BTreeSet::new()),
        }
    }

    /// What applying a run of such a connection writes.
    pub fn stores(&self) -> Stores {
        match self {
            Role::Primary { .. } => Stores::Roster,
            Role::Supplement { .. } => Stores::SnapshotAlone,
        }
    }
}

/// What applying a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stores {
    /// The company's copy of the roster, and the snapshot of it.
    #[default]
    Roster,
    /// Only what its connection says: there is nobody in it who could be shown.
    SnapshotAlone,
}

/// What a run has to do with other sources.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunSources {
    /// What applying it writes.
    #[serde(default)]
    pub stores: Stores,
    /// Which state of the other sources it was made with; blank for none.
    #[serde(default)]
    pub under: String,
    /// What the roster has of supplements alone once it is applied.
    #[serde(default)]
    pub supplied: StoredSupplied,
}

impl RunSources {
    /// Whether there are no other sources.
    pub fn is_default(&self) -> bool {
        *self == RunSources::default()
    }
}

/// [`Supplied`] as stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredSupplied {
    /// Fields of users that no file of the connection itself gave.
    #[serde(default)]
    pub fields: BTreeSet<String>,
    /// The supplements' IDs.
    #[serde(default)]
    pub from: BTreeSet<String>,
}

impl StoredSupplied {
    /// Whether it has nothing.
    pub fn is_default(&self) -> bool {
        *self == StoredSupplied::default()
    }
}

impl From<Supplied> for StoredSupplied {
    fn from(supplied: Supplied) -> StoredSupplied {
        StoredSupplied { fields: supplied.fields, from: supplied.from }
    }
}

impl From<StoredSupplied> for Supplied {
    fn from(stored: StoredSupplied) -> Supplied {
        Supplied { fields: stored.fields, from: stored.from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_stored_by_its_kind() {
        let role = Role::Supplement { of: "sis".parse().unwrap(), join: "identifier".into() };
        let text = serde_json::to_string(&role).unwrap();
        assert_eq!(text, r#"{"kind":"supplement","of":"sis","join":"identifier"}"#);
        assert_eq!(serde_json::from_str::<Role>(&text).unwrap(), role);
        assert!(serde_json::from_str::<Role>(r#"{"kind":"primary"}"#).unwrap().is_default());
    }
}
