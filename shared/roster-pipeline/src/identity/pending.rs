//! Changes of IDs that were accepted and are not made yet.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};

use roster::identity::{Line, LogEntry, LogWriter, Renames, read_log};
use roster::model::Entity;

use super::delivered::Delivered;
use super::made::open_log;
use crate::context::{Ports, blocking, from_io};
use crate::ports::{ArtifactKey, Source};
use crate::records::Connection;
use crate::snapshots::SnapshotPage;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Changes that wait, each with the file that it is from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    changes: HashMap<(Entity, Box<str>), (Box<str>, usize)>,
    sources: Vec<String>,
}

impl Pending {
    /// The accepted changes of a connection that the roster does not have yet.
    pub(crate) async fn of(
        ports: &Ports,
        connection: &Connection,
        page: &SnapshotPage,
        delivered: Option<&Delivered>,
    ) -> PortResult<Pending> {
        let key = connection.key();
        let files = connection.id_changes.files.iter().filter(|file| !file.dropped);
        let mut sources: Vec<(String, Option<Box<dyn Source>>)> = Vec::new();
        for file in files {
            let source = ports.artifacts.open(&ArtifactKey::new(&key, &file.artifact)).await?;
            sources.push((file.source(), Some(source)));
        }
        let accepted = delivered.and_then(Delivered::accepted);
        if sources.is_empty() && accepted.is_none() {
            return Ok(Pending::default());
        }
        let accepted = accepted.map(|(source, lines)| (source.to_owned(), lines.to_vec()));
        let log = open_log(ports, &key, page).await?;
        blocking(move || {
            let made = Made::read(log)?;
            let mut pending = Pending::default();
            for (name, source) in sources {
                let lines = lines_of(&key, source)?;
                pending.add(&name, &lines, &made);
            }
            if let Some((name, lines)) = accepted {
                pending.add(&name, &lines, &made);
            }
            Ok(pending)
        })
        .await
    }

    fn add(&mut self, source: &str, lines: &[Line], made: &Made) {
        let number = self.sources.len();
        self.sources.push(source.to_owned());
        for line in lines {
            let Some(new) = line.new.as_deref() else { continue };
            let place = (line.entity, line.old.as_str().into());
            match made.has(source, (line.entity, &line.old, new)) {
                // A change that was made is no longer to be made, and neither is an older one of the same record.
                true => drop(self.changes.remove(&place)),
                false => drop(self.changes.insert(place, (new.into(), number))),
            }
        }
    }

    /// True if nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The new ID of a record, if it waits.
    pub(crate) fn get(&self, entity: Entity, old: &str) -> Option<&str> {
        self.changes.get(&(entity, old.into())).map(|(new, _)| &**new)
    }

    /// How many of a file's changes wait.
    pub(crate) fn of_source(&self, source: &str) -> u64 {
        let number = self.sources.iter().position(|name| name == source);
        self.changes.values().filter(|(_, from)| Some(*from) == number).count() as u64
    }

    /// Whether a waiting change gives this ID to somebody.
    pub(crate) fn gives(&self) -> HashSet<(Entity, &str)> {
        self.changes.iter().map(|((entity, _), (new, _))| (*entity, &**new)).collect()
    }

    /// As the comparison takes them. Of two records with one new ID, none gets it.
    pub(crate) fn renames(&self) -> Renames {
        let (mut renames, mut times) = (Renames::default(), HashMap::<(Entity, &str), u32>::new());
        for ((entity, _), (new, _)) in &self.changes {
            *times.entry((*entity, new)).or_default() += 1;
        }
        for ((entity, old), (new, _)) in &self.changes {
            if times.get(&(*entity, &**new)) == Some(&1) {
                renames.add(*entity, old, new);
            }
        }
        renames
    }

    /// Writes what waits, as a log without runs.
    pub(crate) fn write<W: Write>(&self, out: W) -> io::Result<W> {
        let mut out = LogWriter::new(out)?;
        for ((entity, old), (new, from)) in &self.changes {
            let source = self.sources.get(*from).cloned().unwrap_or_default();
            let entry = LogEntry {
                run: String::new(),
                entity: *entity,
                old: old.to_string(),
                new: new.to_string(),
                source,
            };
            out.add(&entry)?;
        }
        out.finish()
    }
}

/// Changes that were made, by hash.
pub(super) struct Made {
    state: RandomState,
    seen: HashSet<u64>,
}

impl Made {
    pub(super) fn read(log: Option<Box<dyn Source>>) -> PortResult<Made> {
        let mut made = Made { state: RandomState::new(), seen: HashSet::new() };
        let Some(log) = log else { return Ok(made) };
        read_log(log, |entries| {
            for entry in entries.iter().filter(|entry| !entry.source.is_empty()) {
                let hash = made.state.hash_one((&*entry.source, entry.entity, &*entry.old, &*entry.new));
                made.seen.insert(hash);
            }
        })
        .map_err(from_io)?;
        Ok(made)
    }

    pub(super) fn has(&self, source: &str, (entity, old, new): (Entity, &str, &str)) -> bool {
        self.seen.contains(&self.state.hash_one((source, entity, old, new)))
    }
}

fn lines_of(key: &ConnectionKey, source: Option<Box<dyn Source>>) -> PortResult<Vec<Line>> {
    let Some(source) = source else { return Ok(Vec::new()) };
    let damaged = || PortError::new(ErrorKind::Corrupt, format!("accepted ID changes of {key}"));
    roster::identity::read(Box::new(source)).map_err(from_io)?.map_err(|_| damaged())
}
