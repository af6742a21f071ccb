//! Which of 64 bytes give structure, as bits: the first byte is the lowest bit.

/// Bytes looked at in one step.
pub(super) const STEP: usize = 64;

/// For each bit: whether the bits up to and including it are odd in number.
#[inline]
pub(super) fn odd_before(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// One bit for each byte that is wanted. Written so that the compiler compares with wide registers; eight words of
/// eight bytes are then laid over each other, each with its own bit, and the square of bits is turned.
#[inline]
pub(super) fn find(bytes: &[u8; STEP], wanted: impl Fn(u8) -> bool) -> u64 {
    let mut hits = [0u8; STEP];
    for at in 0..STEP {
        hits[at] = u8::from(wanted(bytes[at])).wrapping_neg();
    }
    let (words, _) = hits.as_chunks::<8>();
    let mut square = 0;
    for (bit, word) in words.iter().enumerate() {
        square |= u64::from_le_bytes(*word) & (0x0101_0101_0101_0101 << bit);
    }
    turn(square)
}

/// Turns eight bytes of eight bits: bit `b` of byte `a` becomes bit `a` of byte `b`.
#[inline]
fn turn(mut bits: u64) -> u64 {
    for (shift, mask) in
        [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let moved = (bits ^ (bits >> shift)) & mask;
        bits ^= moved ^ (moved << shift);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_where_it_is() {
        let bytes: [u8; STEP] = std::array::from_fn(|at| b"a,\"\n\r\xFFb\x00,,\"\"\x8D,\"\xAC,"[at * 7 % 17]);
        for wanted in 0..=255 {
            let bits = |bits, (at, &byte): (usize, &u8)| bits | (u64::from(byte == wanted) << at);
            let expected = bytes.iter().enumerate().fold(0, bits);
            assert_eq!(find(&bytes, |byte| byte == wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn parity_counts_the_bits_up_to_here() {
        assert_eq!(odd_before(0b0010_0100), 0b0001_1100);
        assert_eq!(odd_before(1), u64::MAX);
    }
}
