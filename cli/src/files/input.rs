//! One file of a delivery, on disk.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
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
        // Before it is opened: opening a pipe waits until somebody writes to it.
        let about = fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::other("neither a file nor a folder"));
        }
        File::open(path)?;
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
        match File::open(&self.path) {
            Ok(file) => {
                Ok(Box::new(Reading { file, path: self.path.clone(), progress: self.progress.clone() }))
            }
            Err(error) => Err(about(&self.path, &error)),
        }
    }
}

/// A file being read.
struct Reading {
    file: File,
    path: PathBuf,
    progress: Progress,
}

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into).map_err(|error| about(&self.path, &error))?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

impl Seek for Reading {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The same error with the file's path; one that is to be tried again stays as it is.
fn about(path: &Path, error: &io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted => io::ErrorKind::Interrupted.into(),
        kind => io::Error::new(kind, format!("{}: {error}", path.display())),
    }
}
