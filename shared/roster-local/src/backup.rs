//! A copy of a data directory that is whole although the directory is in use.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use roster_pipeline::{ErrorKind, PortError, PortResult};

use crate::DataDir;
use crate::blocking::blocking;
use crate::disk::{create_dirs, sync_dir};
use crate::sqlite::Pinned;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackedUp {
    /// Files besides the two databases.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
}

impl DataDir {
    /// Copies everything to `dest`, a missing or empty directory, which is then a data directory of its own. Works while
    /// another process changes this one.
    ///
    /// Both databases are copied as of one moment, at which nobody was writing: the copy is what a killed process would
    /// have left then. Artifacts are immutable and are written before the database names them, so they are copied before
    /// that moment (what is removed later is in the copy) and again after it (what came since is too). Without its
    /// `VERSION`, which comes last, a broken-off copy cannot be opened. Landed files get new versions: they are received
    /// once more and change nothing.
    pub async fn backup(&self, dest: &Path) -> PortResult<BackedUp> {
        let (source, dest) = (self.clone(), dest.to_owned());
        blocking(move || back_up(&source, &dest)).await
    }
}

fn back_up(source: &DataDir, dest: &Path) -> PortResult<BackedUp> {
    create_dirs(dest)?;
    if fs::read_dir(dest)?.next().is_some() || dest.canonicalize()?.starts_with(source.root().canonicalize()?)
    {
        let what = "backup into a directory that is not empty or lies in the data directory";
        return Err(PortError::new(ErrorKind::Refused, what));
    }
    let dest = DataDir::at(dest);
    let mut done = BackedUp::default();
    copy_tree(&source.artifacts_dir(), &dest.artifacts_dir(), &mut done)?;
    let [control, roster] = Pinned::both([&source.control_db(), &source.roster_db()])?;
    control.copy_to(&dest.control_db())?;
    roster.copy_to(&dest.roster_db())?;
    drop((control, roster));
    let folders = [
        DataDir::artifacts_dir,
        DataDir::landing_dir,
        DataDir::outbox_dir,
        DataDir::secrets_dir,
        DataDir::keys,
    ];
    for folder in folders {
        copy_tree(&folder(source), &folder(&dest), &mut done)?;
    }
    dest.write_version()?;
    Ok(done)
}

/// Copies files and folders, with times and permissions; what is there already stays, what vanishes meanwhile is left out.
fn copy_tree(from: &Path, to: &Path, done: &mut BackedUp) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    create_dirs(to)?;
    for entry in entries {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_tree(&entry.path(), &target, done)?;
        } else if kind.is_file() && !target.exists() {
            match copy_file(&entry.path(), &target) {
                Err(absent) if absent.kind() == io::ErrorKind::NotFound => {}
                bytes => {
                    done.bytes += bytes?;
                    done.files += 1;
                }
            }
        }
    }
    sync_dir(to)
}

fn copy_file(from: &Path, to: &Path) -> io::Result<u64> {
    let mut source = File::open(from)?;
    let metadata = source.metadata()?;
    let mut target = File::create_new(to)?;
    let bytes = io::copy(&mut source, &mut target)?;
    target.set_permissions(metadata.permissions())?;
    target.set_modified(metadata.modified()?)?;
    target.sync_all()?;
    Ok(bytes)
}
