//! Copies an archive entry by entry, some of them with other bytes.

use std::io::{self, Read, Seek, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Archive, Entry, Limits, name};

/// Writes an entry's new bytes; `None` if it stays as it is. First asked without a place to write to.
pub(crate) type Change<'a> = dyn FnMut(&Entry, Option<&mut dyn Write>) -> io::Result<Option<()>> + 'a;

/// Bytes above which an entry needs the large form of its header.
const LARGE: u64 = 1 << 31;

/// Writes the archive that `open` gives to `out`. Entries of which `change` wants nothing are copied as they are.
///
/// # Errors
/// Those of the bytes, of `out` and of `change`; `InvalidData` for what is no archive.
pub(crate) fn rewrite<R: Read + Seek>(
    open: &dyn Fn() -> io::Result<R>,
    out: &mut dyn Write,
    change: &mut Change<'_>,
) -> io::Result<()> {
    let listed = Archive::open(open()?, &Limits::default())?;
    let mut archive = ZipArchive::new(open()?).map_err(damaged)?;
    let mut writer = ZipWriter::new_stream(out);
    let mut changed: Vec<&str> = Vec::new();
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(damaged)?;
        let name = name::clean(raw.name_raw());
        let entry = listed.entries().iter().find(|entry| entry.name() == name);
        let Some(entry) = entry.filter(|entry| !changed.contains(&entry.name())) else {
            writer.raw_copy_file(raw).map_err(damaged)?;
            continue;
        };
        if change(entry, None)?.is_none() {
            writer.raw_copy_file(raw).map_err(damaged)?;
            continue;
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(entry.size() > LARGE)
            .last_modified_time(raw.last_modified().unwrap_or_default());
        drop(raw);
        writer.start_file(entry.name(), options).map_err(damaged)?;
        change(entry, Some(&mut writer))?;
        changed.push(entry.name());
    }
    writer.finish().map_err(damaged).map(drop)
}

fn damaged(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other),
    }
}
