//! What supplements say, read from their snapshots.

use std::io::{Read, Seek};

use roster::diff::{Beside, Purpose};
use roster::identity::Renames;
use roster::mapping::Mapping;
use roster::model::{Entity, Record};
use roster::overlay::{JoinBy, Overlay, Overlays};
use roster::scope::Scope;
use roster::snapshot::SnapshotReader;
use sha2::{Digest, Sha256};

use super::{Role, Stores};
use crate::apply::stored;
use crate::context::{Ports, blocking};
use crate::fingerprint::hex;
use crate::ports::{ArtifactKey, Current};
use crate::records::Connection;
use crate::snapshots::{self, SnapshotPage};
use crate::states::settings_error;
use crate::{ConnectionKey, ErrorKind, PortResult, mapping};

/// What other sources have to say when a delivery is read.
pub(crate) struct Sources {
    pub(crate) overlays: Overlays,
    pub(crate) purpose: Purpose,
    pub(crate) scope: Scope,
    pub(crate) under: String,
}

impl Sources {
    /// What counts beside the files.
    pub(crate) fn beside(self, renames: Renames) -> Beside {
        Beside { renames, overlays: self.overlays, purpose: self.purpose, scope: self.scope }
    }
}

/// A supplement, by what counts of it.
struct Supplement {
    connection: Connection,
    join: JoinBy,
    current: Current,
}

/// Which state of other sources a connection's deliveries are read with; blank for none.
pub(crate) async fn under(ports: &Ports, connection: &Connection) -> PortResult<String> {
    Ok(mark(&supplements(ports, connection).await?))
}

/// What other sources say to a connection whose roster has this page.
pub(crate) async fn sources(
    ports: &Ports,
    connection: &Connection,
    page: &SnapshotPage,
) -> PortResult<Sources> {
    let supplements = supplements(ports, connection).await?;
    let under = mark(&supplements);
    let mut overlays = Vec::new();
    for supplement in supplements {
        overlays.push(overlay(ports, supplement).await?);
    }
    let purpose = match connection.role.stores() {
        Stores::Roster => Purpose::Roster,
        Stores::SnapshotAlone => Purpose::Supplement,
    };
    Ok(Sources {
        overlays: Overlays::new(overlays, page.supplied.clone().into()),
        purpose,
        scope: scope(ports, connection).await?,
        under,
    })
}

/// What of its files is a connection's business, and what of other connections it may refer to.
async fn scope(ports: &Ports, connection: &Connection) -> PortResult<Scope> {
    let Role::Primary { owns, .. } = &connection.role else { return Ok(Scope::default()) };
    if owns.is_empty() {
        return Ok(Scope::default());
    }
    let owned = connection.role.owned().map_err(|error| settings_error(&connection.key(), "owns", &error))?;
    let mut scope = Scope::of(owned);
    for other in ports.directory.connections().await? {
        let is_other = other.tenant == connection.tenant && other.id != connection.id;
        if !is_other || other.role.stores() == Stores::SnapshotAlone {
            continue;
        }
        let (_, page) = snapshots::current(ports, &other.key()).await?;
        for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
            if let Some(path) = page.artifact(*entity) {
                let artifact = ArtifactKey::new(&other.key(), path);
                scope.may_refer(*entity, keys(ports, &artifact).await?.into_iter());
                if matches!(entity, Entity::Orgs | Entity::AcademicSessions) {
                    scope = types(ports, &artifact, scope).await?;
                }
            }
        }
    }
    Ok(scope)
}

/// Notes of what kind the orgs or sessions of a snapshot are.
async fn types(ports: &Ports, artifact: &ArtifactKey, mut scope: Scope) -> PortResult<Scope> {
    let source = ports.artifacts.open(artifact).await?;
    let what = artifact.path.clone();
    blocking(move || {
        let mut reader = SnapshotReader::open(source).map_err(|error| stored(error, &what))?;
        each(&mut reader, &what, &mut |record| scope.note_type(record))?;
        Ok(scope)
    })
    .await
}

