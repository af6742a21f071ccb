//! Reading and saving the mapping of a connection.

use std::sync::Arc;

use jiff::Timestamp;
use roster::mapping::{FileMapping, Mapping, Need};
use sha2::{Digest, Sha256};

use super::{MappingInUse, MappingVersion};
use crate::fingerprint::hex;
use crate::ports::Directory;
use crate::records::{Connection, ExpectedFile};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// A document as a mapping.
///
/// # Errors
/// `Refused`, with all that is wrong in it, each with its path.
pub fn read(document: &str) -> PortResult<Mapping> {
    Mapping::from_json(document)
        .map_err(|errors| PortError::new(ErrorKind::Refused, format!("mapping: {errors}")))
}

/// The mapping that a connection is read with, if it has one.
///
/// # Errors
/// `Unavailable` while its document is not there yet, as in a copy that is being made; those of [`read`] and of the directory.
pub async fn in_use(directory: &dyn Directory, connection: &Connection) -> PortResult<Option<Arc<Mapping>>> {
    let Some(used) = &connection.mapping else { return Ok(None) };
    let document = directory.mapping(&connection.key(), used.version).await.map_err(not_yet)?;
    read(&document).map(|mapping| Some(Arc::new(mapping)))
}

fn not_yet(error: PortError) -> PortError {
    match error.kind {
        ErrorKind::NotFound => PortError::because(ErrorKind::Unavailable, error.what.clone(), error),
        ErrorKind::Conflict
        | ErrorKind::Refused
        | ErrorKind::Busy
        | ErrorKind::Unavailable
        | ErrorKind::Corrupt => error,
    }
}

/// Has a connection read with a document from now on: keeps it as the next version, unless a version says the same, and
/// sets the connection. Whatever is planned by then is compared anew.
///
/// # Errors
/// Those of [`read`]; `Conflict` if somebody else changed the connection or saved a mapping meanwhile.
pub async fn save(
    directory: &dyn Directory,
    connection: &Connection,
    (document, note): (&str, &str),
    now: Timestamp,
) -> PortResult<Connection> {
    let (key, mapping) = (connection.key(), read(document)?);
    let sha256 = hex(&Sha256::digest(mapping.to_json().as_bytes()));
    let versions = directory.mappings(&key).await?;
    let version = match versions.iter().rev().find(|version| version.sha256 == sha256) {
        Some(same) => same.version,
        None => {
            let new = next(&versions, (&mapping, &sha256, note), now);
            directory.add_mapping(&key, &new, document).await?;
            new.version
        }
    };
    let needs = mapping.files.iter().filter(|file| file.need == Need::Required).map(expected).collect();
    let used = Some(MappingInUse { version, sha256, needs });
    if connection.mapping == used && connection.format.is_none() {
        return Ok(connection.clone());
    }
    directory.set_connection(&Connection { mapping: used, format: None, ..connection.clone() }).await
}

fn next(
    versions: &[MappingVersion],
    (mapping, sha256, note): (&Mapping, &str, &str),
    now: Timestamp,
) -> MappingVersion {
    MappingVersion {
        version: versions.last().map_or(0, |newest| newest.version) + 1,
        name: mapping.name.clone(),
        sha256: sha256.to_owned(),
        note: note.to_owned(),
        created: now,
    }
}

fn expected(file: &FileMapping) -> ExpectedFile {
    let rhythm = roster::schedule::Rhythm::EachRun.to_string();
    ExpectedFile { pattern: file.pattern.clone(), rhythm }
}

/// Copies all versions into another directory; those that are there already stay.
///
/// # Errors
/// `Conflict` where the other has another document of the same number.
pub(crate) async fn copy(
    (from, to): (&dyn Directory, &dyn Directory),
    key: &ConnectionKey,
) -> PortResult<()> {
    let there = to.mappings(key).await?;
    for version in from.mappings(key).await? {
        match there.iter().find(|known| known.version == version.version) {
            Some(known) if known.sha256 == version.sha256 => {}
            Some(_) => {
                let what = format!("mapping {} of {key}, which is another there,", version.version);
                return Err(PortError::new(ErrorKind::Conflict, what));
            }
            None => {
                let document = from.mapping(key, version.version).await?;
                to.add_mapping(key, &version, &document).await?;
            }
        }
    }
    Ok(())
}
