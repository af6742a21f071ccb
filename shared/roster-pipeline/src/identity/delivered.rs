//! The ID changes that a district sends with its delivery.

use std::io::Read;

use roster::identity::{FileError, Line, Renames, Standing, check_against, is_id_changes, read};
use roster::read::{FindingSink, Strictness};

use super::accept::Known;
use super::settings::IdChangePolicy;
use crate::PortResult;
use crate::context::{Ports, blocking, from_io};
use crate::ports::ArtifactKey;
use crate::records::{Connection, Delivery};
use crate::snapshots::SnapshotPage;

/// What a delivery's own file says.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    name: String,
    /// What its changes are known by in the log of those that were made.
    source: String,
    lines: Vec<Line>,
    faults: Vec<FileError>,
    policy: IdChangePolicy,
}

/// Reads the file of ID changes of a delivery, if it has one. Lines that do not fit the roster are left out.
pub(crate) async fn delivered(
    ports: &Ports,
    connection: &Connection,
    delivery: &Delivery,
    page: &SnapshotPage,
) -> PortResult<Option<Delivered>> {
    let Some(file) = delivery.files.iter().find(|file| is_id_changes(&file.path)) else { return Ok(None) };
    let key = connection.key();
    let source = ports.artifacts.open(&ArtifactKey::new(&key, &file.artifact)).await?;
    let read = blocking(move || {
        let source: Box<dyn Read + Send> = Box::new(source);
        read(source).map_err(from_io)
    })
    .await?;
    let mut delivered = Delivered {
        name: file.path.clone(),
        source: format!("sent {}", &file.sha256[..file.sha256.len().min(16)]),
        lines: Vec::new(),
        faults: Vec::new(),
        policy: connection.id_changes.policy,
    };
    match read {
        Err(faults) => delivered.faults = faults,
        Ok(lines) => {
            let known = Known::of(ports, &key, page, &lines).await?;
            let standing = |entity, id: &str| known.standing(entity, id);
            // An old ID that is not there was changed before, or never came to us.
            let there = |line: &Line| standing(line.entity, &line.old) == Standing::There;
            let lines: Vec<Line> = lines.into_iter().filter(there).collect();
            let faults = check_against(&lines, |_| true, standing);
            let usable = |line: &Line| !faults.iter().any(|fault| fault.line == line.line);
            delivered.lines = lines.into_iter().filter(usable).collect();
            delivered.faults = faults;
        }
    }
    Ok(Some(delivered))
}

impl Delivered {
    /// The changes that are made without asking: their source and lines.
    pub(crate) fn accepted(&self) -> Option<(&str, &[Line])> {
        match self.policy {
            IdChangePolicy::Accept => Some((&self.source, &self.lines)),
            IdChangePolicy::Propose => None,
        }
    }

    /// The changes that somebody has to accept.
    pub(crate) fn said(&self) -> Renames {
        let mut said = Renames::default();
        if self.policy == IdChangePolicy::Propose {
            for line in &self.lines {
                if let Some(new) = &line.new {
                    said.add(line.entity, &line.old, new);
                }
            }
        }
        said
    }

    /// Says what is wrong with the file.
    pub(crate) fn report(&self, strictness: Strictness, sink: &mut dyn FindingSink) {
        roster::identity::report(&self.name, &self.faults, strictness, sink);
    }
}
