//! How often the values of a column look like something.

use crate::shape::{Look, looks};

/// Counts of looks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks {
    counts: [u32; Look::ALL.len()],
    seen: u32,
}

impl Looks {
    /// Looks at a value that is not blank.
    pub(crate) fn add(&mut self, value: &str) {
        self.seen += 1;
        for look in looks(value) {
            self.counts[look as usize] += 1;
        }
    }

    /// The share of values that look so; 0 where there are none.
    pub(crate) fn share(&self, look: Look) -> f32 {
        self.counts[look as usize] as f32 / self.seen.max(1) as f32
    }

    pub(crate) fn seen(&self) -> u32 {
        self.seen
    }
}
