//! Where bytes go that do not fit in memory and need not outlive the process.

use std::io::{self, Cursor, Read, Seek, Write};

/// A file of one's own to write, read back and forget.
pub trait ScratchFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> ScratchFile for T {}

/// Makes scratch files.
pub trait Scratch: Send + Sync {
    /// An empty file that nobody else can reach and that is gone when it is dropped, also if the process dies.
    fn create(&self) -> io::Result<Box<dyn ScratchFile>>;
}

/// Scratch files in memory: for tests, and where the input is known to be small.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemoryScratch;

impl Scratch for MemoryScratch {
    fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}
