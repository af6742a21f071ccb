//! One file of a delivery, on disk.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use roster::read::{Bytes, Input};

use super::Progress;

/// A file on disk.
#[derive(Debug)]
pub(super) struct FileInput {
    name: String,
    path: PathBuf,
    size: u64,
    progress: Progress,
}

impl FileInput {
    /// Takes a file that can be opened now.
    pub(super) fn new(path: &Path, name: String, progress: &Progress) -> io::Result<FileInput> {
        let about = File::open(path)?.metadata()?;
        if !about.is_file() {
            return Err(io::Error::other("neither a file nor a folder"));
        }
        Ok(FileInput { name, path: path.to_owned(), size: about.len(), progress: progress.clone() })
    }
}

impl Input for FileInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn open(&self) -> io::Result<Box<dyn Bytes>> {
        let path = self.path.display();
        let file = File::open(&self.path);
        let file = file.map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
        Ok(self.progress.watch(file))
    }
}
