//! A mapping document on disk.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use roster::mapping::Mapping;
use roster::mapping::limits::MAX_BYTES;

use super::unreadable;
use crate::exit::Failure;

/// Reads a mapping document.
///
/// # Errors
/// A file that cannot be read, or all that is wrong in the document, each with its path.
pub(crate) fn mapping(path: &Path) -> Result<Mapping, Failure> {
    Ok(mapping_text(path)?.1)
}

/// The same, with the document as it stands in the file.
pub(crate) fn mapping_text(path: &Path) -> Result<(String, Mapping), Failure> {
    let text = text(path).map_err(|error| unreadable(path, &error))?;
    let mapping = Mapping::from_json(&text).map_err(|errors| {
        let path = path.display();
        let line = format!("{path} is no mapping that can be used; mend this and see `rollcall map schema`:");
        let told = errors.errors.iter().map(ToString::to_string);
        let more = (errors.more > 0).then(|| format!("... and {} more", errors.more));
        Failure::listed(line, told.chain(more).collect())
    })?;
    Ok((text, mapping))
}

/// As much as a mapping may have, and one byte more, so that too much is seen.
fn text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(io::Error::other(format!("a mapping has at most {MAX_BYTES} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}
