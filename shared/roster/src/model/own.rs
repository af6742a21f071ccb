//! A record's own fields: those that the operator named, as the one value after the fields of its entity.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the name of an own field begins with in a file, a report or an export: `metadata.busRoute`.
pub const OWN_PREFIX: &str = "metadata.";

/// Own fields by name, without [`OWN_PREFIX`]. A name that is not there never came; an empty value came blank.
pub type OwnFields = BTreeMap<String, String>;

/// The own fields of a record, by name. Behind it is canonical JSON: one object of texts, names in order, no spaces.
#[derive(Debug, Clone)]
pub struct OwnValues<'a> {
    rest: &'a str,
}

impl<'a> OwnValues<'a> {
    /// Over text that [`is_canonical`] accepted; `""` has no fields.
    pub(super) fn over(text: &'a str) -> OwnValues<'a> {
        OwnValues { rest: text }
    }
}

impl<'a> Iterator for OwnValues<'a> {
    type Item = (Cow<'a, str>, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = split_text(self.rest.strip_prefix(['{', ','])?)?;
        let (value, rest) = split_text(rest.strip_prefix(':')?)?;
        self.rest = rest;
        Some((name, value))
    }
}

/// The text at the beginning, and what comes after its closing quote.
fn split_text(json: &str) -> Option<(Cow<'_, str>, &str)> {
    let inner = json.strip_prefix('"')?;
    let end = inner.find(['"', '\\'])?;
    if inner.as_bytes()[end] == b'"' {
        return Some((Cow::Borrowed(&inner[..end]), &inner[end + 1..]));
    }
    let (mut text, mut rest) = (inner[..end].to_owned(), &inner[end..]);
    loop {
        let end = rest.find(['"', '\\'])?;
        text.push_str(&rest[..end]);
        let escape = rest[end..].strip_prefix('\\');
        rest = &rest[end + 1..];
        let Some(escape) = escape else { return Some((Cow::Owned(text), rest)) };
        let (character, length) = unescaped(escape)?;
        text.push(character);
        rest = rest.get(length..)?;
    }
}

/// The character of an escape as we write it, without its backslash, and how many bytes it takes.
fn unescaped(escape: &str) -> Option<(char, usize)> {
    match *escape.as_bytes().first()? {
        b'"' => Some(('"', 1)),
        b'\\' => Some(('\\', 1)),
        b'n' => Some(('\n', 1)),
        b'r' => Some(('\r', 1)),
        b't' => Some(('\t', 1)),
        b'u' => Some((char::from_u32(u32::from_str_radix(escape.get(1..5)?, 16).ok()?)?, 5)),
        _ => None,
    }
}

/// Whether a text is what [`put_object`] writes for at least one field.
pub(super) fn is_canonical(text: &str) -> bool {
    let mut names = OwnValues::over(text).map(|(name, _)| name);
    let Some(mut last) = names.next() else { return false };
    for name in names {
        if name <= last {
            return false;
        }
        last = name;
    }
    let mut again = Vec::with_capacity(text.len());
    put_object(&mut again, OwnValues::over(text));
    again == text.as_bytes()
}

/// Appends a JSON object of texts.
pub(super) fn put_object<N: AsRef<str>, V: AsRef<str>>(
    out: &mut Vec<u8>,
    pairs: impl IntoIterator<Item = (N, V)>,
) {
    out.push(b'{');
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        put_string(out, name.as_ref());
        out.push(b':');
        put_string(out, value.as_ref());
    }
    out.push(b'}');
}

/// Appends a text as JSON has it.
pub(crate) fn put_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        put_escape(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn put_escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        other => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[HEX[usize::from(other >> 4)], HEX[usize::from(other & 15)]]);
        }
    }
}

/// The fields of `newer`, and those of `older` that never came in it.
pub(super) fn filled(newer: OwnValues<'_>, older: OwnValues<'_>) -> OwnFields {
    let owned = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
    let mut fields: OwnFields = older.map(owned).collect();
    fields.extend(newer.map(owned));
    fields
}

/// Names of the fields that differ, in order; absent and empty count as the same.
pub(super) fn differing(one: OwnValues<'_>, other: OwnValues<'_>) -> Vec<String> {
    let came = |values: OwnValues<'_>| -> BTreeSet<(String, String)> {
        let filled = values.filter(|(_, value)| !value.is_empty());
        filled.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    };
    let (one, other) = (came(one), came(other));
    let names: BTreeSet<&String> = one.symmetric_difference(&other).map(|(name, _)| name).collect();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_we_write_is_canonical() {
        for (text, want) in [
            (r#"{"a":"1"}"#, true),
            (r#"{"a":"1","b":""}"#, true),
            (r#"{"a":"q\" b\\ \n\r\t\u0000\u001b é"}"#, true),
            ("", false),
            ("{}", false),
            (r#"{"b":"1","a":"2"}"#, false),
            (r#"{"a":"1","a":"2"}"#, false),
            (r#"{"a": "1"}"#, false),
            (r#"{"a":1}"#, false),
            (r#"{"a":"1"} "#, false),
            (r#"{"a":"1""#, false),
            (r#"{"a":"1",}"#, false),
            (r#",{"a":"1"}"#, false),
            (r#"{"a":"\u0041"}"#, false),
            (r#"{"a":"\/"}"#, false),
            (r#"{"a":"\ud800"}"#, false),
            (r#"{"a":"\u00é"}"#, false),
        ] {
            assert_eq!(is_canonical(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(fields in prop::collection::btree_map("(?s).{0,6}", "(?s).{0,9}", 1..5)) {
            let mut bytes = Vec::new();
            put_object(&mut bytes, &fields);
            let text = String::from_utf8(bytes).unwrap();
            prop_assert!(is_canonical(&text), "{}", text);
            let back: OwnFields =
                OwnValues::over(&text).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
            prop_assert_eq!(back, fields);
        }

        #[test]
        fn any_text_is_canonical_or_not_but_never_panics(text in r#"[{}",:\\u0a1é]{0,24}"#) {
            let _ = is_canonical(&text);
        }
    }
}
