//! The operator's field profile: kept once, with a copy beside each connection that is read under it.

use std::sync::Arc;

use roster::profile::Profile;
use sha2::{Digest, Sha256};

use crate::fingerprint::hex;
use crate::ports::ArtifactKey;
use crate::records::Connection;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult, Ports};

/// How often somebody else may change a connection's settings while its profile is set.
const ATTEMPTS: usize = 5;

/// Makes a document the profile of every connection, or the standard profile again if there is none; gives back how many
/// connections it is new to. Their next delivery is read anew even if its files are the same. May be repeated at any point.
///
/// # Errors
/// `Refused` for a document that is no profile, with all that is wrong in it; those of the ports.
pub async fn set(ports: &Ports, document: Option<&str>) -> PortResult<u64> {
    if let Some(document) = document {
        Profile::load(document).map_err(|errors| PortError::new(ErrorKind::Refused, errors.to_string()))?;
    }
    // First what new connections take on, then those that are there: none is left out between the two.
    ports.directory.set_profile(document).await?;
    let mut changed = 0;
    for connection in ports.directory.connections().await? {
        changed += u64::from(renew(ports, &connection.key(), document).await? == Renewed::Changed);
    }
    Ok(changed)
}

/// A new connection under the operator's profile, to be added to the directory.
///
/// # Errors
/// Those of the ports.
pub async fn take_on(ports: &Ports, connection: Connection) -> PortResult<Connection> {
    let document = ports.directory.profile().await?;
    let profile = copy(ports, &connection.key(), document.as_deref()).await?;
    Ok(Connection { profile, ..connection })
}

/// The profile that a connection is read under.
///
/// # Errors
/// `Corrupt` for a copy that cannot be read; those of the ports.
pub async fn of(ports: &Ports, connection: &Connection) -> PortResult<Arc<Profile>> {
    let Some(hash) = &connection.profile else { return Ok(Profile::standard()) };
    let corrupt = || PortError::new(ErrorKind::Corrupt, format!("field profile of {}", connection.key()));
    let mut text = String::new();
    let mut source = ports.artifacts.open(&place(&connection.key(), hash)).await?;
    source.read_to_string(&mut text)?;
    Profile::load(&text).map(Arc::new).map_err(|_| corrupt())
}

#[derive(Debug, PartialEq, Eq)]
enum Renewed {
    Changed,
    AsItWas,
}

async fn renew(ports: &Ports, key: &ConnectionKey, document: Option<&str>) -> PortResult<Renewed> {
    let profile = copy(ports, key, document).await?;
    let mut attempts = 0;
    loop {
        let connection = match ports.directory.connection(key).await {
            Ok(connection) => connection,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(Renewed::AsItWas),
            Err(error) => return Err(error),
        };
        if connection.profile == profile {
            return Ok(Renewed::AsItWas);
        }
        attempts += 1;
        match ports.directory.set_connection(&Connection { profile: profile.clone(), ..connection }).await {
            Ok(_) => return Ok(Renewed::Changed),
            Err(error) if error.kind == ErrorKind::Conflict && attempts < ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
}

/// Puts a copy of a document beside a connection; gives back its hash.
async fn copy(ports: &Ports, key: &ConnectionKey, document: Option<&str>) -> PortResult<Option<String>> {
    let Some(document) = document else { return Ok(None) };
    let hash = hex(&Sha256::digest(document));
    let mut writer = ports.artifacts.write(&place(key, &hash)).await?;
    writer.write_all(document.as_bytes())?;
    writer.finish()?;
    Ok(Some(hash))
}

fn place(key: &ConnectionKey, hash: &str) -> ArtifactKey {
    ArtifactKey::new(key, format!("profiles/{hash}.json"))
}
