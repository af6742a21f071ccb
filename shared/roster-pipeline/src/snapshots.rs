//! The stored snapshot of a connection: one file an entity, and a page that names them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use roster::brake::Fact;
use roster::diff::{FileBefore, Traits, undated};
use roster::model::Entity;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::context::Ports;
use crate::ports::{ArtifactKey, Current};
use crate::records::RunId;
use crate::sources::StoredSupplied;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Which artifact holds which entity, and what the files were like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotPage {
    /// Version of this page's format.
    pub format: u32,
    /// Artifact by entity name; an entity that a run leaves alone keeps the artifact of an earlier one.
    pub entities: BTreeMap<String, String>,
    /// Files of the delivery last applied, and of those before it what did not come since.
    pub files: Vec<SnapshotFile>,
    /// Marks by which another tenant's files would be noticed.
    #[serde(default)]
    pub marks: Marks,
    /// The log of ID changes that were made, if there were any: an artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<String>,
    /// What it has of supplements alone.
    #[serde(default, skip_serializing_if = "StoredSupplied::is_default")]
    pub supplied: StoredSupplied,
}

/// [`Traits`] as stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// Schools as `sourcedId` and name.
    pub schools: BTreeSet<(String, String)>,
    /// E-mail domains and how many people have them.
    pub domains: BTreeMap<String, u64>,
    /// Smallest key hashes of long user IDs.
    pub ids: BTreeSet<u64>,
}

impl From<Traits> for Marks {
    fn from(traits: Traits) -> Marks {
        Marks { schools: traits.schools, domains: traits.domains, ids: traits.ids }
    }
}

impl From<Marks> for Traits {
    fn from(marks: Marks) -> Traits {
        Traits { schools: marks.schools, domains: marks.domains, ids: marks.ids }
    }
}

/// One file as it came last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotFile {
    /// Its name without folders.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<String>,
    /// The forms of the values of columns, such as `date yyyy-d-d`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shapes: BTreeMap<String, String>,
    /// In how many deliveries since it did not come.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub absent: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Absent files that are remembered at most, those that came last first.
const REMEMBERED: usize = 500;

/// What is known of files after a delivery: those that came, and from before those that did not. A date in a name makes no
/// other file of it.
pub(crate) fn remembered(came: Vec<SnapshotFile>, before: Vec<SnapshotFile>) -> Vec<SnapshotFile> {
    let mut files: BTreeMap<String, SnapshotFile> =
        came.into_iter().map(|f| (f.name.to_lowercase(), f)).collect();
    let known: BTreeSet<String> = files.keys().map(|name| undated(name)).collect();
    let mut absent: Vec<SnapshotFile> =
        before.into_iter().filter(|f| !known.contains(&undated(&f.name.to_lowercase()))).collect();
    absent.sort_by_key(|f| f.absent);
    for file in absent.into_iter().take(REMEMBERED) {
        let absent = file.absent.saturating_add(1);
        files.entry(file.name.to_lowercase()).or_insert(SnapshotFile { absent, ..file });
    }
    files.into_values().collect()
}

const FORMAT: u32 = 1;

impl SnapshotPage {
    /// The artifact of an entity.
    pub fn artifact(&self, entity: Entity) -> Option<&str> {
        self.entities.get(entity.name()).map(String::as_str)
    }

    /// What the next delivery is compared with.
    pub fn files_before(&self) -> Vec<FileBefore> {
        let file = |f: &SnapshotFile| FileBefore {
            name: f.name.clone(),
            rows: f.rows,
            columns: f.columns.clone(),
            shapes: f.shapes.clone(),
        };
        self.files.iter().map(file).collect()
    }
}

/// Where a run's snapshot page is.
pub(crate) fn page_path(run: &RunId) -> String {
    format!("snapshots/{run}/page.json")
}

/// Where a run's snapshot of one entity is.
pub(crate) fn entity_path(run: &RunId, entity: Entity) -> String {
    format!("snapshots/{run}/{entity}.snapshot")
}

/// Where the log of ID changes is that goes with a run's snapshot.
pub(crate) fn renamed_path(run: &RunId) -> String {
    format!("snapshots/{run}/renamed.csv")
}

/// Where a run that changes IDs notes when their records were first seen.
pub(crate) fn first_seen_path(run: &RunId) -> String {
    format!("snapshots/{run}/first-seen")
}

