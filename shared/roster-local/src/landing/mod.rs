//! Landing folders as directories, one per connection.

mod front_door;
mod place;
mod upload;
mod version;

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use async_trait::async_trait;
use roster_pipeline::ports::{Landed, LandedKind, Landing, LandingPath};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use crate::blocking::blocking;
use crate::disk::{create_dirs, remove_and_prune, sync_dir};
use place::Place;
use version::Births;

/// Landing folders at `<root>/<tenant>/<connection>`, as a use case and as the SFTP server need them.
///
/// Uploads lie in a spool directory of the same file system until they are finished; the owner of the directory empties
/// it when it starts. Links are never followed and never shown. Names are told apart by case as far as the file system
/// does. All changes must go through one value (or its clones): it keeps a removal from hitting a newer upload.
#[derive(Debug, Clone)]
pub struct DirLanding {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    spool: PathBuf,
    births: Births,
    /// Held while a name changes its meaning.
    names: Mutex<()>,
}

impl DirLanding {
    /// Folders below `root`, uploads in `spool`; both are created if missing. `Refused` where the file system keeps no
    /// creation times, since versions are made of them.
    pub fn open(root: impl Into<PathBuf>, spool: impl Into<PathBuf>) -> PortResult<DirLanding> {
        let (root, spool) = (root.into(), spool.into());
        create_dirs(&root)?;
        create_dirs(&spool)?;
        let births = Births::on(&spool)?;
        Ok(DirLanding { shared: Arc::new(Shared { root, spool, births, names: Mutex::new(()) }) })
    }

    /// Runs `work` on the folder of a connection, on a thread that may block.
    async fn at<T, F>(&self, connection: &ConnectionKey, work: F) -> PortResult<T>
    where
        F: FnOnce(Place) -> PortResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let (shared, connection) = (Arc::clone(&self.shared), connection.clone());
        blocking(move || work(Place::of(shared, &connection))).await
    }
}

impl Shared {
    fn names(&self) -> MutexGuard<'_, ()> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn error(kind: ErrorKind, what: &str) -> PortError {
    PortError::new(kind, what)
}

#[async_trait]
impl Landing for DirLanding {
    async fn files(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        self.at(connection, |place| place.files()).await
    }

    async fn open(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<Box<dyn Read + Send>> {
        let file = file.clone();
        self.at(connection, move |place| Ok(Box::new(open_version(&place, &file)?) as _)).await
    }

    async fn remove_version(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<()> {
        let file = file.clone();
        self.at(connection, move |place| {
            let target = place.path(&file.path);
            {
                let _names = place.shared.names();
                match place.look(&file.path)? {
                    None => return Ok(()),
                    Some(found) if found.landed.version != file.version => {
                        return Err(error(ErrorKind::Conflict, "landed file"));
                    }
                    Some(_) => std::fs::remove_file(&target)?,
                }
            }
            place.sync_parent(&target)
        })
        .await
    }

    async fn publish(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        content: &[u8],
    ) -> PortResult<()> {
        let (path, content) = (path.clone(), content.to_vec());
        self.at(connection, move |place| publish(&place, &path, &content)).await
    }

    async fn reports(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        self.at(connection, |place| place.files_below(LandingPath::parse("reports")?)).await
    }

    async fn withdraw(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        let path = path.clone();
        self.at(connection, move |place| withdraw(&place, &path)).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.at(connection, |place| place.erase()).await
    }
}

fn open_version(place: &Place, wanted: &Landed) -> PortResult<File> {
    let found = place.look(&wanted.path)?.filter(|found| found.landed.kind == LandedKind::File);
    let found = found.ok_or_else(|| error(ErrorKind::NotFound, "landed file"))?;
    let file = place.open_file(&wanted.path, &found)?;
    match found.landed.version == wanted.version {
        true => Ok(file),
        false => Err(error(ErrorKind::Conflict, "landed file")),
    }
}

fn withdraw(place: &Place, path: &LandingPath) -> PortResult<()> {
    if !path.is_report() || path.parent().as_str().is_empty() {
        return Err(error(ErrorKind::Refused, "report path"));
    }
    // A look first: a link is never followed.
    match place.look(path)?.map(|found| found.landed.kind) {
        None => Ok(()),
        Some(LandedKind::Folder) => Err(error(ErrorKind::Refused, "report folder")),
        Some(LandedKind::File) => {
            Ok(remove_and_prune(&place.path(path), &place.path(&LandingPath::parse("reports")?))?)
        }
    }
}

fn publish(place: &Place, path: &LandingPath, content: &[u8]) -> PortResult<()> {
    if !path.is_report() || path.parent().as_str().is_empty() {
        return Err(error(ErrorKind::Refused, "report path"));
    }
    let (mut file, spooled) = tempfile::NamedTempFile::new_in(&place.shared.spool)?.into_parts();
    file.write_all(content)?;
    file.set_modified(SystemTime::now())?;
    file.sync_all()?;
    let target = place.path(path);
    let folder = place.path(&path.parent());
    create_dirs(&folder)?;
    spooled.persist(&target).map_err(|failed| failed.error)?;
    Ok(sync_dir(&folder)?)
}
