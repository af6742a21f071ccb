//! Reading a stored file: finds its parts from the footer and believes none before its checksum.

use std::io::{Read, Seek, SeekFrom};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::bytes::Taker;
use super::container::{BlockPlace, Coding, Kind, Section};
use super::{Part, StoredError};

/// Bytes of a header around what it says: magic, version, length before; checksum after.
const HEADER: usize = 12;

/// An open stored file.
pub(crate) struct Container<R> {
    input: R,
    kind: Kind,
    version: u16,
    about: Vec<u8>,
    sections: Vec<Section>,
    number: u64,
    /// Where the footer begins.
    end: u64,
    fingerprint: u64,
    unpacker: zstd::bulk::Decompressor<'static>,
    stored: Vec<u8>,
}

impl<R: Read + Seek> Container<R> {
    /// Checks header and footer.
    pub(crate) fn open(mut input: R, kind: Kind) -> Result<Container<R>, StoredError> {
        let len = input.seek(SeekFrom::End(0))?;
        let (version, about) = read_header(&mut input, len, &kind)?;
        let unpacker = zstd::bulk::Decompressor::new()?;
        let mut container = Container {
            input,
            kind,
            version,
            about,
            sections: Vec::new(),
            number: 0,
            end: 0,
            fingerprint: 0,
            unpacker,
            stored: Vec::new(),
        };
        container.read_footer(len)?;
        Ok(container)
    }

    fn read_footer(&mut self, len: u64) -> Result<(), StoredError> {
        let footer_len = self.kind.footer_len();
        self.end = len.checked_sub(footer_len as u64).ok_or_else(|| self.damaged(Part::Footer))?;
        let footer = read_at(&mut self.input, self.end, footer_len)?;
        self.parse_footer(&footer).ok_or_else(|| self.damaged(Part::Footer))
    }

    fn parse_footer(&mut self, footer: &[u8]) -> Option<()> {
        let mut from = Taker::over(footer);
        for _ in 0..self.kind.sections {
            let section = Section { at: from.u64()?, len: from.u64()?, checksum: from.u64()? };
            self.sections.push(section);
        }
        self.number = from.u64()?;
        self.fingerprint = from.u64()?;
        let checked = &footer[..footer.len() - 16];
        let sound = from.raw(8)? == self.kind.end && self.fingerprint == xxh3_64_with_seed(checked, self.end);
        let inside = |s: &Section| s.at.checked_add(s.len).is_some_and(|end| end <= self.end);
        (sound && self.sections.iter().all(inside)).then_some(())
    }

    /// An error that names a damaged part.
    pub(crate) fn damaged(&self, part: Part) -> StoredError {
        StoredError::Damaged { artifact: self.kind.artifact, part }
    }

    /// The version it was written in.
    pub(crate) fn version(&self) -> u16 {
        self.version
    }

    /// What it says of itself.
    pub(crate) fn about(&self) -> &[u8] {
        &self.about
    }

    /// The footer's number.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// A checksum that differs, as good as surely, between files of different content.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Where a section is.
    pub(crate) fn place(&self, section: usize) -> Section {
        self.sections[section]
    }

    /// A whole section.
    pub(crate) fn section(&mut self, section: usize, part: Part) -> Result<Vec<u8>, StoredError> {
        let place = self.sections[section];
        let bytes = read_at(&mut self.input, place.at, place.len as usize)?;
        if xxh3_64(&bytes) == place.checksum { Ok(bytes) } else { Err(self.damaged(part)) }
    }

    /// Bytes from somewhere inside the file, unchecked.
    pub(crate) fn piece(&mut self, at: u64, out: &mut [u8]) -> Result<(), StoredError> {
        self.input.seek(SeekFrom::Start(at))?;
        Ok(self.input.read_exact(out)?)
    }

    /// A block as stored, its checksum checked.
    pub(crate) fn stored_block(&mut self, place: &BlockPlace, number: u32) -> Result<&[u8], StoredError> {
        if place.at.checked_add(u64::from(place.stored_len)).is_none_or(|end| end > self.end) {
            return Err(self.damaged(Part::Directory));
        }
        self.stored.resize(place.stored_len as usize, 0);
        self.input.seek(SeekFrom::Start(place.at))?;
        self.input.read_exact(&mut self.stored)?;
        if xxh3_64(&self.stored) != place.checksum {
            return Err(self.damaged(Part::Block(number)));
        }
        Ok(&self.stored)
    }

    /// A block, unpacked into `out`.
    pub(crate) fn block(
        &mut self,
        place: &BlockPlace,
        number: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), StoredError> {
        self.stored_block(place, number)?;
        self.unpack(place, number, out)
    }

    /// Unpacks the block that [`Container::stored_block`] read last.
    pub(crate) fn unpack(
        &mut self,
        place: &BlockPlace,
        number: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), StoredError> {
        out.clear();
        match place.coding {
            Coding::Plain => std::mem::swap(out, &mut self.stored),
            Coding::Zstd => {
                out.reserve(place.raw_len as usize);
                let unpacked = self.unpacker.decompress_to_buffer(&self.stored, out);
                unpacked.map_err(|_| self.damaged(Part::Block(number)))?;
            }
        }
        if out.len() == place.raw_len as usize { Ok(()) } else { Err(self.damaged(Part::Block(number))) }
    }
}

fn read_header<R: Read + Seek>(input: &mut R, len: u64, kind: &Kind) -> Result<(u16, Vec<u8>), StoredError> {
    let damaged = || StoredError::Damaged { artifact: kind.artifact, part: Part::Header };
    let start = read_at(input, 0, len.min(HEADER as u64) as usize)?;
    if !start.starts_with(&kind.magic) {
        return Err(StoredError::Foreign(kind.artifact));
    }
    let mut from = Taker::over(&start[kind.magic.len()..]);
    let (version, about_len) = from.u16().zip(from.u16()).ok_or_else(damaged)?;
    let about_len = usize::from(about_len);
    if len < (HEADER + about_len + 8) as u64 {
        return Err(damaged());
    }
    let header = read_at(input, 0, HEADER + about_len + 8)?;
    let (said, checksum) = header.split_at(HEADER + about_len);
    if Taker::over(checksum).u64() != Some(xxh3_64(said)) {
        return Err(damaged());
    }
    if version == 0 || version > kind.version {
        return Err(StoredError::Version { artifact: kind.artifact, found: version, known: kind.version });
    }
    Ok((version, said[HEADER..].to_vec()))
}

fn read_at<R: Read + Seek>(input: &mut R, at: u64, len: usize) -> Result<Vec<u8>, StoredError> {
    input.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; len];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}
