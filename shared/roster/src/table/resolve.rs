//! The text of fields that are quoted, or should have been.

use super::index::narrow;
use super::problem::ProblemKind;

/// Where the text of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Block,
    Scratch,
}

/// What a field's first byte means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    Opens,
    Stray,
}

/// Finds the text of the field at `start..end` of `text`, unescaped into `scratch` where it cannot be borrowed.
/// Calls `problem` with what is wrong with the quotes.
pub(super) fn resolve(
    text: &str,
    (start, end): (usize, usize),
    (quote, scratch): (Quote, &mut String),
    mut problem: impl FnMut(ProblemKind),
) -> Span {
    let field = &text[start..end];
    let Some(inner) = field.strip_prefix('"') else {
        if memchr::memchr(b'"', field.as_bytes()).is_some() {
            problem(ProblemKind::UnescapedQuote);
        }
        return in_block(start, end);
    };
    if quote == Quote::Stray {
        return in_block(start + 1, end);
    }
    match memchr::memchr(b'"', inner.as_bytes()) {
        Some(close) if close + 1 == inner.len() => in_block(start + 1, end - 1),
        Some(_) => {
            let begin = scratch.len();
            if unescape(inner, scratch) == Tail::Text {
                problem(ProblemKind::TextAfterQuote);
            }
            Span { start: narrow(begin), end: narrow(scratch.len()), place: Place::Scratch }
        }
        None => in_block(start + 1, end),
    }
}

fn in_block(start: usize, end: usize) -> Span {
    Span { start: narrow(start), end: narrow(end), place: Place::Block }
}

#[derive(Debug, PartialEq, Eq)]
enum Tail {
    Nothing,
    Text,
}

/// Appends what follows an opening quote, without the closing one and with doubled quotes made single.
fn unescape(mut inner: &str, scratch: &mut String) -> Tail {
    while let Some(at) = memchr::memchr(b'"', inner.as_bytes()) {
        scratch.push_str(&inner[..at]);
        inner = &inner[at + 1..];
        if let Some(rest) = inner.strip_prefix('"') {
            scratch.push('"');
            inner = rest;
        } else {
            scratch.push_str(inner);
            return if inner.is_empty() { Tail::Nothing } else { Tail::Text };
        }
    }
    scratch.push_str(inner);
    Tail::Nothing
}
