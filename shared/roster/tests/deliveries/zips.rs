//! ZIP archives, right and wrong in every way that matters.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

use super::district::Files;

/// One entry to be written; each part can be made to lie.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) name: Vec<u8>,
    pub(super) bytes: Vec<u8>,
    pub(super) deflate: Deflate,
    pub(super) flags: u16,
    pub(super) checksum: Checksum,
    /// What the entry says of its size; the truth if `None`.
    pub(super) declared: Option<u32>,
    /// Of Unix, in the upper half.
    pub(super) attributes: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Deflate {
    Yes,
    Stored,
    /// Bzip2, which no set may use.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Checksum {
    Right,
    Wrong,
}

pub(super) const ENCRYPTED: u16 = 1;
pub(super) const LINK: u32 = 0o120_777 << 16;

pub(super) fn entry(name: &str, bytes: &[u8]) -> Made {
    Made {
        name: name.as_bytes().to_vec(),
        bytes: bytes.to_vec(),
        deflate: Deflate::Yes,
        flags: 0,
        checksum: Checksum::Right,
        declared: None,
        attributes: 0,
    }
}

/// All files of a delivery as entries.
pub(super) fn entries(files: &Files) -> Vec<Made> {
    files.0.iter().map(|(name, bytes)| entry(name, bytes)).collect()
}

/// The archive, with its directory.
pub(super) fn zip(entries: &[Made]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for made in entries {
        let at = out.len() as u32;
        let packed = packed(made);
        let common = common(made, packed.len() as u32);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(&made.name);
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&made.attributes.to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(&made.name);
    }
    let (at, count) = (out.len() as u32, entries.len() as u16);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&[count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend_from_slice(&[(directory.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    out.extend_from_slice(&[0; 2]);
    out
}

fn packed(made: &Made) -> Vec<u8> {
    match made.deflate {
        Deflate::Stored | Deflate::Unknown => made.bytes.clone(),
        Deflate::Yes => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&made.bytes).unwrap();
            encoder.finish().unwrap()
        }
    }
}

/// What local header and directory both say, from the version needed to the lengths of name and extra field.
fn common(made: &Made, packed: u32) -> Vec<u8> {
    let method: u16 = match made.deflate {
        Deflate::Stored => 0,
        Deflate::Yes => 8,
        Deflate::Unknown => 12,
    };
    let mut sum = flate2::Crc::new();
    sum.update(&made.bytes);
    let checksum = sum.sum() ^ u32::from(made.checksum == Checksum::Wrong);
    let size = made.declared.unwrap_or(made.bytes.len() as u32);
    let mut out = vec![20, 0];
    out.extend_from_slice(&[made.flags.to_le_bytes(), method.to_le_bytes()].concat());
    out.extend_from_slice(&[0, 0, 0x21, 0x5d]);
    out.extend_from_slice(&[checksum.to_le_bytes(), packed.to_le_bytes(), size.to_le_bytes()].concat());
    out.extend_from_slice(&[(made.name.len() as u16).to_le_bytes(), [0, 0]].concat());
    out
}