/// Key hashes of the records of a snapshot that are part of it.
async fn keys(ports: &Ports, artifact: &ArtifactKey) -> PortResult<Vec<u128>> {
    let source = ports.artifacts.open(artifact).await?;
    let what = artifact.path.clone();
    blocking(move || {
        let mut reader = SnapshotReader::open(source).map_err(|error| stored(error, &what))?;
        let index = reader.index().map_err(|error| stored(error, &what))?;
        let present = index.into_iter().enumerate().filter(|(at, _)| reader.state(*at as u32).is_present());
        Ok(present.map(|(_, entry)| entry.key).collect())
    })
    .await
}

/// The supplements of a connection that have ever been applied, by ID.
async fn supplements(ports: &Ports, connection: &Connection) -> PortResult<Vec<Supplement>> {
    let Role::Primary { supplements, .. } = &connection.role else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for id in supplements {
        let key = ConnectionKey { tenant: connection.tenant.clone(), connection: id.clone() };
        let supplement = match ports.directory.connection(&key).await {
            Err(error) if error.kind == ErrorKind::NotFound => continue,
            other => other?,
        };
        let Role::Supplement { of, join } = &supplement.role else { continue };
        if *of != connection.id {
            continue;
        }
        let join = join.parse().map_err(|error| settings_error(&key, "join", &error))?;
        if let Some(current) = ports.runs.current(&key).await? {
            found.push(Supplement { connection: supplement, join, current });
        }
    }
    Ok(found)
}

fn mark(supplements: &[Supplement]) -> String {
    if supplements.is_empty() {
        return String::new();
    }
    let one = |s: &Supplement| {
        let mapping = s.connection.mapping.as_ref().map_or("", |mapping| &mapping.sha256);
        format!("{}\0{}\0{}\0{}\0{mapping}\0", s.connection.id, s.join, s.current.run, s.current.version)
    };
    let text: String = supplements.iter().map(one).collect();
    hex(&Sha256::digest(text.as_bytes()))[..16].to_owned()
}

async fn overlay(ports: &Ports, supplement: Supplement) -> PortResult<Overlay> {
    let key = supplement.connection.key();
    let mapping = mapping::in_use(&*ports.directory, &supplement.connection).await?;
    let page = snapshots::page(ports, &key, &supplement.current.snapshot).await?;
    let mapping: Option<&Mapping> = mapping.as_deref();
    let mut overlay = Overlay::new(key.connection.as_str(), supplement.join, mapping, Overlay::MOST);
    for entity in [Entity::Users, Entity::OwnRecords] {
        let Some(path) = page.artifact(entity) else { continue };
        let source = ports.artifacts.open(&ArtifactKey::new(&key, path)).await?;
        let what = format!("snapshot of {entity} of {key}");
        overlay = blocking(move || {
            let mut overlay = overlay;
            let mut reader = SnapshotReader::open(source).map_err(|error| stored(error, &what))?;
            each(&mut reader, &what, &mut |record| match entity {
                Entity::OwnRecords => overlay.own_record(record),
                _ => overlay.user(record),
            })?;
            Ok(overlay)
        })
        .await?;
    }
    Ok(overlay)
}

/// Hands over the records of a snapshot that are part of it.
fn each<R: Read + Seek>(
    reader: &mut SnapshotReader<R>,
    what: &str,
    take: &mut dyn FnMut(&Record),
) -> PortResult<()> {
    let entity = reader.entity();
    let present: Vec<u32> = (0..reader.len()).filter(|at| reader.state(*at).is_present()).collect();
    let fetched = reader.fetch(present, |_, bytes| {
        Record::decode(entity, bytes).iter().for_each(&mut *take);
        Ok(())
    });
    fetched.map_err(|error| stored(error, what))
}
