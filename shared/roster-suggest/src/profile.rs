//! What the values of one column are like.

use std::collections::{BTreeMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::dates::Dates;
use crate::look::Looks;
use crate::shape::Look;

/// Different values that are kept as they are, for tables of codes.
const MOST_KEPT: usize = 64;
/// Longer values are no codes.
const MOST_CODE_CHARS: usize = 40;
/// A set of IDs stops growing here.
const MOST_IDS: usize = 100_000;

/// The values of a column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    pub(crate) rows: u32,
    pub(crate) looks: Looks,
    pub(crate) dates: Dates,
    /// Different values and how often they came, while there are few.
    pub(crate) kept: BTreeMap<String, u32>,
    pub(crate) overflowed: Overflow,
    /// What stands for nothing, if a word does.
    pub(crate) null: Option<String>,
    /// Hashes of the different values.
    pub(crate) ids: HashSet<u64>,
    pub(crate) longest: usize,
    shortest: usize,
    /// Values that stood in the set already.
    repeated: u32,
}

/// Whether there were more different values than are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Overflow {
    #[default]
    No,
    Yes,
}

impl Profile {
    /// Looks at one value of the sample.
    pub(crate) fn add(&mut self, value: &str, room: &mut usize) {
        self.rows += 1;
        if is_blank(value) {
            if !value.is_empty() {
                self.null.get_or_insert_with(|| value.to_owned());
            }
            return;
        }
        self.looks.add(value);
        self.dates.add(value);
        self.longest = self.longest.max(value.len());
        self.shortest = if self.shortest == 0 { value.len() } else { self.shortest.min(value.len()) };
        self.keep(value);
        self.add_id(value, room);
    }

    fn keep(&mut self, value: &str) {
        if let Some(count) = self.kept.get_mut(value) {
            *count += 1;
        } else if self.kept.len() < MOST_KEPT && value.len() <= MOST_CODE_CHARS {
            self.kept.insert(value.to_owned(), 1);
        } else {
            self.overflowed = Overflow::Yes;
        }
    }

    /// Adds to the set of IDs, while there is room for all sets together.
    pub(crate) fn add_id(&mut self, value: &str, room: &mut usize) {
        if is_blank(value) || *room == 0 || self.ids.len() >= MOST_IDS {
            return;
        }
        match self.ids.insert(xxh3_64(value.as_bytes())) {
            true => *room -= 1,
            false => self.repeated += 1,
        }
    }

    pub(crate) fn filled(&self) -> f32 {
        self.looks.seen() as f32 / self.rows.max(1) as f32
    }

    pub(crate) fn share(&self, look: Look) -> f32 {
        self.looks.share(look)
    }

    /// The share of values that came for the first time: 1 is a key.
    pub(crate) fn uniqueness(&self) -> f32 {
        let total = self.ids.len() as f32 + self.repeated as f32;
        if total == 0.0 { 0.0 } else { self.ids.len() as f32 / total }
    }

    /// Whether every row has a value of its own.
    pub(crate) fn is_key(&self) -> bool {
        self.filled() > 0.98 && self.uniqueness() > 0.98 && self.longest <= 100
    }

    /// Whether the values may be IDs: short, without spaces or points, not dates.
    pub(crate) fn may_be_id(&self) -> bool {
        let spaced = self.share(Look::Words)
            + self.share(Look::Email)
            + self.share(Look::Decimal)
            + self.share(Look::Url);
        self.looks.seen() > 0 && self.longest <= 100 && spaced < 0.2 && !self.are_dates()
    }

    /// Whether they are dates; numbers of eight digits are only if all are days of a plausible year.
    pub(crate) fn are_dates(&self) -> bool {
        self.looks.seen() > 0 && self.dates.share() > 0.8
    }

    /// The one value that all rows have.
    pub(crate) fn constant(&self) -> Option<&str> {
        let one = self.kept.len() == 1 && self.overflowed == Overflow::No;
        self.kept.keys().next().filter(|_| one).map(String::as_str)
    }

    /// How many different values there are, as far as they were counted.
    pub(crate) fn different(&self) -> usize {
        self.ids.len().max(self.kept.len())
    }
}

/// Nothing, or what databases write for it.
fn is_blank(value: &str) -> bool {
    value.is_empty()
        || ["null", "(null)", "n/a", "#n/a", "none", "\\n"]
            .iter()
            .any(|word| value.eq_ignore_ascii_case(word))
}
