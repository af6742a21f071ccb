//! Counts by school, keyed by the hash of its ID: one is taken for every row.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Something for each school. Keys are hashes already.
pub(super) type BySchool<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Takes a hash for what it is.
#[derive(Debug, Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    #[inline]
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Living records of each school, with the school's ID.
#[derive(Debug, Default)]
pub(super) struct Living(BySchool<Named>);

#[derive(Debug)]
struct Named {
    /// `None` where the record names no school.
    id: Option<String>,
    records: u64,
}

impl Living {
    /// Counts a record; asks for the school's ID when its hash comes for the first time.
    #[inline]
    pub(super) fn add(&mut self, school: u64, id: impl FnOnce() -> Option<String>) {
        if school != 0 {
            self.0.entry(school).or_insert_with(|| Named { id: id(), records: 0 }).records += 1;
        }
    }

    pub(super) fn into_named(self) -> impl Iterator<Item = (String, u64)> {
        self.0.into_values().filter_map(|named| named.id.map(|id| (id, named.records)))
    }
}
