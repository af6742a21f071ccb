//! Numbers and texts as bytes: little-endian, LEB128, and texts behind their length.

/// Appends a number as LEB128.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends bytes behind their length.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Takes numbers and texts off the front of bytes; each `None` when the bytes end too early.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taker<'a> {
    rest: &'a [u8],
}

impl<'a> Taker<'a> {
    pub(crate) fn over(bytes: &'a [u8]) -> Taker<'a> {
        Taker { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Bytes that are left.
    pub(crate) fn len(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn raw(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.raw(N)?.try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn u128(&mut self) -> Option<u128> {
        self.array().map(u128::from_le_bytes)
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    #[inline]
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.varint()?;
        self.raw(usize::try_from(len).ok()?)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_ends_too_early_is_not_taken() {
        assert_eq!(Taker::over(&[0x80]).varint(), None);
        assert_eq!(Taker::over(&[0xff; 11]).varint(), None);
        assert_eq!(Taker::over(&[3, 1, 2]).bytes(), None);
        assert_eq!(Taker::over(&[1, 0xff]).text(), None);
        assert_eq!(Taker::over(&[1, 2, 3]).u32(), None);
    }

    proptest! {
        #[test]
        fn what_is_put_is_taken(number in any::<u64>(), shift in 0u32..64, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut out = Vec::new();
            put_varint(&mut out, number >> shift);
            put_bytes(&mut out, &bytes);
            let mut taker = Taker::over(&out);
            prop_assert_eq!(taker.varint(), Some(number >> shift));
            prop_assert_eq!(taker.bytes(), Some(&bytes[..]));
            prop_assert!(taker.is_empty());
        }
    }
}
