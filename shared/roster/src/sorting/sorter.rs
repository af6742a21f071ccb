//! Collects items, spills sorted runs when the memory budget is used up, and hands all back in order.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;

use super::merge::{Merge, Sorted};
use super::run::write_item;
use super::scratch::{Scratch, ScratchFile};

/// Memory for items before they are spilled, unless told otherwise.
const BUDGET: usize = 8 << 20;
/// How many runs are merged at once.
const FAN_IN: usize = 64;

/// An external merge sort of (key, payload). Keys compare as bytes; equal keys keep the order in which they were pushed.
/// What fits in the budget is never spilled, and input that is in order already is not sorted.
pub struct Sorter<'s> {
    scratch: &'s dyn Scratch,
    budget: usize,
    arena: Arena,
    spilled: Option<Spilled>,
}

impl<'s> Sorter<'s> {
    /// With a budget of 8 MiB.
    pub fn new(scratch: &'s dyn Scratch) -> Sorter<'s> {
        Sorter::with_budget(scratch, BUDGET)
    }

    /// With a budget in bytes, for items and for the buffers of the merge; a single larger item is still taken.
    pub fn with_budget(scratch: &'s dyn Scratch, bytes: usize) -> Sorter<'s> {
        Sorter { scratch, budget: bytes, arena: Arena::default(), spilled: None }
    }

    /// Adds an item; key and payload may each have up to 4 GiB.
    pub fn push(&mut self, key: &[u8], payload: &[u8]) -> io::Result<()> {
        if u32::try_from(key.len()).is_err() || u32::try_from(payload.len()).is_err() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if !self.arena.items.is_empty() && self.arena.size_with(key.len() + payload.len()) > self.budget {
            self.spill()?;
        }
        self.arena.push(key, payload, self.budget);
        Ok(())
    }

    /// Everything pushed, in order.
    pub fn finish(mut self) -> io::Result<Sorted> {
        if self.spilled.is_none() {
            self.arena.sort();
            return Ok(Sorted::in_memory(self.arena));
        }
        self.spill()?;
        self.arena = Arena::default();
        let Some(spilled) = self.spilled else { return Ok(Sorted::in_memory(self.arena)) };
        let Spilled { file, runs, .. } = spilled.reduced(self.scratch, self.budget)?;
        let buffer = buffer_size(self.budget, runs.len());
        Ok(Sorted::of_runs(Merge::new(file, &runs, buffer)?))
    }

    fn spill(&mut self) -> io::Result<()> {
        self.arena.sort();
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            none => {
                none.insert(Spilled { file: self.scratch.create()?, runs: Vec::new(), last_key: Vec::new() })
            }
        };
        spilled.append(&self.arena)?;
        self.arena.clear();
        Ok(())
    }
}

fn buffer_size(budget: usize, runs: usize) -> usize {
    (budget / (runs + 1)).clamp(4 << 10, 256 << 10)
}

/// Runs in one scratch file.
struct Spilled {
    file: Box<dyn ScratchFile>,
    runs: Vec<Range<u64>>,
    last_key: Vec<u8>,
}

impl Spilled {
    /// Merges runs in groups until few enough are left to be merged at once.
    fn reduced(mut self, scratch: &dyn Scratch, budget: usize) -> io::Result<Spilled> {
        while self.runs.len() > FAN_IN {
            let mut out = BufWriter::with_capacity(buffer_size(budget, FAN_IN), scratch.create()?);
            let mut merged = Vec::with_capacity(self.runs.len() / FAN_IN + 1);
            for group in self.runs.chunks(FAN_IN) {
                let start = out.stream_position()?;
                let mut merge = Merge::new(self.file, group, buffer_size(budget, group.len()))?;
                while let Some((key, payload)) = merge.next()? {
                    write_item(&mut out, key, payload)?;
                }
                self.file = merge.into_file();
                merged.push(start..out.stream_position()?);
            }
            self.file = out.into_inner().map_err(|e| e.into_error())?;
            self.runs = merged;
        }
        Ok(self)
    }

    /// Writes a sorted arena as a run, or as more of the last one where it only goes on.
    fn append(&mut self, arena: &Arena) -> io::Result<()> {
        let start = self.file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::with_capacity(256 << 10, &mut *self.file);
        for item in &arena.items {
            write_item(&mut out, arena.key(item), arena.payload(item))?;
        }
        out.flush()?;
        let end = out.stream_position()?;
        drop(out);
        match (self.runs.last_mut(), arena.items.first()) {
            (Some(run), Some(first)) if arena.key(first) >= self.last_key.as_slice() => run.end = end,
            _ => self.runs.push(start..end),
        }
        if let Some(last) = arena.items.last() {
            self.last_key.clear();
            self.last_key.extend_from_slice(arena.key(last));
        }
        Ok(())
    }
}

/// Items in memory: their bytes one after another, and where each is.
#[derive(Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    items: Vec<Item>,
    unsorted: Option<Unsorted>,
}

/// Marks an arena in which some key came after a greater one.
struct Unsorted;

struct Item {
    /// The key's first eight bytes as a number: most comparisons end here, without touching the key.
    prefix: u64,
    at: usize,
    key_len: u32,
    payload_len: u32,
}

impl Arena {
    /// The item at a position, once sorted.
    pub(super) fn get(&self, position: usize) -> Option<(&[u8], &[u8])> {
        self.items.get(position).map(|item| (self.key(item), self.payload(item)))
    }

