//! What the rows before said: a value that repeats from row to row is judged once.

use super::plan::FilePlan;

/// What one thread remembers of the rows of one file. It changes how fast rows are read, never what comes of them.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    pub(super) memos: Vec<Memo>,
    /// Where each value of the record being read begins in the block's bytes.
    pub(super) starts: Vec<usize>,
}

/// The last value of one field that was kept without a finding: judging it again gives the same.
#[derive(Debug, Default)]
pub(super) struct Memo {
    text: Vec<u8>,
    /// What it became, with its length; empty as long as nothing is remembered.
    encoded: Vec<u8>,
    school: u64,
}

impl Lane {
    pub(crate) fn new(plan: &FilePlan) -> Lane {
        let fields = plan.fields.len();
        Lane {
            memos: std::iter::repeat_with(Memo::default).take(fields).collect(),
            starts: Vec::with_capacity(fields),
        }
    }
}

impl Memo {
    /// What this text became when it last came, and the hash of the school that it names.
    #[inline]
    pub(super) fn recall(&self, text: &str) -> Option<(&[u8], u64)> {
        let same = *text.as_bytes() == *self.text && !self.encoded.is_empty();
        same.then_some((&self.encoded, self.school))
    }

    #[inline]
    pub(super) fn remember(&mut self, text: &str, encoded: &[u8], school: u64) {
        self.text.clear();
        self.text.extend_from_slice(text.as_bytes());
        self.encoded.clear();
        self.encoded.extend_from_slice(encoded);
        self.school = school;
    }
}
