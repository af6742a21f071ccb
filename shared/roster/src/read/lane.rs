//! What the rows before said: what repeats from row to row is judged once, and references are looked up together.
//!
//! A lane changes how fast rows are read, never what comes of them.

use std::sync::Arc;

use super::plan::FilePlan;
use super::references::KeySet;
use super::row::Fields;
use crate::mapping::bind::Made;
use crate::table::Stand;

/// What one thread remembers of the rows of one file.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(super) memos: Vec<Memo>,
    /// Where each value of the record being read begins in the block's bytes.
    pub(super) starts: Vec<usize>,
    /// The row before, if nothing was found in it.
    before: Option<Before>,
    /// The field from which on rows have lately been the same.
    split: usize,
    lookups: Lookups,
    waiting: Waiting,
    /// Memory for what a mapping makes of a row.
    pub(super) made: Made,
}

/// When references are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookups {
    /// After some rows, all together: each waits for memory, and so they wait at the same time.
    Together,
    /// One by one, as they come.
    AtOnce,
}

/// The last value of one field that was kept without a finding: judging it again gives the same.
#[derive(Debug, Default)]
pub(super) struct Memo {
    text: Vec<u8>,
    /// What it became, with its length; empty as long as nothing is remembered.
    encoded: Vec<u8>,
    school: u64,
    /// How many texts came since one came again.
    strange: u32,
}

/// A row of the same block without findings, and its record.
#[derive(Debug, Clone, Copy)]
struct Before {
    stand: Stand,
    school: u64,
    /// Where its record ends in the block's bytes; its values begin at [`Lane::starts`].
    end: usize,
}

impl Lane {
    pub(super) fn new(plan: &FilePlan, lookups: Lookups) -> Lane {
        let fields = plan.fields.len();
        Lane {
            memos: std::iter::repeat_with(Memo::default).take(fields).collect(),
            starts: vec![0; fields],
            before: None,
            split: plan.in_columns,
            lookups,
            waiting: Waiting::default(),
            made: Made::default(),
        }
    }

    /// Begins a block, whose places mean nothing in another.
    pub(super) fn begin(&mut self) {
        self.before = None;
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.before = None;
        self.memos.iter_mut().for_each(|memo| memo.encoded.clear());
        self.waiting.references.clear();
    }

    /// Looks references up as told from now on.
    pub(super) fn look_up(&mut self, lookups: Lookups) {
        self.lookups = lookups;
    }

    /// Whether the row is as the row before from some field on: that field, and the school named there.
    #[inline]
    pub(super) fn repeat(&self, fields: &Fields<'_>, plan: &FilePlan) -> Option<(usize, u64)> {
        let (before, column) = (self.before?, plan.fields.get(self.split)?.column?);
        let same = fields.is_whole() && fields.row.ends_like(before.stand, column);
        let is_in = plan.school.is_some_and(|school| school >= self.split);
        same.then_some((self.split, if is_in { before.school } else { 0 }))
    }

    /// Notes where a value of the record begins.
    #[inline]
    pub(super) fn start(&mut self, field: usize, at: usize) {
        self.starts[field] = at;
    }

    /// Takes the values from a field on over from the row before.
    #[inline]
    pub(super) fn copy(&mut self, from: usize, bytes: &mut Vec<u8>) {
        let Some(before) = self.before else { return };
        let (at, was) = (bytes.len(), self.starts[from]);
        bytes.extend_from_within(was..before.end);
        self.starts[from..].iter_mut().for_each(|start| *start = *start - was + at);
    }

    /// Notes how the record came out. `last` is the last field that had to be judged; `clean` is where the row stands,
    /// its school and where its record ends, if nothing was found in it.
    #[inline]
    pub(super) fn note(&mut self, plan: &FilePlan, last: usize, clean: Option<(Stand, u64, usize)>) {
        self.split = plan.in_columns.max(last + 1);
        self.before = clean.map(|(stand, school, end)| Before { stand, school, end });
    }

    /// Lets a reference wait to be looked up; false if it has to be looked up now.
    #[inline]
    pub(super) fn lets_wait(&mut self, field: usize, key: u128) -> bool {
        let waits = self.lookups == Lookups::Together;
        if waits {
            self.waiting.references.push((field as u32, key as u64));
        }
        waits
    }

    /// Looks up what waits: whether every reference is there.
    pub(super) fn are_there(&mut self, plan: &FilePlan) -> bool {
        self.waiting.are_there(|field| plan.fields.get(field).and_then(|f| f.target.as_ref()))
    }
}

/// References that wait: the field and the short key hash.
#[derive(Debug, Default)]
struct Waiting {
    references: Vec<(u32, u64)>,
    again: Vec<(u32, u64)>,
}

impl Waiting {
    fn are_there<'a>(&mut self, set: impl Fn(usize) -> Option<&'a Arc<KeySet>>) -> bool {
        self.again.clear();
        let is_first = |&(field, key): &(u32, u64)| set(field as usize).is_none_or(|set| set.is_first(key));
        self.again.extend(self.references.drain(..).filter(|reference| !is_first(reference)));
        let is_there =
            |&(field, key): &(u32, u64)| set(field as usize).is_none_or(|set| set.contains(u128::from(key)));
        self.again.iter().all(is_there)
    }
}

impl Memo {
    /// What this text became when it last came, and the hash of the school that it names.
    #[inline]
    pub(super) fn recall(&mut self, text: &str) -> Option<(&[u8], u64)> {
        let same = !self.encoded.is_empty() && *text.as_bytes() == *self.text;
        self.strange = if same { 0 } else { self.strange.wrapping_add(1) };
        same.then_some((&self.encoded, self.school))
    }

    #[inline]
    pub(super) fn remember(&mut self, text: &str, encoded: &[u8], school: u64) {
        // Where every row says something else, trying now and then is enough.
        if self.strange > 16 && !self.strange.is_multiple_of(32) {
            return;
        }
        self.text.clear();
        self.text.extend_from_slice(text.as_bytes());
        self.encoded.clear();
        self.encoded.extend_from_slice(encoded);
        self.school = school;
    }
}
