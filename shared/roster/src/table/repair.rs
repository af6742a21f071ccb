//! Lines that are not UTF-8, read as Windows-1252 instead of being lost.

use super::block::Note;
use super::problem::ProblemKind;

/// A text made valid, with the places in it moved to where they are now.
pub(super) struct Repaired {
    pub(super) text: String,
    pub(super) strays: Vec<u32>,
    pub(super) notes: Vec<Note>,
}

/// Decodes each line of `bytes` that is not UTF-8 as Windows-1252 and adds a note at its beginning.
pub(super) fn repair(bytes: &[u8], strays: &[u32], notes: &[Note]) -> Repaired {
    let mut out = Repaired {
        text: String::with_capacity(bytes.len() + bytes.len() / 8),
        strays: Vec::new(),
        notes: Vec::new(),
    };
    let (mut strays, mut notes) = (strays, notes);
    let mut start = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n' || byte == b'\r') {
        let end = start + line.len();
        let line = Line::new(line);
        let begins = out.text.len();
        if let Line::Foreign(_) = line {
            out.notes.push(Note { place: place(begins), kind: ProblemKind::InvalidUtf8 });
        }
        let inside = strays.partition_point(|&at| (at as usize) < end);
        out.strays.extend(strays[..inside].iter().map(|&at| place(begins + line.moved(at as usize - start))));
        strays = &strays[inside..];
        let inside = notes.partition_point(|note| (note.place as usize) < end);
        out.notes.extend(notes[..inside].iter().map(|note| Note {
            place: place(begins + line.moved(note.place as usize - start)),
            kind: note.kind,
        }));
        notes = &notes[inside..];
        line.push_to(&mut out.text);
        start = end;
    }
    out
}

/// Decodes Windows-1252, which gives every byte a meaning.
pub(super) fn windows_1252(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0
}

enum Line<'a> {
    Valid(&'a str),
    Foreign(&'a [u8]),
}

impl<'a> Line<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        std::str::from_utf8(bytes).map_or(Self::Foreign(bytes), Self::Valid)
    }

    fn moved(&self, at: usize) -> usize {
        match self {
            Self::Valid(_) => at,
            Self::Foreign(bytes) => windows_1252(&bytes[..at]).len(),
        }
    }

    fn push_to(&self, text: &mut String) {
        match self {
            Self::Valid(line) => text.push_str(line),
            Self::Foreign(bytes) => text.push_str(&windows_1252(bytes)),
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
