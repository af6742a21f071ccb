//! Writing a stored file: header, blocks, sections, footer.

use std::io::{self, Write};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::bytes::Taker;
use super::{Artifact, Compression};

/// How a kind of file begins and ends, and which version is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) artifact: Artifact,
    pub(crate) magic: [u8; 8],
    pub(crate) end: [u8; 8],
    pub(crate) version: u16,
    /// How many sections the footer lists.
    pub(crate) sections: usize,
}

impl Kind {
    /// Bytes of the footer: sections, one number, checksum, end mark.
    pub(crate) fn footer_len(&self) -> usize {
        self.sections * Section::LEN + 24
    }
}

/// Where a section is, and the checksum of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) at: u64,
    pub(crate) len: u64,
    pub(crate) checksum: u64,
}

impl Section {
    pub(crate) const LEN: usize = 24;
}

/// Where a block is, how long it is stored and unpacked, what is in it, and the checksum of its stored bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockPlace {
    pub(crate) at: u64,
    pub(crate) stored_len: u32,
    pub(crate) raw_len: u32,
    pub(crate) coding: Coding,
    /// How many records or changes it holds.
    pub(crate) count: u32,
    pub(crate) checksum: u64,
}

/// How a block's bytes are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    Zstd,
}

impl BlockPlace {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.at.to_le_bytes());
        out.extend_from_slice(&self.stored_len.to_le_bytes());
        out.extend_from_slice(&self.raw_len.to_le_bytes());
        let coding: u32 = match self.coding {
            Coding::Plain => 0,
            Coding::Zstd => 1,
        };
        out.extend_from_slice(&coding.to_le_bytes());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&self.checksum.to_le_bytes());
    }

    pub(crate) fn decode(from: &mut Taker<'_>) -> Option<BlockPlace> {
        let (at, stored_len, raw_len) = (from.u64()?, from.u32()?, from.u32()?);
        let coding = match from.u32()? {
            0 => Coding::Plain,
            1 => Coding::Zstd,
            _ => return None,
        };
        Some(BlockPlace { at, stored_len, raw_len, coding, count: from.u32()?, checksum: from.u64()? })
    }
}

/// Writes one stored file from front to back.
pub(crate) struct ContainerWriter<W> {
    out: W,
    at: u64,
    kind: Kind,
    compressor: Option<zstd::bulk::Compressor<'static>>,
    packed: Vec<u8>,
    sections: Vec<Section>,
}

impl<W: Write> ContainerWriter<W> {
    /// Writes the header; `about` is what the kind of file says of itself.
    pub(crate) fn begin(out: W, kind: Kind, compression: Compression, about: &[u8]) -> io::Result<Self> {
        let compressor = match compression {
            Compression::None => None,
            Compression::Zstd => Some(zstd::bulk::Compressor::new(1)?),
        };
        let mut writer =
            ContainerWriter { out, at: 0, kind, compressor, packed: Vec::new(), sections: Vec::new() };
        let mut header = kind.magic.to_vec();
        header.extend_from_slice(&kind.version.to_le_bytes());
        header.extend_from_slice(&(about.len() as u16).to_le_bytes());
        header.extend_from_slice(about);
        header.extend_from_slice(&xxh3_64(&header).to_le_bytes());
        writer.write(&header)?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Writes a block, packed where that makes it smaller.
    pub(crate) fn block(&mut self, raw: &[u8], count: u32) -> io::Result<BlockPlace> {
        let raw_len = length(raw.len())?;
        let mut place = BlockPlace {
            at: self.at,
            stored_len: raw_len,
            raw_len,
            coding: Coding::Plain,
            count,
            checksum: 0,
        };
        let mut packed = std::mem::take(&mut self.packed);
        let mut stored = raw;
        if let Some(compressor) = &mut self.compressor {
            packed.clear();
            packed.reserve(zstd::zstd_safe::compress_bound(raw.len()));
            compressor.compress_to_buffer(raw, &mut packed)?;
            if packed.len() < raw.len() {
                stored = &packed;
                place.coding = Coding::Zstd;
                place.stored_len = length(packed.len())?;
            }
        }
        place.checksum = xxh3_64(stored);
        self.write(stored)?;
        self.packed = packed;
        Ok(place)
    }

    /// Writes the stored bytes of a block of another file as they are.
    pub(crate) fn copied_block(&mut self, place: &BlockPlace, stored: &[u8]) -> io::Result<BlockPlace> {
        let place = BlockPlace { at: self.at, ..*place };
        self.write(stored)?;
        Ok(place)
    }

    /// Writes the next section.
    pub(crate) fn section(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sections.push(Section { at: self.at, len: bytes.len() as u64, checksum: xxh3_64(bytes) });
        self.write(bytes)
    }

    /// Begins a section whose bytes are written piece by piece and carry their own checksums.
    pub(crate) fn begin_pieces(&mut self, checksum: u64) {
        self.sections.push(Section { at: self.at, len: 0, checksum });
    }

    /// Writes the next piece of the section begun last.
    pub(crate) fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(section) = self.sections.last_mut() {
            section.len += bytes.len() as u64;
        }
        self.write(bytes)
    }

    /// Writes the footer, flushes, and gives the output back. `number` is the kind's to choose.
    pub(crate) fn end(mut self, number: u64) -> io::Result<W> {
        let mut footer = Vec::with_capacity(self.kind.footer_len());
        for section in &self.sections {
            footer.extend_from_slice(&section.at.to_le_bytes());
            footer.extend_from_slice(&section.len.to_le_bytes());
            footer.extend_from_slice(&section.checksum.to_le_bytes());
        }
        footer.extend_from_slice(&number.to_le_bytes());
        footer.extend_from_slice(&xxh3_64_with_seed(&footer, self.at).to_le_bytes());
        footer.extend_from_slice(&self.kind.end);
        self.out.write_all(&footer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

fn length(len: usize) -> io::Result<u32> {
    u32::try_from(len).map_err(|_| io::ErrorKind::InvalidInput.into())
}