    fn key(&self, item: &Item) -> &[u8] {
        &self.bytes[item.at..item.at + item.key_len as usize]
    }

    fn payload(&self, item: &Item) -> &[u8] {
        let at = item.at + item.key_len as usize;
        &self.bytes[at..at + item.payload_len as usize]
    }

    fn size_with(&self, more: usize) -> usize {
        self.bytes.len() + more + (self.items.len() + 1) * size_of::<Item>()
    }

    fn push(&mut self, key: &[u8], payload: &[u8], budget: usize) {
        let at = self.bytes.len();
        self.reserve(key.len() + payload.len(), budget);
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(payload);
        if self.items.last().is_some_and(|last| key < self.key(last)) {
            self.unsorted = Some(Unsorted);
        }
        let item =
            Item { prefix: prefix(key), at, key_len: key.len() as u32, payload_len: payload.len() as u32 };
        self.items.push(item);
    }

    /// Doubles like any vector, but not past the budget.
    fn reserve(&mut self, more: usize, budget: usize) {
        let needed = self.bytes.len() + more;
        if needed > self.bytes.capacity() {
            let target = (self.bytes.capacity() * 2).min(budget).max(needed);
            self.bytes.reserve_exact(target - self.bytes.len());
        }
    }

    fn sort(&mut self) {
        if self.unsorted.take().is_some() {
            let bytes = &self.bytes;
            let key = |item: &Item| &bytes[item.at..item.at + item.key_len as usize];
            // Items of no bytes share their place with the one pushed after them.
            let order = |item: &Item| (item.at, item.payload_len);
            self.items.sort_unstable_by(|a, b| {
                a.prefix.cmp(&b.prefix).then_with(|| key(a).cmp(key(b))).then_with(|| order(a).cmp(&order(b)))
            });
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.items.clear();
        self.unsorted = None;
    }
}

fn prefix(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = key.len().min(8);
    first[..len].copy_from_slice(&key[..len]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorting::{MemoryScratch, ScratchFile};
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    type Pair = (Vec<u8>, Vec<u8>);

    fn sorted(items: &[Pair], budget: usize, scratch: &dyn Scratch) -> Vec<Pair> {
        let mut sorter = Sorter::with_budget(scratch, budget);
        items.iter().for_each(|(key, payload)| sorter.push(key, payload).unwrap());
        let mut sorted = sorter.finish().unwrap();
        let mut out = Vec::new();
        while let Some((key, payload)) = sorted.next().unwrap() {
            out.push((key.to_vec(), payload.to_vec()));
        }
        assert!(sorted.next().unwrap().is_none());
        out
    }

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Scratch for Counting {
        fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            MemoryScratch.create()
        }
    }

    fn numbered(n: u32, key: impl Fn(u32) -> u32) -> Vec<Pair> {
        (0..n).map(|i| (key(i).to_be_bytes().to_vec(), i.to_be_bytes().to_vec())).collect()
    }

    #[test]
    fn what_fits_is_not_spilled() {
        let scratch = Counting::default();
        sorted(&numbered(100, |i| 100 - i), 10_000, &scratch);
        assert_eq!(scratch.0.load(Ordering::Relaxed), 0);
        sorted(&numbered(100, |i| 100 - i), 1_000, &scratch);
        assert_eq!(scratch.0.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn ascending_input_becomes_one_run() {
        let mut sorter = Sorter::with_budget(&MemoryScratch, 1_000);
        for (key, payload) in numbered(1_000, |i| i / 3) {
            sorter.push(&key, &payload).unwrap();
        }
        assert!(sorter.arena.unsorted.is_none());
        assert_eq!(sorter.spilled.unwrap().runs.len(), 1);
    }

    #[test]
    fn more_runs_than_are_merged_at_once_keep_the_order_of_equal_keys() {
        let items = numbered(5_000, |i| i % 7);
        let scratch = Counting::default();
        let mut expected = items.clone();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(sorted(&items, 300, &scratch), expected);
        assert!(scratch.0.load(Ordering::Relaxed) >= 2, "must have merged in more than one pass");
    }

    #[test]
    fn items_of_no_bytes_keep_their_order_too() {
        let pair = |key: &[u8], payload: &[u8]| (key.to_vec(), payload.to_vec());
        let mut items = vec![pair(b"z", b""); 40];
        items.extend((0..40).flat_map(|i| [pair(b"", b""), pair(b"", b""), pair(b"", &[i])]));
        let mut expected = items.clone();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(sorted(&items, 1 << 20, &MemoryScratch), expected);
    }

    #[test]
    fn an_item_larger_than_the_budget_and_the_buffers_is_taken() {
        let big = vec![7u8; 300_000];
        let items: Vec<Pair> =
            vec![(vec![2], big.clone()), (vec![1], vec![]), (big, vec![3]), (vec![], vec![9])];
        let mut expected = items.clone();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(sorted(&items, 64, &MemoryScratch), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn sorts_as_the_stable_sort_of_the_standard_library(
            items in prop::collection::vec((prop::collection::vec(0u8..4, 0..12), prop::collection::vec(any::<u8>(), 0..20)), 0..400),
            budget in 0usize..4_000,
        ) {
            let mut expected = items.clone();
            expected.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(sorted(&items, budget, &MemoryScratch), expected);
        }
    }
}
