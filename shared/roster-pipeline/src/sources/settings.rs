//! Whether a connection may be what its settings say, beside the others of its tenant.

use roster::model::Entity;
use roster::overlay::JoinBy;

use super::Role;
use crate::context::Ports;
use crate::records::Connection;
use crate::{ConnectionId, ConnectionKey, ErrorKind, PortError, PortResult, mapping};

/// Refuses settings that make no sense beside those of the tenant's other connections.
///
/// # Errors
/// `Refused`, with what is wrong and what to do; those of the ports.
pub async fn may_be(ports: &Ports, connection: &Connection) -> PortResult<()> {
    match &connection.role {
        Role::Primary { .. } => primary(ports, connection).await,
        Role::Supplement { of, join } => supplement(ports, connection, (of, join)).await,
    }
}

/// What one active connection of a tenant owns, no other owns.
async fn primary(ports: &Ports, connection: &Connection) -> PortResult<()> {
    let key = connection.key();
    let owned = |connection: &Connection| {
        connection.role.owned().map_err(|error| refused(&connection.key(), &error.to_string()))
    };
    let here = owned(connection)?;
    if !connection.active {
        return Ok(());
    }
    for other in ports.directory.connections().await? {
        let is_other = other.tenant == connection.tenant && other.id != connection.id && other.active;
        if !is_other || other.paused && other.id_changes.replaced_by.is_some() {
            continue;
        }
        let there = owned(&other)?;
        let both: Vec<String> = here.intersection(&there).map(ToString::to_string).collect();
        if !both.is_empty() {
            let why = format!(
                "{} owns {} too; say with owns=... of both who has what, make one of them a supplement, or \
                 leave one inactive, also until it replaces the other",
                other.key(),
                both.join(", ")
            );
            return Err(refused(&key, &why));
        }
    }
    Ok(())
}

async fn supplement(
    ports: &Ports,
    connection: &Connection,
    (of, join): (&ConnectionId, &str),
) -> PortResult<()> {
    let key = connection.key();
    join.parse::<JoinBy>().map_err(|error| refused(&key, &error.to_string()))?;
    if *of == connection.id {
        return Err(refused(&key, "a connection cannot supplement itself; name the one that has the people"));
    }
    let primary = ConnectionKey { tenant: key.tenant.clone(), connection: of.clone() };
    let primary = match ports.directory.connection(&primary).await {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return Err(refused(
                &key,
                &format!("there is no connection {primary} for it to supplement; add that first"),
            ));
        }
        other => other?,
    };
    if !matches!(primary.role, Role::Primary { .. }) {
        let why =
            format!("{} is a supplement itself; name the connection that has the people", primary.key());
        return Err(refused(&key, &why));
    }
    for other in ports.directory.connections().await? {
        let is_ours = matches!(&other.role, Role::Supplement { of, .. } if *of == connection.id);
        if other.tenant == connection.tenant && is_ours {
            return Err(refused(
                &key,
                &format!("{} supplements it; a supplement cannot have one", other.key()),
            ));
        }
    }
    if let Some(run) = ports.runs.current(&key).await?
        && ports.runs.run(&key, &run.run).await?.sources.stores == super::Stores::Roster
    {
        return Err(refused(
            &key,
            "it has records of its own in the roster; add another connection for the supplement",
        ));
    }
    says_something(ports, connection).await
}

/// A mapping of a supplement speaks of people, or of own records about people.
async fn says_something(ports: &Ports, connection: &Connection) -> PortResult<()> {
    let Some(mapping) = mapping::in_use(&*ports.directory, connection).await? else { return Ok(()) };
    let mut made = mapping.files.iter().flat_map(|file| &file.records).map(|record| record.entity);
    match made.any(|entity| matches!(entity, Entity::Users | Entity::OwnRecords)) {
        true => Ok(()),
        false => {
            let why = "its mapping makes neither users nor ownRecords, so it adds nothing to anybody";
            Err(refused(&connection.key(), why))
        }
    }
}

/// The connection whose people a connection adds to, if it is a supplement.
///
/// # Errors
/// Those of the directory.
pub async fn supplemented(ports: &Ports, key: &ConnectionKey) -> PortResult<Option<ConnectionKey>> {
    Ok(match ports.directory.connection(key).await?.role {
        Role::Primary { .. } => None,
        Role::Supplement { of, .. } => Some(ConnectionKey { tenant: key.tenant.clone(), connection: of }),
    })
}

fn refused(key: &ConnectionKey, why: &str) -> PortError {
    PortError::new(ErrorKind::Refused, format!("{key}: {why}"))
}

/// Notes at the connection that a supplement names that it has one. Comes before the supplement itself is stored: one that
/// never comes is passed over.
pub async fn attach(ports: &Ports, connection: &Connection) -> PortResult<()> {
    let Role::Supplement { of, .. } = &connection.role else { return Ok(()) };
    let key = ConnectionKey { tenant: connection.tenant.clone(), connection: of.clone() };
    let mut primary = ports.directory.connection(&key).await?;
    match &mut primary.role {
        Role::Primary { supplements, .. } => {
            if !supplements.insert(connection.id.clone()) {
                return Ok(());
            }
        }
        Role::Supplement { .. } => return Ok(()),
    }
    ports.directory.set_connection(&primary).await.map(drop)
}
