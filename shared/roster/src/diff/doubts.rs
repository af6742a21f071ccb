//! Rows of a supplement that say different things of one record: none of them counts.

use std::collections::HashSet;
use std::io;

use super::entity::{CANDIDATES, EntityDiff, waited};
use crate::changes::ChangeSorter;
use crate::read::RowRef;
use crate::sorting::Sorter;

/// What is not certain before all rows of a supplement are read.
pub(super) struct Doubts<'s> {
    pub(super) about: HashSet<u32>,
    pub(super) held: Sorter<'s>,
}

impl Doubts<'_> {
    pub(super) fn hold(
        &mut self,
        (arrival, ordinal): (u64, u32),
        row: &RowRef,
        bytes: &[u8],
    ) -> io::Result<()> {
        let mut payload = vec![row.outcome as u8];
        payload.extend_from_slice(&row.key.to_le_bytes());
        payload.extend_from_slice(&row.row.to_le_bytes());
        payload.extend_from_slice(&row.school.to_le_bytes());
        payload.extend_from_slice(&ordinal.to_le_bytes());
        payload.extend_from_slice(bytes);
        self.held.push(&arrival.to_be_bytes(), &payload)
    }
}

impl EntityDiff<'_> {
    /// Of rows that say different things of one record, none counts.
    pub(super) fn doubting(&mut self) {
        let held = Sorter::with_budget(self.scratch, CANDIDATES);
        self.doubts.get_or_insert(Doubts { about: HashSet::new(), held });
    }

    /// Whether rows say different things of a record.
    pub(super) fn is_doubtful(&self, ordinal: u32) -> bool {
        self.doubts.as_ref().is_some_and(|doubts| doubts.about.contains(&ordinal))
    }

    /// Makes the new records that are certain, now that all rows are read.
    pub(super) fn settle_doubts(&mut self, out: &mut ChangeSorter<'_>) -> io::Result<()> {
        let Some(doubts) = self.doubts.as_mut() else { return Ok(()) };
        let held = std::mem::replace(&mut doubts.held, Sorter::with_budget(self.scratch, 0));
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "scratch is damaged");
        let arrivals = self.arrivals;
        let mut held = held.finish()?;
        while let Some((arrival, payload)) = held.next()? {
            let (row, rest) = waited(self.entity, arrival, payload).ok_or_else(damaged)?;
            let (ordinal, bytes) = rest.split_first_chunk().ok_or_else(damaged)?;
            self.arrivals = row.line;
            match u32::from_le_bytes(*ordinal) {
                doubtful if self.is_doubtful(doubtful) => self.keys.kill(doubtful),
                _ => self.create(&row, bytes, out)?,
            }
        }
        self.arrivals = arrivals;
        Ok(())
    }
}
