//! What a sorter gives back: its items in order, from memory or merged from runs.

use std::io;
use std::ops::Range;

use super::run::RunReader;
use super::scratch::ScratchFile;
use super::sorter::Arena;

/// Sorted items. Each is borrowed until the next is asked for.
pub struct Sorted {
    source: Source,
}

enum Source {
    Memory { arena: Arena, at: usize },
    Runs(Merge),
}

impl Sorted {
    pub(super) fn in_memory(arena: Arena) -> Sorted {
        Sorted { source: Source::Memory { arena, at: 0 } }
    }

    pub(super) fn of_runs(merge: Merge) -> Sorted {
        Sorted { source: Source::Runs(merge) }
    }

    /// The next item as key and payload; `None` after the last.
    #[expect(clippy::should_implement_trait, reason = "an item borrows from the iterator")]
    pub fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        match &mut self.source {
            Source::Memory { arena, at } => {
                *at += 1;
                Ok(arena.get(*at - 1))
            }
            Source::Runs(merge) => merge.next(),
        }
    }
}

/// Merges runs of one file; where keys are equal, the earlier run comes first.
pub(super) struct Merge {
    file: Box<dyn ScratchFile>,
    readers: Vec<RunReader>,
    /// Readers that are not at their end, as a heap with the least item on top.
    heap: Vec<usize>,
    begun: bool,
}

impl Merge {
    /// Over runs at these places, with a buffer of `buffer` bytes each.
    pub(super) fn new(
        mut file: Box<dyn ScratchFile>,
        runs: &[Range<u64>],
        buffer: usize,
    ) -> io::Result<Merge> {
        let mut readers: Vec<_> = runs.iter().map(|run| RunReader::new(run.clone(), buffer)).collect();
        let mut heap = Vec::with_capacity(readers.len());
        for (i, reader) in readers.iter_mut().enumerate() {
            if reader.begin(&mut *file)? {
                heap.push(i);
            }
        }
        let mut merge = Merge { file, readers, heap, begun: false };
        for i in (0..merge.heap.len()).rev() {
            merge.sift_down(i);
        }
        Ok(merge)
    }

    pub(super) fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        if self.begun {
            self.step()?;
        }
        self.begun = true;
        let top = self.heap.first().map(|&i| &self.readers[i]);
        Ok(top.map(|reader| (reader.key(), reader.payload())))
    }

    /// The file, when the items have been taken.
    pub(super) fn into_file(self) -> Box<dyn ScratchFile> {
        self.file
    }

    fn step(&mut self) -> io::Result<()> {
        let Some(&top) = self.heap.first() else { return Ok(()) };
        if !self.readers[top].advance(&mut *self.file)? {
            self.heap.swap_remove(0);
        }
        self.sift_down(0);
        Ok(())
    }

    fn less(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.heap[a], self.heap[b]);
        (self.readers[a].key(), a) < (self.readers[b].key(), b)
    }

    fn sift_down(&mut self, mut at: usize) {
        loop {
            let mut least = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.heap.len() && self.less(child, least) {
                    least = child;
                }
            }
            if least == at {
                return;
            }
            self.heap.swap(at, least);
            at = least;
        }
    }
}
