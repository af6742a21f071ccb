//! What a connection is beside the others of its tenant, as settings.

use std::collections::BTreeSet;

use roster::overlay::JoinBy;
use roster::scope;
use roster_pipeline::records::Connection;
use roster_pipeline::sources::Role;

/// `primary`, or `supplement`.
pub(super) fn show_kind(connection: &Connection) -> String {
    match connection.role {
        Role::Primary { .. } => "primary".to_owned(),
        Role::Supplement { .. } => "supplement".to_owned(),
    }
}

/// A kind is what the other two settings make of it.
pub(super) fn set_kind(connection: &mut Connection, text: &str) -> Result<(), String> {
    match (text, &connection.role) {
        ("primary", Role::Primary { .. }) | ("supplement", Role::Supplement { .. }) => Ok(()),
        ("primary", Role::Supplement { .. }) => set_supplements(connection, ""),
        ("supplement", Role::Primary { .. }) => {
            Err("say whose people it adds to: supplements=CONNECTION join=FIELD".to_owned())
        }
        _ => Err("write primary or supplement".to_owned()),
    }
}

/// The connection whose people it adds to.
pub(super) fn show_supplements(connection: &Connection) -> String {
    match &connection.role {
        Role::Primary { .. } => String::new(),
        Role::Supplement { of, .. } => of.to_string(),
    }
}

pub(super) fn set_supplements(connection: &mut Connection, text: &str) -> Result<(), String> {
    if text.is_empty() || text == "none" {
        if matches!(connection.role, Role::Supplement { .. }) {
            connection.role = Role::default();
        }
        return Ok(());
    }
    let of = text.parse().map_err(|_| "write the ID of a connection of the same tenant".to_owned())?;
    let join = match &connection.role {
        Role::Supplement { join, .. } => join.clone(),
        Role::Primary { .. } => "sourcedId".to_owned(),
    };
    connection.role = Role::Supplement { of, join };
    Ok(())
}

/// The field by which people are found.
pub(super) fn show_join(connection: &Connection) -> String {
    match &connection.role {
        Role::Primary { .. } => String::new(),
        Role::Supplement { join, .. } => join.clone(),
    }
}

pub(super) fn set_join(connection: &mut Connection, text: &str) -> Result<(), String> {
    match &mut connection.role {
        Role::Primary { .. } if text.is_empty() => Ok(()),
        Role::Primary { .. } => {
            Err("only a supplement finds people of another connection; set supplements=CONNECTION first"
                .to_owned())
        }
        Role::Supplement { join, .. } => {
            *join = text.parse::<JoinBy>().map_err(|error| error.to_string())?.to_string();
            Ok(())
        }
    }
}

/// The connections that add to its people.
pub(super) fn show_supplemented(connection: &Connection) -> String {
    match &connection.role {
        Role::Primary { supplements, .. } => supplements
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(", "),
        Role::Supplement { .. } => String::new(),
    }
}

pub(super) fn set_supplemented(connection: &mut Connection, text: &str) -> Result<(), String> {
    match text == show_supplemented(connection) {
        true => Ok(()),
        false => Err("set supplements=CONNECTION of the connection that adds to this one".to_owned()),
    }
}

/// What of the tenant's roster it owns; blank is everything.
pub(super) fn show_owns(connection: &Connection) -> String {
    match &connection.role {
        Role::Primary { owns, .. } => owns.iter().cloned().collect::<Vec<_>>().join(", "),
        Role::Supplement { .. } => String::new(),
    }
}

pub(super) fn set_owns(connection: &mut Connection, text: &str) -> Result<(), String> {
    let owned = scope::owned(text).map_err(|error| error.to_string())?;
    match &mut connection.role {
        Role::Primary { owns, .. } => *owns = owned.iter().map(ToString::to_string).collect(),
        Role::Supplement { .. } if owned.is_empty() => {}
        Role::Supplement { .. } => return Err("a supplement owns nothing: it only adds fields".to_owned()),
    }
    Ok(())
}
