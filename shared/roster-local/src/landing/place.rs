//! One connection's folder on disk: what stands where, without following links.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};

use super::version::version;
use super::{Shared, error};
use crate::disk::{create_dirs, sync_dir};

/// Files of one connection that a listing may hold; more than that is nobody's roster.
const MAX_FILES: usize = 100_000;

/// Entries that one folder may hold before new names are refused.
const MAX_ENTRIES: usize = 10_000;

/// The folder of one connection.
pub(super) struct Place {
    pub(super) shared: Arc<Shared>,
    root: PathBuf,
}

/// What stands at a path.
pub(super) struct Found {
    pub(super) landed: Landed,
    metadata: Metadata,
}

impl Place {
    pub(super) fn of(shared: Arc<Shared>, connection: &ConnectionKey) -> Place {
        let root = shared.root.join(connection.tenant.as_str()).join(connection.connection.as_str());
        Place { shared, root }
    }

    /// Where a path is on disk.
    pub(super) fn path(&self, path: &LandingPath) -> PathBuf {
        match path.as_str() {
            "" => self.root.clone(),
            below => self.root.join(below),
        }
    }

    /// Creates the folder with its `reports` unless it is there.
    pub(super) fn ensure(&self) -> PortResult<()> {
        Ok(create_dirs(&self.root.join("reports"))?)
    }

    /// What a path names; nothing where a part of it is missing, a link, or neither file nor folder.
    pub(super) fn look(&self, path: &LandingPath) -> PortResult<Option<Found>> {
        let mut at = self.root.clone();
        let parts = path.as_str().split('/').filter(|part| !part.is_empty());
        let mut metadata = lstat(&at)?;
        for part in parts {
            if !metadata.is_some_and(|above| above.is_dir()) {
                return Ok(None);
            }
            at.push(part);
            metadata = lstat(&at)?;
        }
        metadata.map_or(Ok(None), |metadata| found(path.clone(), metadata))
    }

    /// What a path names; `NotFound` if nothing.
    pub(super) fn stat(&self, path: &LandingPath) -> PortResult<Found> {
        self.look(path)?.ok_or_else(|| error(ErrorKind::NotFound, "landed file"))
    }

    /// Demands that a path names a folder.
    pub(super) fn demand_folder(&self, path: &LandingPath) -> PortResult<()> {
        match self.stat(path)?.landed.kind {
            LandedKind::Folder => Ok(()),
            LandedKind::File => Err(error(ErrorKind::NotFound, "landed folder")),
        }
    }

    /// Opens what was found; `Conflict` if the name means another file by now.
    pub(super) fn open_file(&self, path: &LandingPath, found: &Found) -> PortResult<File> {
        let file = File::open(self.path(path))?;
        let opened = file.metadata()?;
        match (opened.dev(), opened.ino()) == (found.metadata.dev(), found.metadata.ino()) {
            true => Ok(file),
            false => Err(error(ErrorKind::Conflict, "landed file")),
        }
    }

    /// Entries directly inside a folder, by name.
    pub(super) fn entries(&self, folder: &LandingPath) -> PortResult<Vec<Landed>> {
        let entries = match fs::read_dir(self.path(folder)) {
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut landed = Vec::new();
        for entry in entries {
            let Ok(name) = entry?.file_name().into_string() else { continue };
            let Ok(path) = LandingPath::parse(&format!("{folder}/{name}")) else { continue };
            if let Some(metadata) = lstat(&self.path(&path))? {
                landed.extend(found(path, metadata)?.map(|found| found.landed));
            }
        }
        landed.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(landed)
    }

    /// All files but the reports, in path order.
    pub(super) fn files(&self) -> PortResult<Vec<Landed>> {
        self.files_below(LandingPath::root())
    }

    /// All files below a folder, in path order; the reports only if it is theirs.
    pub(super) fn files_below(&self, top: LandingPath) -> PortResult<Vec<Landed>> {
        let of_reports = top.is_report();
        let (mut files, mut folders) = (Vec::new(), vec![top]);
        while let Some(folder) = folders.pop() {
            for landed in self.entries(&folder)? {
                match landed.kind {
                    LandedKind::File => files.push(landed),
                    LandedKind::Folder if landed.path.is_report() && !of_reports => {}
                    LandedKind::Folder => folders.push(landed.path),
                }
            }
            if files.len() > MAX_FILES {
                return Err(error(ErrorKind::Refused, "landing folder with more than 100,000 files"));
            }
        }
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// Deletes the folder with all that is in it: out of sight at once, then from the disk. What a crash leaves lies in the
    /// spool, which is emptied at the next start.
    pub(super) fn erase(&self) -> PortResult<()> {
        let doomed = tempfile::tempdir_in(&self.shared.spool)?;
        {
            let _names = self.shared.names();
            match fs::rename(&self.root, doomed.path().join("erased")) {
                Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(()),
                other => other?,
            }
        }
        let tenant = self.root.parent().unwrap_or(&self.shared.root);
        sync_dir(tenant)?;
        // Fails while the tenant has other connections, and then it must.
        if fs::remove_dir(tenant).is_ok() {
            sync_dir(&self.shared.root)?;
        }
        Ok(doomed.close()?)
    }

    /// Demands that a folder has room for one more name.
    pub(super) fn demand_room(&self, folder: &LandingPath) -> PortResult<()> {
        match fs::read_dir(self.path(folder))?.take(MAX_ENTRIES).count() < MAX_ENTRIES {
            true => Ok(()),
            false => Err(error(ErrorKind::Refused, "folder with 10,000 entries: a new name")),
        }
    }

    /// Makes a change of names in the folder of `path` durable; fine if that folder is gone already.
    pub(super) fn sync_parent(&self, path: &Path) -> PortResult<()> {
        match sync_dir(path.parent().unwrap_or(&self.root)) {
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(()),
            other => Ok(other?),
        }
    }
}

fn lstat(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file or folder; nothing for links, pipes and devices.
fn found(path: LandingPath, metadata: Metadata) -> PortResult<Option<Found>> {
    let modified = Timestamp::try_from(metadata.modified()?).unwrap_or(Timestamp::UNIX_EPOCH);
    let landed = match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => {
            let (size, version) = (metadata.len(), version(&metadata)?);
            Landed { path, kind: LandedKind::File, size, modified, version }
        }
        (_, true) => Landed { path, kind: LandedKind::Folder, size: 0, modified, version: String::new() },
        (false, false) => return Ok(None),
    };
    Ok(Some(Found { landed, metadata }))
}