/// What is current, and the page that goes with it.
pub async fn current(ports: &Ports, key: &ConnectionKey) -> PortResult<(Option<Current>, SnapshotPage)> {
    let Some(current) = ports.runs.current(key).await? else { return Ok((None, SnapshotPage::default())) };
    let page = page(ports, key, &current.snapshot).await?;
    Ok((Some(current), page))
}

/// The page at a path of the artifacts.
pub(crate) async fn page(ports: &Ports, key: &ConnectionKey, path: &str) -> PortResult<SnapshotPage> {
    let mut text = Vec::new();
    let mut source = ports.artifacts.open(&ArtifactKey::new(key, path)).await?;
    source.read_to_end(&mut text)?;
    let page: SnapshotPage = serde_json::from_slice(&text)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("snapshot of {key}"), e))?;
    match page.format <= FORMAT {
        true => Ok(page),
        false => {
            Err(PortError::new(ErrorKind::Refused, format!("snapshot of {key}, made by a newer version")))
        }
    }
}

/// What a first delivery has in common with the rosters of other tenants; they are not named. One whose marks cannot be read
/// (erased or replaced meanwhile, damaged, made by a newer version) keeps nobody else waiting.
pub(crate) async fn overlaps(ports: &Ports, key: &ConnectionKey, traits: &Traits) -> PortResult<Vec<Fact>> {
    for other in ports.directory.connections().await? {
        if other.tenant == key.tenant {
            continue;
        }
        let page = match current(ports, &other.key()).await {
            Ok((_, page)) => page,
            Err(error) if error.is_retryable() => return Err(error),
            Err(error) => {
                warn!(connection = %other.key(), %error, "marks that cannot be read are not compared");
                continue;
            }
        };
        let found = traits.overlaps(&page.marks.into());
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Stores a run's page.
pub(crate) async fn write_page(
    ports: &Ports,
    key: &ConnectionKey,
    run: &RunId,
    mut page: SnapshotPage,
) -> PortResult<String> {
    page.format = FORMAT;
    let path = page_path(run);
    let text = serde_json::to_vec_pretty(&page)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("snapshot of {key}"), e))?;
    let mut writer = ports.artifacts.write(&ArtifactKey::new(key, &path)).await?;
    writer.write_all(&text)?;
    writer.finish()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, rows: u64, absent: u32) -> SnapshotFile {
        SnapshotFile { name: name.into(), rows, columns: Vec::new(), absent, shapes: Default::default() }
    }

    #[test]
    fn files_that_do_not_come_are_remembered_until_they_come_again() {
        let night = |came: &[&str], before: Vec<SnapshotFile>| {
            remembered(came.iter().map(|name| file(name, 7, 0)).collect(), before)
        };
        let shown = |files: &[SnapshotFile]| {
            files.iter().map(|f| (f.name.clone(), f.rows, f.absent)).collect::<Vec<_>>()
        };
        let first = night(&["Staff.csv", "students_101_20261120.csv"], vec![file("bus.csv", 3, 4)]);
        let wanted = [("bus.csv", 3, 5), ("Staff.csv", 7, 0), ("students_101_20261120.csv", 7, 0)];
        assert_eq!(shown(&first), wanted.map(|(name, rows, absent)| (name.to_owned(), rows, absent)));
        let second = night(&["students_101_20261121.csv", "students_102_20261121.csv"], first);
        let absent: Vec<_> = second.iter().filter(|f| f.absent > 0).map(|f| f.name.as_str()).collect();
        assert_eq!((second.len(), absent), (4, vec!["bus.csv", "Staff.csv"]), "another day is no other file");
        let third = night(&["STAFF.csv"], second);
        assert!(third.iter().any(|f| f.name == "STAFF.csv" && f.absent == 0) && third.len() == 4);
    }

    #[test]
    fn not_more_than_a_bound_is_remembered_and_what_was_there_last_goes_last() {
        let old = (0..2 * REMEMBERED).map(|n| file(&format!("{n}.csv"), 1, u32::from(n % 2 == 0))).collect();
        let kept = remembered(vec![file("users.csv", 1, 0)], old);
        assert_eq!(kept.len(), REMEMBERED + 1);
        assert!(kept.iter().all(|f| f.absent <= 1), "those that came last stay");
    }

    #[test]
    fn a_page_of_before_there_was_a_memory_is_read_and_written_as_it_was() {
        let text = r#"{"name":"users.csv","rows":3,"columns":["sourcedId"]}"#;
        let read: SnapshotFile = serde_json::from_str(text).unwrap();
        assert_eq!((read.absent, serde_json::to_string(&read).unwrap().as_str()), (0, text));
    }
}
