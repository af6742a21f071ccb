//! What was there before: keys and states at once, records only when asked for.

use std::collections::HashMap;
use std::io::{self, Read, Seek};

use super::keys::Keys;
use crate::snapshot::{RecordState, SchoolCounts, SnapshotReader};
use crate::stored::StoredError;

/// Takes the canonical encoding of the record at an ordinal.
pub(crate) type Take<'a> = dyn FnMut(u32, &[u8]) -> io::Result<()> + 'a;

/// Gives records of one entity back by their ordinal.
pub(crate) trait Before {
    /// Hands over the records at ascending ordinals, whose keys are these.
    fn fetch(&mut self, ordinals: &[u32], keys: &Keys, take: &mut Take<'_>) -> io::Result<()>;
}

/// One entity as it was before the delivery.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) keys: Keys,
    /// Records that are not simply there.
    pub(crate) states: HashMap<u32, RecordState>,
    /// Records that are part of the roster, by school.
    pub(crate) schools: SchoolCounts,
    /// Whether row hashes were made the way we make them today.
    pub(crate) comparable: bool,
    pub(crate) before: Option<Box<dyn Before>>,
}

impl Known {
    /// What a stored snapshot says.
    pub(crate) fn stored<R: Read + Seek + 'static>(mut reader: SnapshotReader<R>) -> io::Result<Known> {
        Ok(Known {
            keys: Keys::of(reader.index().map_err(damaged)?),
            states: reader.states().iter().copied().collect(),
            schools: reader.schools().clone(),
            comparable: u64::from(reader.row_version()) == super::ROW_VERSION,
            before: Some(Box::new(Stored(reader))),
        })
    }
}

/// A stored file that cannot be read is a failure of the world, not a finding.
pub(crate) fn damaged(error: StoredError) -> io::Error {
    match error {
        StoredError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other),
    }
}

struct Stored<R>(SnapshotReader<R>);

impl<R: Read + Seek> Before for Stored<R> {
    fn fetch(&mut self, ordinals: &[u32], _: &Keys, take: &mut Take<'_>) -> io::Result<()> {
        let each = |ordinal, bytes: &[u8]| take(ordinal, bytes).map_err(StoredError::from);
        self.0.fetch(ordinals.iter().copied(), each).map_err(damaged)
    }
}
