//! Takes the values of columns out of a delimited text, and leaves all else as it is.

use std::io::{self, Read, Write};
use std::ops::Range;

use super::Category;
use crate::table::{Options, Record, rewrite};

/// What to take out of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// How the text is read.
    pub options: Options,
    /// Columns by place, from 0, and what they hold.
    pub columns: Vec<(usize, Category)>,
    /// By place, columns that something reads: they stay, also in rows whose fields have moved.
    pub used: Vec<bool>,
}

/// What is gone of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Values that a mark was put in place of.
    pub now: u64,
    /// Marks that were there.
    pub before: u64,
}

/// Writes the text that `open` gives, with a mark in place of each value of the columns; says what of each is gone. Encoding, line ends, quotes and the number of lines stay; NULs do not. What is no delimited text is copied.
/// A text that was redacted before comes out as it is.
///
/// # Errors
/// Those of the text and of `out`.
pub fn redact(
    open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
    redaction: &Redaction,
    out: &mut dyn Write,
) -> io::Result<Vec<Taken>> {
    let mut taken = vec![Taken::default(); redaction.columns.len()];
    rewrite(open, redaction.options.clone(), out, &mut |record, to| {
        let fields = record.fields;
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                to.push(record.delimiter);
            }
            let bytes = &record.bytes[field.clone()];
            match unwanted(redaction, record, at).filter(|_| !is_blank(bytes)) {
                Some(which) => {
                    let start = to.len();
                    put_mark(redaction.columns[which].1, (bytes, record.delimiter), to);
                    let is_new = to[start..] != *bytes;
                    taken[which].now += u64::from(is_new);
                    taken[which].before += u64::from(!is_new);
                }
                None => to.extend_from_slice(bytes),
            }
        }
    })?;
    Ok(taken)
}

/// The column to be taken out that field `at` of a record belongs to. Where a row has fields too many or too few, it may
/// belong to one of several.
fn unwanted(redaction: &Redaction, record: &Record<'_>, at: usize) -> Option<usize> {
    let exact = redaction.columns.iter().position(|(column, _)| *column == at);
    let (fields, width) = (record.fields.len(), record.width);
    let moved = fields < width
        || record.fields[width.min(fields)..].iter().any(|f| !is_blank(&record.bytes[f.clone()]));
    if !moved {
        return exact;
    }
    if redaction.used.get(at) == Some(&true) {
        return None;
    }
    let span = |column: usize| -> Range<usize> {
        match fields < width {
            true => column.saturating_sub(width - fields)..column + 1,
            false => column..column + 1 + (fields - width),
        }
    };
    redaction.columns.iter().position(|(column, _)| span(*column).contains(&at))
}

fn is_blank(field: &[u8]) -> bool {
    field.iter().all(|byte| byte.is_ascii_whitespace() || *byte == b'"')
}

/// Writes a mark for the text of a field. What gives the file its structure stays: the reader takes many quotes for what they
/// are by what comes after them, also in earlier rows.
fn put_mark(category: Category, (field, delimiter): (&[u8], u8), to: &mut Vec<u8>) {
    let gives_structure = |byte: u8| matches!(byte, b'"' | b'\r' | b'\n') || byte == delimiter;
    let (mut written, mut inside) = (false, false);
    for byte in field {
        if gives_structure(*byte) {
            to.push(*byte);
        } else if !inside && !written {
            to.extend_from_slice(category.mark().as_bytes());
            written = true;
        } else if !inside {
            to.push(b'x');
        }
        inside = !gives_structure(*byte);
    }
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
