//! The data directory: where everything is, and who may change it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use roster_pipeline::{ErrorKind, PortError, PortResult};
use tempfile::NamedTempFile;

use crate::disk::{create_dirs, sync_dir};
use crate::outbox::{Addresses, Outbox};
use crate::{ControlDb, DirArtifacts, DirLanding, RosterDb, SecretFiles};

/// The layout that this version writes.
pub const LAYOUT: u32 = 1;

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process holds it.
    #[error("{path} is in use by {holder}; stop it, or let this command reach it", path = path.display())]
    InUse {
        /// The data directory.
        path: PathBuf,
        /// Who holds it, as that process wrote it.
        holder: String,
    },
    /// A newer version made it.
    #[error("{path} has layout {found}, and this version knows up to {LAYOUT}; use a newer Rollcall", path = path.display())]
    Newer {
        /// The data directory.
        path: PathBuf,
        /// Its layout.
        found: u32,
    },
    /// There are files in it, but none that says that it is ours.
    #[error("{path} is no data directory of Rollcall and not empty; name another directory", path = path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The data directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A directory with all that one machine keeps.
///
/// ```text
/// VERSION          the layout's number
/// control.db       settings, deliveries, runs, leases, waiting work
/// roster.db        the company's copy of the rosters
/// artifacts/       raw deliveries, snapshots, change sets: <tenant>/<connection>/...
/// landing/         what districts see: <tenant>/<connection>/...
/// spool/           unfinished uploads and artifacts; emptied at start
/// outbox/          announcements and mails
/// secrets/         credentials for districts' servers, encrypted: <tenant>/<connection>/<name>
/// keys/            the host key and the key of the secrets; readable by the owner only
/// serve.lock       locked while a process may change anything; says which
/// control.sock     where a running `serve` listens for commands
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir {
    root: PathBuf,
}

/// The right to change a data directory; given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
#[must_use = "dropping it gives the right back"]
pub struct DataLock {
    _file: File,
}

impl DataDir {
    /// Opens a data directory, or makes an empty or missing directory one.
    pub fn open(root: impl Into<PathBuf>) -> Result<DataDir, DataDirError> {
        let dir = DataDir { root: root.into() };
        match dir.layout() {
            Ok(Some(found)) if found > LAYOUT => Err(DataDirError::Newer { path: dir.root, found }),
            Ok(Some(_)) => Ok(dir),
            Ok(None) if dir.holds_something() => Err(DataDirError::Foreign { path: dir.root }),
            Ok(None) => match dir.make() {
                Ok(()) => Ok(dir),
                Err(source) => Err(DataDirError::Io { path: dir.root, source }),
            },
            Err(source) => Err(DataDirError::Io { path: dir.root, source }),
        }
    }

