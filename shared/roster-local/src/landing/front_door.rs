//! What the SFTP server does with a landing folder.

use std::fs::{self, File};
use std::time::SystemTime;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{FrontDoor, Landed, LandedKind, LandingPath, Upload, UploadStart};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};

use super::place::Place;
use super::upload::{DirUpload, read_at};
use super::{DirLanding, error};

#[async_trait]
impl FrontDoor for DirLanding {
    async fn list(&self, connection: &ConnectionKey, folder: &LandingPath) -> PortResult<Vec<Landed>> {
        let folder = folder.clone();
        self.at(connection, move |place| {
            place.ensure()?;
            place.demand_folder(&folder)?;
            place.entries(&folder)
        })
        .await
    }

    async fn stat(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Landed> {
        let path = path.clone();
        self.at(connection, move |place| {
            place.ensure()?;
            Ok(place.stat(&path)?.landed)
        })
        .await
    }

    async fn read_at(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        offset: u64,
        len: usize,
    ) -> PortResult<Vec<u8>> {
        let path = path.clone();
        self.at(connection, move |place| {
            let found = place.stat(&path)?;
            match found.landed.kind {
                LandedKind::File => Ok(read_at(&place.open_file(&path, &found)?, offset, len)?),
                LandedKind::Folder => Err(error(ErrorKind::Refused, "reading a folder")),
            }
        })
        .await
    }

    async fn upload(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        start: UploadStart,
    ) -> PortResult<Box<dyn Upload>> {
        demand_writable(path)?;
        let path = path.clone();
        self.at(connection, move |place| {
            place.ensure()?;
            Ok(Box::new(DirUpload::begin(place, path, start)?) as _)
        })
        .await
    }

    async fn set_modified(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        to: Timestamp,
    ) -> PortResult<()> {
        demand_no_report(path)?;
        let path = path.clone();
        self.at(connection, move |place| {
            place.ensure()?;
            place.stat(&path)?;
            Ok(File::open(place.path(&path))?.set_modified(SystemTime::from(to))?)
        })
        .await
    }

    async fn make_folder(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        demand_no_report(path)?;
        let path = path.clone();
        self.at(connection, move |place| make_folder(&place, &path)).await
    }

    async fn remove(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        kind: LandedKind,
    ) -> PortResult<()> {
        demand_writable(path)?;
        let path = path.clone();
        self.at(connection, move |place| remove(&place, &path, kind)).await
    }

    async fn rename(
        &self,
        connection: &ConnectionKey,
        from: &LandingPath,
        to: &LandingPath,
    ) -> PortResult<()> {
        demand_writable(from)?;
        demand_writable(to)?;
        let (from, to) = (from.clone(), to.clone());
        self.at(connection, move |place| rename(&place, &from, &to)).await
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

fn make_folder(place: &Place, path: &LandingPath) -> PortResult<()> {
    place.ensure()?;
    let target = place.path(path);
    {
        let _names = place.shared.names();
        if place.look(path)?.is_some() {
            return Err(error(ErrorKind::Conflict, "landed folder"));
        }
        place.demand_folder(&path.parent())?;
        place.demand_room(&path.parent())?;
        fs::create_dir(&target)?;
    }
    place.sync_parent(&target)
}

fn remove(place: &Place, path: &LandingPath, kind: LandedKind) -> PortResult<()> {
    let target = place.path(path);
    {
        let _names = place.shared.names();
        match (kind, place.stat(path)?.landed.kind) {
            (LandedKind::File, LandedKind::File) => fs::remove_file(&target)?,
            (LandedKind::Folder, LandedKind::Folder) if fs::read_dir(&target)?.next().is_none() => {
                fs::remove_dir(&target)?;
            }
            (LandedKind::Folder, LandedKind::Folder) => {
                return Err(error(ErrorKind::Refused, "folder that is not empty"));
            }
            (LandedKind::File, LandedKind::Folder) => {
                return Err(error(ErrorKind::Refused, "folder as a file"));
            }
            (LandedKind::Folder, LandedKind::File) => {
                return Err(error(ErrorKind::Refused, "file as a folder"));
            }
        }
    }
    place.sync_parent(&target)
}

fn rename(place: &Place, from: &LandingPath, to: &LandingPath) -> PortResult<()> {
    let (source, target) = (place.path(from), place.path(to));
    {
        let _names = place.shared.names();
        let kind = place.stat(from)?.landed.kind;
        place.demand_folder(&to.parent())?;
        if from == to {
            return Ok(());
        }
        match (kind, place.look(to)?.map(|found| found.landed.kind)) {
            (_, Some(LandedKind::Folder)) | (LandedKind::Folder, Some(LandedKind::File)) => {
                return Err(error(ErrorKind::Conflict, "landed folder"));
            }
            (LandedKind::Folder, None) => demand_that_it_fits(place, from, to)?,
            (LandedKind::File, Some(LandedKind::File) | None) => {}
        }
        if from.parent() != to.parent() {
            place.demand_room(&to.parent())?;
        }
        fs::rename(&source, &target)?;
    }
    place.sync_parent(&source)?;
    place.sync_parent(&target)
}

/// A folder must not move into itself, and all that is in it must keep a path that can be named.
fn demand_that_it_fits(place: &Place, from: &LandingPath, to: &LandingPath) -> PortResult<()> {
    if to.as_str().starts_with(&format!("{from}/")) {
        return Err(error(ErrorKind::Refused, "folder into itself"));
    }
    let mut folders = vec![from.clone()];
    while let Some(folder) = folders.pop() {
        for landed in place.entries(&folder)? {
            LandingPath::parse(&format!("{to}{}", &landed.path.as_str()[from.as_str().len()..]))?;
            if landed.kind == LandedKind::Folder {
                folders.push(landed.path);
            }
        }
    }
    Ok(())
}
