//! A change as a line of JSON, as `rollcall diff --changes` writes it.

use std::io::{self, Write};

use super::change::Change;
use crate::model::{Entity, Values, own_of, put_string};

/// Writes `{"op", "entity", "sourcedId", "key", "before", "after"}` and a line end; `key` is the record's stable key as
/// text. Fields whose column never came are left out; own fields are an object `metadata`. Internal changes are not written.
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
    if let Some(own) = own_of(entity, record) {
        out.extend_from_slice(b",\"metadata\":");
        out.extend_from_slice(own.as_bytes());
    }
    out.push(b'}');
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
    fn own_fields_are_an_object_of_their_own() {
        let got = line(Op::Created, &[], &[("sourcedId", "o1"), ("metadata.b", ""), ("metadata.a", "\"")]);
        assert!(got.contains(r#""after":{"sourcedId":"o1","metadata":{"a":"\"","b":""}}}"#), "{got}");
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
