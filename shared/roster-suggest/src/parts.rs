//! The tables of a set: loose files, and those inside of its ZIP archives.

use std::io::{self, Read};

use roster::read::{Input, Set};
use roster::table::archive::{Archive, ArchiveProblem, Entry, Limits};

/// More tables are not looked at.
pub(crate) const MOST_PARTS: usize = 64;

/// One file, opened as often as needed.
pub(crate) struct Part<'a> {
    pub(crate) name: String,
    input: &'a dyn Input,
    entry: Option<Entry>,
}

impl Part<'_> {
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let input = self.input.open()?;
        Ok(match &self.entry {
            None => Box::new(input),
            Some(entry) => Box::new(Tolerant(entry.read(input)?)),
        })
    }
}

/// Ends where an archive is damaged: what could be read is enough for a draft.
struct Tolerant<R>(R);

impl<R: Read> Read for Tolerant<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out) {
            Err(error) if ArchiveProblem::of(&error).is_some() => Ok(0),
            other => other,
        }
    }
}

/// The files that may be tables, in the order in which they came.
///
/// # Errors
/// Those of the inputs.
pub(crate) fn parts(set: &Set) -> io::Result<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    for input in set.iter() {
        if !is_archive(input)? {
            parts.push(Part { name: input.name().to_owned(), input, entry: None });
            continue;
        }
        let archive = Archive::open(input.open()?, &Limits::default())?;
        for entry in archive.entries() {
            parts.push(Part { name: entry.name().to_owned(), input, entry: Some(entry.clone()) });
        }
    }
    parts.truncate(MOST_PARTS);
    Ok(parts)
}

fn is_archive(input: &dyn Input) -> io::Result<bool> {
    let mut start = Vec::new();
    input.open()?.take(4).read_to_end(&mut start)?;
    let magic = matches!(start.as_slice(), b"PK\x03\x04" | b"PK\x05\x06" | b"PK\x07\x08");
    Ok(magic || input.name().to_ascii_lowercase().ends_with(".zip"))
}
