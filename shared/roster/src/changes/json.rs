//! A change as a line of JSON, as `rollcall diff --changes` writes it.

use std::io::{self, Write};

use super::change::Change;
use crate::model::{Entity, Values};

/// Writes `{"op", "entity", "sourcedId", "key", "before", "after"}` and a line end; `key` is the record's stable key as
/// text. Fields whose column never came are left out. Internal changes are not written.
pub fn write_json_line(out: &mut impl Write, change: &Change, key: &str) -> io::Result<()> {
    if !change.op.is_visible() {
        return Ok(());
    }
    let mut line = Vec::with_capacity(512);
    line.extend_from_slice(b"{\"op\":");
    put_string(&mut line, change.op.word());
    line.extend_from_slice(b",\"entity\":");
    put_string(&mut line, change.entity.name());
    line.extend_from_slice(b",\"sourcedId\":");
    put_string(&mut line, change.sourced_id());
    line.extend_from_slice(b",\"key\":");
    put_string(&mut line, key);
    line.extend_from_slice(b",\"before\":");
    put_record(&mut line, change.entity, change.before.as_deref());
    line.extend_from_slice(b",\"after\":");
    put_record(&mut line, change.entity, change.after.as_deref());
    line.extend_from_slice(b"}\n");
    out.write_all(&line)
}

pub(crate) fn put_record(out: &mut Vec<u8>, entity: Entity, record: Option<&[u8]>) {
    let Some(record) = record else { return out.extend_from_slice(b"null") };
    out.push(b'{');
    let begun = out.len();
    for (field, value) in entity.fields().iter().zip(Values::over(record)) {
        let Some(value) = value else { continue };
        if out.len() > begun {
            out.push(b',');
        }
        put_string(out, field.name);
        out.push(b':');
        put_string(out, value);
    }
    out.push(b'}');
}

fn put_string(out: &mut Vec<u8>, text: &str) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::Op;
    use crate::model::Record;

    fn line(op: Op, before: &[(&str, &str)], after: &[(&str, &str)]) -> String {
        let record = |pairs: &[(&str, &str)]| {
            (!pairs.is_empty()).then(|| Record::from_pairs(Entity::Orgs, pairs).bytes().to_vec())
        };
        let (before, after) = (record(before), record(after));
        let change =
            Change { op, entity: Entity::Orgs, ordinal: None, arrival: 0, key: 1, row: 2, before, after };
        let mut out = Vec::new();
        write_json_line(&mut out, &change, "k-1").unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_has_the_fields_of_the_contract_and_leaves_absent_ones_out() {
        let got = line(
            Op::Updated,
            &[("sourcedId", "o1"), ("name", "A")],
            &[("sourcedId", "o1"), ("identifier", "")],
        );
        let expected = concat!(
            r#"{"op":"updated","entity":"orgs","sourcedId":"o1","key":"k-1","#,
            r#""before":{"sourcedId":"o1","name":"A"},"after":{"sourcedId":"o1","identifier":""}}"#,
            "\n"
        );
        assert_eq!(got, expected);
        assert!(
            line(Op::Created, &[], &[("sourcedId", "o2")])
                .contains(r#""before":null,"after":{"sourcedId":"o2"}"#)
        );
        assert!(line(Op::Removed, &[("sourcedId", "o3")], &[]).contains(r#""sourcedId":"o3""#));
    }

    #[test]
    fn what_json_cannot_hold_is_escaped() {
        let got = line(Op::Created, &[], &[("sourcedId", "q\" b\\ n\n r\r t\t nul\0 esc\u{1b} é \u{7f}")]);
        assert!(got.contains("q\\\" b\\\\ n\\n r\\r t\\t nul\\u0000 esc\\u001b é \u{7f}\""), "{got}");
    }

    #[test]
    fn internal_changes_are_not_written() {
        for op in Op::ALL.into_iter().filter(|op| !op.is_visible()) {
            assert_eq!(line(op, &[("sourcedId", "o1")], &[]), "");
        }
    }
}
