//! Damaged copies of good bytes, the same ones for the same seed.

/// Bytes that mean something to somebody.
const TELLING: &[u8] = b"\0\t\n\r\"',;|=-/\\.0919aZ \x7f\x80\xbf\xc3\xef\xfe\xff";

/// The longest copy in bytes.
const LONGEST: usize = 64 << 10;

/// A source of damaged copies.
#[derive(Debug)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    /// The same seed (not 0) gives the same copies.
    pub fn new(seed: u64) -> Mutator {
        Mutator { state: seed }
    }

    /// A copy of `bytes` with one to four things changed; `others` may lend it parts.
    pub fn mutate(&mut self, bytes: &[u8], others: &[&[u8]]) -> Vec<u8> {
        let mut copy = bytes.to_vec();
        for _ in 0..=self.below(4) {
            self.change(&mut copy, others);
            copy.truncate(LONGEST);
        }
        copy
    }

    fn change(&mut self, copy: &mut Vec<u8>, others: &[&[u8]]) {
        let (from, to) = self.range(copy.len());
        match self.below(8) {
            0 => copy.truncate(from),
            1 => drop(copy.drain(from..to)),
            2 => copy.splice(from..from, copy[from..to].to_vec()).for_each(drop),
            3 => copy.insert(from, TELLING[self.below(TELLING.len())]),
            4 if from < copy.len() => copy[from] = TELLING[self.below(TELLING.len())],
            5 if from < copy.len() => copy[from] ^= 1 << self.below(8),
            6 => copy[from..to].reverse(),
            _ => {
                let other = others.get(self.below(others.len())).copied().unwrap_or_default();
                let (start, end) = self.range(other.len());
                copy.splice(from..to, other[start..end].iter().copied()).for_each(drop);
            }
        }
    }

    /// A mostly short range inside of so many bytes.
    fn range(&mut self, len: usize) -> (usize, usize) {
        let from = self.below(len + 1);
        let most = if self.below(4) == 0 { len } else { 16 };
        (from, (from + self.below(most + 1)).min(len))
    }

    /// A number below `limit`, or 0.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        // The remainder is below `limit`, which is a usize.
        (self.state % limit.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_differ_and_come_again() {
        let seed = b"sourcedId,title\n1,\"Art\"\n".as_slice();
        let copies = |s| {
            let mut mutator = Mutator::new(s);
            (0..500).map(|_| mutator.mutate(seed, &[seed, b"xyz"])).collect::<Vec<_>>()
        };
        let first = copies(7);
        assert_eq!(first, copies(7));
        assert_ne!(first, copies(8));
        assert!(first.iter().filter(|c| c.as_slice() != seed).count() > 400);
    }

    #[test]
    fn nothing_can_be_mutated_too() {
        let mut mutator = Mutator::new(1);
        for _ in 0..500 {
            assert!(mutator.mutate(b"", &[]).len() < 10);
        }
    }
}
