//! Artifacts as files of a directory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use roster_pipeline::ports::{ArtifactKey, ArtifactWriter, Artifacts, Source, Stored};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use tempfile::NamedTempFile;

use crate::blocking::blocking;
use crate::disk::{create_dirs, remove_and_prune, sync_dir};

/// Artifacts at `<root>/<tenant>/<connection>/<path>`. A key cannot lie below another key.
///
/// What is being written lies in a spool directory of the same file system and is renamed into place, so that a killed
/// writer leaves nothing visible; the owner of the directory empties the spool when it starts.
#[derive(Debug, Clone)]
pub struct DirArtifacts {
    root: PathBuf,
    spool: PathBuf,
}

impl DirArtifacts {
    /// Artifacts below `root`, written in `spool`; both are created if missing.
    pub fn open(root: impl Into<PathBuf>, spool: impl Into<PathBuf>) -> PortResult<DirArtifacts> {
        let store = DirArtifacts { root: root.into(), spool: spool.into() };
        create_dirs(&store.root)?;
        create_dirs(&store.spool)?;
        Ok(store)
    }

    fn folder(&self, connection: &ConnectionKey) -> PathBuf {
        self.root.join(connection.tenant.as_str()).join(connection.connection.as_str())
    }

    fn file(&self, key: &ArtifactKey) -> PortResult<PathBuf> {
        match key.is_valid() {
            true => Ok(self.folder(&key.connection).join(&key.path)),
            false => Err(PortError::new(ErrorKind::Refused, "artifact path")),
        }
    }
}

#[async_trait]
impl Artifacts for DirArtifacts {
    async fn write(&self, key: &ArtifactKey) -> PortResult<Box<dyn ArtifactWriter>> {
        let (target, spool) = (self.file(key)?, self.spool.clone());
        blocking(move || {
            let file = NamedTempFile::new_in(spool)?;
            Ok(Box::new(DirWriter { file: BufWriter::with_capacity(64 * 1024, file), target, bytes: 0 }) as _)
        })
        .await
    }

    async fn open(&self, key: &ArtifactKey) -> PortResult<Box<dyn Source>> {
        let (path, what) = (self.file(key)?, format!("artifact {key}"));
        blocking(move || match File::open(&path) {
            Ok(file) if file.metadata()?.is_file() => Ok(Box::new(file) as _),
            Ok(_) => Err(PortError::new(ErrorKind::NotFound, what)),
            Err(error) if is_absent(&error) => Err(PortError::because(ErrorKind::NotFound, what, error)),
            Err(error) => Err(error.into()),
        })
        .await
    }

    async fn list(&self, connection: &ConnectionKey, prefix: &str) -> PortResult<Vec<String>> {
        let (folder, prefix) = (self.folder(connection), prefix.to_owned());
        blocking(move || {
            let mut paths = Vec::new();
            collect(&folder, "", &prefix, &mut paths)?;
            paths.sort_unstable();
            Ok(paths)
        })
        .await
    }

    async fn remove(&self, key: &ArtifactKey) -> PortResult<()> {
        let (file, root) = (self.file(key)?, self.folder(&key.connection));
        blocking(move || match remove_and_prune(&file, &root) {
            Err(error) if is_absent(&error) => Ok(()),
            other => Ok(other?),
        })
        .await
    }
}

/// True if there is no such file, be it because a part of its path is a file.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn collect(dir: &Path, at: &str, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{at}{name}");
        if entry.file_type()?.is_dir() {
            let below = format!("{path}/");
            if below.starts_with(prefix) || prefix.starts_with(&below) {
                collect(&entry.path(), &below, prefix, paths)?;
            }
        } else if path.starts_with(prefix) {
            paths.push(path);
        }
    }
    Ok(())
}

struct DirWriter {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
    bytes: u64,
}

impl Write for DirWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl ArtifactWriter for DirWriter {
    fn finish(self: Box<Self>) -> PortResult<Stored> {
        let bytes = self.bytes;
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        let folder = self.target.parent().unwrap_or(Path::new("."));
        // A removal next to it may prune the folder between its creation and the rename.
        for _ in 0..3 {
            create_dirs(folder)?;
            match file.persist(&self.target) {
                Ok(_) => {
                    sync_dir(folder)?;
                    return Ok(Stored { bytes });
                }
                Err(error) if error.error.kind() == io::ErrorKind::NotFound => file = error.file,
                Err(error) => return Err(error.error.into()),
            }
        }
        Err(PortError::new(ErrorKind::Busy, "artifact folder"))
    }
}
