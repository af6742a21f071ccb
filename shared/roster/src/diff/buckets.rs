//! Where a key's ordinal is found by its hash: open addressing, 4 bytes a bucket.

/// Buckets of ordinals. What is left of 32 bits beside the ordinal holds bits of the key, so that hardly any other key
/// has to be looked at.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    slots: Vec<u32>,
    /// Bits of a bucket that hold an ordinal, plus one; 0 is an empty bucket.
    width: u32,
}

impl Buckets {
    /// Empty ones for so many keys.
    pub(super) fn with_room(keys: usize) -> Buckets {
        let slots = (keys + keys / 3 + 64).min(u32::MAX as usize);
        Buckets { slots: vec![0; slots], width: u32::BITS - (slots as u32).leading_zeros() }
    }

    /// Whether so many keys can be looked up fast.
    pub(super) fn have_room(&self, keys: usize) -> bool {
        self.slots.len() > keys + keys / 4 + 8
    }

    #[inline]
    fn slot(&self, key: u128) -> usize {
        (((key as u64) as u128 * self.slots.len() as u128) >> 64) as usize
    }

    /// The key's bits that are kept beside an ordinal.
    #[inline]
    fn tag(&self, key: u128) -> u32 {
        ((key >> 64) as u32).checked_shl(self.width).unwrap_or(0)
    }

    #[inline]
    fn ordinal(&self, bucket: u32) -> usize {
        (bucket & (1u32.checked_shl(self.width).unwrap_or(0)).wrapping_sub(1)) as usize - 1
    }

    /// Adds the ordinal of a key that is not there. There must be room.
    #[inline]
    pub(super) fn hang(&mut self, key: u128, ordinal: usize) {
        let mut slot = self.slot(key);
        while self.slots[slot] != 0 {
            slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 };
        }
        self.slots[slot] = self.tag(key) | (ordinal as u32 + 1);
    }

    /// The ordinal at which `is_at` finds the key.
    #[inline]
    pub(super) fn find(&self, key: u128, is_at: impl Fn(usize) -> bool) -> Option<usize> {
        let (mut slot, tag) = (self.slot(key), self.tag(key));
        loop {
            let bucket = self.slots[slot];
            if bucket == 0 {
                return None;
            }
            let ordinal = self.ordinal(bucket);
            if bucket.wrapping_sub(tag) == ordinal as u32 + 1 && is_at(ordinal) {
                return Some(ordinal);
            }
            slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 };
        }
    }

    /// Looks at the buckets of keys that are about to be asked for, so that memory is waited for once and not for each.
    #[inline]
    pub(super) fn touch(&self, keys: impl Iterator<Item = u128>) {
        if !self.slots.is_empty() {
            let seen = keys.fold(0, |seen, key| seen ^ self.slots[self.slot(key)]);
            std::hint::black_box(seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_is_found_where_it_was_hung(keys in prop::collection::btree_set(any::<u128>(), 0..200), room in 0usize..2, other in any::<u128>()) {
            let keys: Vec<u128> = keys.into_iter().collect();
            let mut buckets = Buckets::with_room(keys.len() * (1 + room * 40));
            prop_assert!(buckets.have_room(keys.len()));
            for (ordinal, key) in keys.iter().enumerate() {
                prop_assert_eq!(buckets.find(*key, |at| keys[at] == *key), None);
                buckets.hang(*key, ordinal);
            }
            buckets.touch(keys.iter().copied());
            for (ordinal, key) in keys.iter().enumerate() {
                prop_assert_eq!(buckets.find(*key, |at| keys[at] == *key), Some(ordinal));
            }
            prop_assert_eq!(buckets.find(other, |at| keys[at] == other).is_some(), keys.contains(&other));
        }
    }
}
