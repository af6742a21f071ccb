//! How many entries an archive says it has, read before anything is believed.

use std::io::{self, Read, Seek, SeekFrom};

/// The longest end record, with its comment and the larger one of ZIP64 before it.
const TAIL_BYTES: u64 = (64 << 10) + 22 + 20 + 56;
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
/// In the short record: look at the ZIP64 one.
const ELSEWHERE: u64 = 0xFFFF;

/// The largest number of entries that any end record in `input` declares; 0 if there is none.
pub(super) fn declared_entries<R: Read + Seek>(input: &mut R) -> io::Result<u64> {
    let length = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    input.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let short = counts::<2>(&tail, END, 10).max().unwrap_or(0);
    let long = counts::<8>(&tail, END_64, 32).max();
    Ok(if short == ELSEWHERE { long.unwrap_or(ELSEWHERE) } else { short.max(long.unwrap_or(0)) })
}

fn counts<'a, const BYTES: usize>(
    tail: &'a [u8],
    mark: &'a [u8],
    offset: usize,
) -> impl Iterator<Item = u64> + 'a {
    memchr::memmem::find_iter(tail, mark).filter_map(move |at| {
        let count: &[u8; BYTES] = tail.get(at + offset..)?.first_chunk()?;
        Some(count.iter().rev().fold(0, |value, &byte| (value << 8) | u64::from(byte)))
    })
}