    /// Takes the right to change it, and removes what a killed process left unfinished. `holder` is for people, for
    /// example `rollcall serve`; the process number is added.
    pub fn lock(&self, holder: &str) -> Result<DataLock, DataDirError> {
        let failed = |source| DataDirError::Io { path: self.root.clone(), source };
        let path = self.root.join("serve.lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(failed)?;
                let holder =
                    if holder.trim().is_empty() { "another process" } else { holder.trim() }.to_owned();
                return Err(DataDirError::InUse { path: self.root.clone(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let sign = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{holder} (process {})", std::process::id())
        };
        sign(&mut file).and_then(|()| self.empty_spool()).map_err(failed)?;
        Ok(DataLock { _file: file })
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The control database's file.
    pub fn control_db(&self) -> PathBuf {
        self.root.join("control.db")
    }

    /// The roster database's file.
    pub fn roster_db(&self) -> PathBuf {
        self.root.join("roster.db")
    }

    /// Where the host key is; readable by the owner only.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// Where a running `serve` listens for commands.
    pub fn control_socket(&self) -> PathBuf {
        self.root.join("control.sock")
    }

    /// Where artifacts are kept.
    pub fn artifacts_dir(&self) -> PathBuf {
        self.root.join("artifacts")
    }

    /// Where the landing folders are.
    pub fn landing_dir(&self) -> PathBuf {
        self.root.join("landing")
    }

    /// Where announcements and mails go.
    pub fn outbox_dir(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// Where secrets are.
    pub fn secrets_dir(&self) -> PathBuf {
        self.root.join("secrets")
    }

    /// Directory, delivery log, run log and queue.
    ///
    /// # Errors
    /// `Corrupt` also if it is empty or missing where there is a roster: it was there before that, and a new one would
    /// know no tenant.
    pub fn open_control(&self) -> PortResult<ControlDb> {
        let is_empty = |path: &Path| fs::metadata(path).map_or(true, |about| about.len() == 0);
        if is_empty(&self.control_db()) && !is_empty(&self.roster_db()) {
            return Err(PortError::new(ErrorKind::Corrupt, "control.db (empty, while roster.db is not)"));
        }
        ControlDb::open(&self.control_db())
    }

    /// The roster store.
    pub fn open_roster(&self) -> PortResult<RosterDb> {
        RosterDb::open(&self.roster_db())
    }

    /// The artifacts.
    pub fn open_artifacts(&self) -> PortResult<DirArtifacts> {
        DirArtifacts::open(self.artifacts_dir(), self.spool())
    }

    /// The landing folders; only for the holder of the lock.
    pub fn open_landing(&self) -> PortResult<DirLanding> {
        DirLanding::open(self.landing_dir(), self.spool())
    }

    /// The secrets.
    pub fn open_secrets(&self) -> SecretFiles {
        SecretFiles::open(self.secrets_dir(), self.keys().join("secrets"))
    }

    /// The outbox.
    pub fn open_outbox(&self, addresses: Addresses) -> PortResult<Outbox> {
        Outbox::open(self.outbox_dir(), addresses)
    }

    fn spool(&self) -> PathBuf {
        self.root.join("spool")
    }

    fn layout(&self) -> io::Result<Option<u32>> {
        match fs::read_to_string(self.root.join("VERSION")) {
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(text) => match text.trim().parse() {
                Ok(layout) => Ok(Some(layout)),
                Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "VERSION holds no number")),
            },
        }
    }

    /// Whether anything is in it but what a mount brings or a first start that was killed leaves.
    fn holds_something(&self) -> bool {
        let ours = |name: &str| name == "keys" || name == "lost+found" || name.starts_with(".tmp");
        let foreign =
            |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|e| !ours(&e.file_name().to_string_lossy()));
        fs::read_dir(&self.root).is_ok_and(|mut entries| entries.any(foreign))
    }

    /// The paths of a data directory at `root`, whatever is there.
    pub(crate) fn at(root: &Path) -> DataDir {
        DataDir { root: root.to_owned() }
    }

    fn make(&self) -> io::Result<()> {
        create_dirs(&self.root)?;
        self.write_version()
    }

    /// Says that the directory is whole; what stands in it without this is nobody's.
    pub(crate) fn write_version(&self) -> io::Result<()> {
        let keys = self.keys();
        create_dirs(&keys)?;
        fs::set_permissions(&keys, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        let mut version = NamedTempFile::new_in(&self.root)?;
        writeln!(version, "{LAYOUT}")?;
        version.as_file().sync_all()?;
        version.persist(self.root.join("VERSION"))?;
        sync_dir(&self.root)
    }

    fn empty_spool(&self) -> io::Result<()> {
        create_dirs(&self.spool())?;
        for entry in fs::read_dir(self.spool())? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false => fs::remove_file(entry.path())?,
            }
        }
        Ok(())
    }
}

impl From<DataDirError> for PortError {
    fn from(error: DataDirError) -> PortError {
        let kind = match error {
            DataDirError::InUse { .. } => ErrorKind::Busy,
            DataDirError::Newer { .. } | DataDirError::Foreign { .. } => ErrorKind::Refused,
            DataDirError::Io { .. } => ErrorKind::Unavailable,
        };
        PortError::because(kind, "data directory", error)
    }
}
