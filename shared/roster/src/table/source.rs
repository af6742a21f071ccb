//! Bytes of any encoding to bytes that keep the structure of ASCII, without NUL.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::layout::Encoding;

/// The input, decoded as far as needed: UTF-8, or unchanged bytes whose lines are judged later.
pub(super) struct Source {
    input: Box<dyn Read + Send>,
    decoding: Decoding,
    pub(super) bytes: u64,
    pub(super) state: SourceState,
    pub(super) damage: Damage,
}

/// Whether something could not be decoded, and was replaced by U+FFFD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    None,
    Seen,
    Reported,
}

/// Whether the input has more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceState {
    Open,
    Ended,
}

enum Decoding {
    /// The bytes as they are.
    Kept,
    Decoded {
        decoder: Box<Decoder>,
        raw: Vec<u8>,
    },
}

/// Text with the places where NULs were removed from it, at most one per line.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) bytes: Vec<u8>,
    pub(super) nuls: Vec<usize>,
}

const RAW_BYTES: usize = 64 << 10;

impl Source {
    /// `input` begins after the byte order mark. `Windows1252` decodes every byte; the same encoding merely
    /// suspected is read as `Utf8`, and judged line by line.
    pub(super) fn new(input: Box<dyn Read + Send>, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => None,
            Encoding::Utf16Le => Some(UTF_16LE),
            Encoding::Utf16Be => Some(UTF_16BE),
            Encoding::Windows1252 => Some(WINDOWS_1252),
        };
        let decoding = decoder.map_or(Decoding::Kept, |encoding| Decoding::Decoded {
            decoder: Box::new(encoding.new_decoder_without_bom_handling()),
            raw: Vec::new(),
        });
        Self { input, decoding, bytes: 0, state: SourceState::Open, damage: Damage::None }
    }

    /// Whether bytes are taken as they are, but for NULs.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.decoding, Decoding::Kept)
    }

    /// Appends at least one and at most about `want` bytes to `buffer`, unless the input ends.
    pub(super) fn fill(&mut self, buffer: &mut Buffer, want: usize) -> io::Result<()> {
        while self.state == SourceState::Open {
            let before = buffer.bytes.len();
            self.read(&mut buffer.bytes, want.max(1))?;
            remove_nuls(buffer, before);
            if buffer.bytes.len() > before {
                break;
            }
        }
        Ok(())
    }

    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> io::Result<()> {
        match &mut self.decoding {
            Decoding::Kept => {
                out.reserve(want);
                let got = self.input.by_ref().take(want as u64).read_to_end(out)?;
                self.bytes += got as u64;
                if got < want {
                    self.state = SourceState::Ended;
                }
            }
            Decoding::Decoded { decoder, raw } => {
                raw.clear();
                let want = want.min(RAW_BYTES);
                let got = self.input.by_ref().take(want as u64).read_to_end(raw)?;
                self.bytes += got as u64;
                if got < want {
                    self.state = SourceState::Ended;
                }
                if decode(decoder, raw, out, got < want) == Damage::Seen && self.damage == Damage::None {
                    self.damage = Damage::Seen;
                }
            }
        }
        Ok(())
    }
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], out: &mut Vec<u8>, last: bool) -> Damage {
    let mut damage = Damage::None;
    loop {
        let filled = out.len();
        out.resize(filled + raw.len() * 3 + 16, 0);
        let (result, read, written, replaced) = decoder.decode_to_utf8(raw, &mut out[filled..], last);
        out.truncate(filled + written);
        raw = &raw[read..];
        if replaced {
            damage = Damage::Seen;
        }
        match result {
            CoderResult::InputEmpty => return damage,
            CoderResult::OutputFull => {}
        }
    }
}

/// Removes NULs from `from` on and remembers the first place of each line.
fn remove_nuls(buffer: &mut Buffer, from: usize) {
    let Some(first) = memchr::memchr(0, &buffer.bytes[from..]) else { return };
    let mut write = from + first;
    let mut noted = buffer
        .nuls
        .last()
        .is_some_and(|&at| memchr::memchr2(b'\n', b'\r', &buffer.bytes[at..write]).is_none());
    let mut read = write;
    while let Some(&byte) = buffer.bytes.get(read) {
        read += 1;
        if byte == 0 {
            if !noted {
                buffer.nuls.push(write);
                noted = true;
            }
            continue;
        }
        noted &= byte != b'\n' && byte != b'\r';
        buffer.bytes[write] = byte;
        write += 1;
    }
    buffer.bytes.truncate(write);
}
