//! What our own SFTP server does with a landing folder.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{FrontDoor, Landed, LandedKind, LandingPath, Upload, UploadStart};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};

use super::folder::{Folder, folder};
use super::standing::Standing;
use super::upload::{MAX_READ, SpooledUpload};
use super::{S3Landing, error};

#[async_trait]
impl FrontDoor for S3Landing {
    async fn list(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Vec<Landed>> {
        let place = self.folder(connection);
        place.demand_folder(path).await?;
        entries(&place, path).await
    }

    async fn stat(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Landed> {
        self.folder(connection).stat(path).await
    }

    async fn read_at(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        offset: u64,
        len: usize,
    ) -> PortResult<Vec<u8>> {
        let place = self.folder(connection);
        if len == 0 || path.as_str().is_empty() {
            return demand_file(&place, path).await.map(|()| Vec::new());
        }
        let last = offset.saturating_add(len.min(MAX_READ) as u64 - 1);
        match self.bucket.range(&place.key(path), (offset, last), "landed file").await {
            Err(absent) if absent.kind == ErrorKind::NotFound => {
                demand_file(&place, path).await?;
                Err(absent)
            }
            other => other,
        }
    }

    async fn upload(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        start: UploadStart,
    ) -> PortResult<Box<dyn Upload>> {
        demand_writable(path)?;
        Ok(Box::new(SpooledUpload::begin(self.folder(connection), path.clone(), start).await?))
    }

    async fn set_modified(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        _to: Timestamp,
    ) -> PortResult<()> {
        demand_no_report(path)?;
        self.folder(connection).stat(path).await?;
        Ok(())
    }

    async fn make_folder(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        demand_no_report(path)?;
        let place = self.folder(connection);
        if place.look(path).await?.is_some() {
            return Err(error(ErrorKind::Conflict, "landed folder"));
        }
        place.demand_folder(&path.parent()).await?;
        self.bucket.put(&place.folder_key(path), Vec::new(), "landed folder").await
    }

    async fn remove(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        kind: LandedKind,
    ) -> PortResult<()> {
        demand_writable(path)?;
        let place = self.folder(connection);
        match (kind, place.stat(path).await?.kind) {
            (LandedKind::File, LandedKind::File) => self.bucket.delete(&place.key(path), "landed file").await,
            (LandedKind::Folder, LandedKind::Folder) => remove_folder(&place, path).await,
            (LandedKind::File, LandedKind::Folder) => Err(error(ErrorKind::Refused, "folder as a file")),
            (LandedKind::Folder, LandedKind::File) => Err(error(ErrorKind::Refused, "file as a folder")),
        }
    }

    async fn rename(
        &self,
        connection: &ConnectionKey,
        from: &LandingPath,
        to: &LandingPath,
    ) -> PortResult<()> {
        demand_writable(from)?;
        demand_writable(to)?;
        let place = self.folder(connection);
        let kind = place.stat(from).await?.kind;
        place.demand_folder(&to.parent()).await?;
        if from == to {
            return Ok(());
        }
        match (kind, place.look(to).await?.map(|landed| landed.kind)) {
            (_, Some(LandedKind::Folder)) | (LandedKind::Folder, Some(LandedKind::File)) => {
                Err(error(ErrorKind::Conflict, "landed folder"))
            }
            (LandedKind::Folder, None) => rename_folder(&place, from, to).await,
            (LandedKind::File, Some(LandedKind::File) | None) => rename_file(&place, from, to).await,
        }
    }
}

fn demand_no_report(path: &LandingPath) -> PortResult<()> {
    match path.is_report() {
        true => Err(error(ErrorKind::Refused, "change below reports/")),
        false => Ok(()),
    }
}

/// A path that a client may put something at: neither a report nor the folder itself.
fn demand_writable(path: &LandingPath) -> PortResult<()> {
    match path.as_str() {
        "" => Err(error(ErrorKind::Refused, "change of the folder itself")),
        _ => demand_no_report(path),
    }
}

async fn demand_file(place: &Folder, path: &LandingPath) -> PortResult<()> {
    match place.stat(path).await?.kind {
        LandedKind::File => Ok(()),
        LandedKind::Folder => Err(error(ErrorKind::Refused, "reading a folder")),
    }
}

/// What is directly inside a folder, by name; folders are made out from what is below them.
async fn entries(place: &Folder, path: &LandingPath) -> PortResult<Vec<Landed>> {
    let inside = place.folder_key(path);
    let mut found = BTreeMap::new();
    if path.as_str().is_empty() {
        let reports = LandingPath::parse("reports")?;
        found.insert(reports.clone(), folder(reports, Timestamp::UNIX_EPOCH));
    }
    for object in place.standing(inside.strip_prefix(&place.prefix).unwrap_or_default()).await? {
        let below = object.key.strip_prefix(&inside).unwrap_or_default();
        let entry = match below.split_once('/') {
            Some((name, _)) => {
                place.path(&format!("{inside}{name}")).map(|path| folder(path, object.modified))
            }
            None => place.landed(object),
        };
        if let Some(entry) = entry {
            found.entry(entry.path.clone()).or_insert(entry);
        }
    }
    Ok(found.into_values().collect())
}

async fn remove_folder(place: &Folder, path: &LandingPath) -> PortResult<()> {
    let own = place.folder_key(path);
    let inside = place.standing(own.strip_prefix(&place.prefix).unwrap_or_default()).await?;
    match inside.iter().all(|object| object.key == own) {
        true => place.bucket.delete(&own, "landed folder").await,
        false => Err(error(ErrorKind::Refused, "folder that is not empty")),
    }
}

async fn rename_file(place: &Folder, from: &LandingPath, to: &LandingPath) -> PortResult<()> {
    let source = place.head(from).await?.ok_or_else(|| error(ErrorKind::NotFound, "landed file"))?;
    place.copy(&source, &place.key(to)).await?;
    match place.landed(source) {
        Some(copied) => place.remove_exactly(&copied).await,
        None => Ok(()),
    }
}

/// Object by object: what a crash in the middle leaves is in one folder or the other.
async fn rename_folder(place: &Folder, from: &LandingPath, to: &LandingPath) -> PortResult<()> {
    let (old, new) = (place.folder_key(from), place.folder_key(to));
    if new.starts_with(&old) {
        return Err(error(ErrorKind::Refused, "folder into itself"));
    }
    let inside = place.standing(old.strip_prefix(&place.prefix).unwrap_or_default()).await?;
    let moved = |object: &Standing| format!("{new}{}", object.key.strip_prefix(&old).unwrap_or_default());
    for object in &inside {
        LandingPath::parse(moved(object).strip_prefix(&place.prefix).unwrap_or_default())?;
    }
    for object in &inside {
        place.copy(object, &moved(object)).await?;
        // A folder's own mark holds nothing that could be lost.
        match place.landed(object.clone()).filter(|landed| landed.kind == LandedKind::File) {
            Some(copied) => place.remove_exactly(&copied).await?,
            None => place.bucket.delete(&object.key, "landed folder").await?,
        }
    }
    Ok(())
}
