//! What a snapshot knows of a record beside its bytes.

use crate::stored::bytes::Taker;

/// The hashes of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Of its key.
    pub key: u128,
    /// Of its canonical fields.
    pub row: u128,
}

impl Entry {
    pub(super) const LEN: usize = 32;

    pub(super) fn decode(bytes: &[u8]) -> Option<Entry> {
        let mut from = Taker::over(bytes);
        Some(Entry { key: from.u128()?, row: from.u128()? })
    }

    pub(super) fn encode(&self) -> [u8; Entry::LEN] {
        let mut out = [0; Entry::LEN];
        out[..16].copy_from_slice(&self.key.to_le_bytes());
        out[16..].copy_from_slice(&self.row.to_le_bytes());
        out
    }
}

/// Whether a record is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordState {
    /// Part of the roster.
    Live,
    /// Still part of the roster, but absent from so many complete deliveries in a row.
    Missing {
        /// At least 1.
        deliveries: u32,
    },
    /// A tombstone: no longer part of the roster, kept until its grace is over.
    Removed {
        /// When, in seconds since 1970.
        at: i64,
    },
}

impl RecordState {
    /// True for what is part of the roster.
    pub fn is_present(self) -> bool {
        match self {
            RecordState::Live | RecordState::Missing { .. } => true,
            RecordState::Removed { .. } => false,
        }
    }

    /// Appends ordinal and state; live records are not listed.
    pub(super) fn encode(self, ordinal: u32, out: &mut Vec<u8>) {
        let (code, value) = match self {
            RecordState::Live => return,
            RecordState::Missing { deliveries } => (1, i64::from(deliveries)),
            RecordState::Removed { at } => (2, at),
        };
        out.extend_from_slice(&ordinal.to_le_bytes());
        out.push(code);
        out.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn decode(from: &mut Taker<'_>) -> Option<(u32, RecordState)> {
        let (ordinal, code, value) = (from.u32()?, from.u8()?, from.u64()? as i64);
        let state = match code {
            1 => RecordState::Missing { deliveries: u32::try_from(value).ok()? },
            2 => RecordState::Removed { at: value },
            _ => return None,
        };
        Some((ordinal, state))
    }
}
