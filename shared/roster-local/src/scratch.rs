//! Scratch files: on disk, without a name, gone with the process.

use std::io;
use std::path::PathBuf;

use roster::sorting::{Scratch, ScratchFile};

/// Makes scratch files that nobody else can open and that a killed process leaves nothing of.
#[derive(Debug, Clone, Default)]
pub struct TempScratch {
    dir: Option<PathBuf>,
}

impl TempScratch {
    /// In the system's directory for temporary files.
    pub fn new() -> TempScratch {
        TempScratch::default()
    }

    /// In this directory, which must exist.
    pub fn within(dir: impl Into<PathBuf>) -> TempScratch {
        TempScratch { dir: Some(dir.into()) }
    }
}

impl Scratch for TempScratch {
    fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
        let file = match &self.dir {
            Some(dir) => tempfile::tempfile_in(dir),
            None => tempfile::tempfile(),
        };
        let shown = || self.dir.clone().unwrap_or_else(std::env::temp_dir);
        match file {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(io::Error::new(
                error.kind(),
                format!("no temporary file in {}: {error}", shown().display()),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, Write};

    use super::*;

    #[test]
    fn a_scratch_file_is_read_back_and_has_no_name() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = TempScratch::within(dir.path()).create().unwrap();
        file.write_all(b"abc").unwrap();
        file.rewind().unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "abc");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_cannot_be_made_says_where() {
        let gone = tempfile::tempdir().unwrap().path().join("gone");
        let error = TempScratch::within(&gone).create().err().unwrap().to_string();
        assert!(error.contains("gone"), "{error}");
    }
}
