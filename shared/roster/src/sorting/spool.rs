//! Bytes that are wanted later in the order in which they came, kept in memory while they are few.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::scratch::{Scratch, ScratchFile};

/// Bytes kept in memory before they go to scratch.
const IN_MEMORY: usize = 1 << 20;

/// A queue of bytes: first all are written, then all are read.
pub(crate) struct Spool<'s> {
    scratch: &'s dyn Scratch,
    recent: Vec<u8>,
    spilled: Option<Box<dyn ScratchFile>>,
}

impl<'s> Spool<'s> {
    pub(crate) fn new(scratch: &'s dyn Scratch) -> Spool<'s> {
        Spool { scratch, recent: Vec::new(), spilled: None }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.recent.len() + bytes.len() > IN_MEMORY {
            let file = match &mut self.spilled {
                Some(file) => file,
                none => none.insert(self.scratch.create()?),
            };
            file.write_all(&self.recent)?;
            self.recent.clear();
        }
        self.recent.extend_from_slice(bytes);
        Ok(())
    }

    /// Hands over everything that was written, in pieces of any size.
    pub(crate) fn drain(mut self, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if let Some(file) = &mut self.spilled {
            file.seek(SeekFrom::Start(0))?;
            let mut buffer = vec![0; 64 << 10];
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                each(&buffer[..read])?;
            }
        }
        each(&self.recent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorting::MemoryScratch;

    #[test]
    fn everything_written_comes_back_in_order() {
        for pieces in [0, 3, 5_000] {
            let mut spool = Spool::new(&MemoryScratch);
            let mut expected = Vec::new();
            for i in 0..pieces {
                let piece = vec![i as u8; i % 997];
                spool.write(&piece).unwrap();
                expected.extend(piece);
            }
            let mut got = Vec::new();
            spool.drain(|bytes| got.write_all(bytes)).unwrap();
            assert!(got == expected, "{pieces} pieces");
        }
    }
}
