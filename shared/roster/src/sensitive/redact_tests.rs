//! What is left of a text once columns are taken out of it.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::table::{Encoding, Header, RowReader, Table};

fn redaction(columns: &[usize]) -> Redaction {
    let columns = columns.iter().map(|at| (*at, Category::SocialSecurity)).collect();
    Redaction { options: Options::default(), columns, used: vec![true] }
}

fn run(text: &[u8], redaction: &Redaction) -> (Vec<u8>, Vec<u64>) {
    let owned = text.to_vec();
    let open = move || Ok(Box::new(Cursor::new(owned.clone())) as Box<dyn Read + Send>);
    let mut out = Vec::new();
    let taken = redact(&open, redaction, &mut out).unwrap();
    (out, taken.iter().map(|taken| taken.now).collect())
}

fn of_text(text: &str, columns: &[usize]) -> (String, Vec<u64>) {
    let (out, replaced) = run(text.as_bytes(), &redaction(columns));
    (String::from_utf8(out).unwrap().replace("[removed: social-security]", "#"), replaced)
}

#[test]
fn only_values_of_the_columns_are_replaced() {
    for (text, want, replaced) in [
        ("id,ssn,x\n1,078-05-1120,a\n2,,b\n", "id,ssn,x\n1,#,a\n2,,b\n", 1),
        ("id,ssn,x\r\n1,\"078-05-1120\",\"a,\"\"b\"\r\n", "id,ssn,x\r\n1,\"#\",\"a,\"\"b\"\r\n", 1),
        ("id\tssn\n1\t078 05 1120", "id\tssn\n1\t#", 1),
        ("id,ssn\n1,\"a\nb\"\n2,c\n", "id,ssn\n1,\"#\nx\"\n2,#\n", 2),
        ("id,ssn\n1,\"\"\n2,\" \"\n", "id,ssn\n1,\"\"\n2,\" \"\n", 0),
        ("sep=;\nid;ssn\n1;a,b\n\n2;c\n", "sep=;\nid;ssn\n1;#\n\n2;#\n", 2),
        ("\n\nid,ssn\n1,x\n", "\n\nid,ssn\n1,#\n", 1),
        ("id,ssn\r1,x\r2,y\r", "id,ssn\r1,#\r2,#\r", 2),
        ("id,ssn\n1,x\n\u{1a}", "id,ssn\n1,#\n\u{1a}", 1),
        ("id,ssn,x\n1,\"open,a\n2,b,c\n", "id,ssn,x\n1,\"#,a\n2,#,c\n", 2),
        ("id,ssn\n1,\"a,b \"\"c\"\n", "id,ssn\n1,\"#,x\"\"x\"\n", 1),
        ("", "", 0),
        ("id,ssn", "id,ssn", 0),
    ] {
        let (out, counts) = of_text(text, &[1]);
        assert_eq!((out.as_str(), counts), (want, vec![replaced]), "{text:?}");
    }
}

#[test]
fn where_fields_have_moved_the_neighbours_go_too_but_never_what_is_read() {
    // The first column is read: whatever stands in it stays.
    for (row, want) in
        [("1,Oak, Road,078-05-1120,z", "1,Oak,#,#,z"), ("1,x", "1,#"), ("1,a,b,c,,", "1,a,#,c,,")]
    {
        let (out, _) = of_text(&format!("id,street,ssn,grade\n{row}\n"), &[2]);
        assert_eq!(out, format!("id,street,ssn,grade\n{want}\n"), "{row}");
    }
}

#[test]
fn encodings_stay() {
    let text = "id,ssn,n\r\n1,078-05-1120,Åsa\r\n2,x,Žižka 𝄞";
    let want = "id,ssn,n\r\n1,[removed: social-security],Åsa\r\n2,[removed: social-security],Žižka 𝄞";
    let utf16 = |text: &str, big: bool| {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let marked = std::iter::once(0xFEFF).chain(text.encode_utf16());
        marked.flat_map(bytes).collect::<Vec<u8>>()
    };
    for big in [true, false] {
        assert_eq!(run(&utf16(text, big), &redaction(&[1])).0, utf16(want, big), "{big}");
    }
    let marked = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(run(&marked(text), &redaction(&[1])).0, marked(want));
    let western = b"id,ssn,n\n1,M\xFCller,\xC5sa\n";
    assert_eq!(run(western, &redaction(&[1])).0, b"id,ssn,n\n1,[removed: social-security],\xC5sa\n");
}

#[test]
fn a_text_is_read_as_its_mapping_says() {
    let options = Options {
        delimiter: Some(b'~'),
        encoding: Some(Encoding::Windows1252),
        header: Header::Absent,
        ..Options::default()
    };
    let redaction = Redaction { options, ..redaction(&[1]) };
    let (out, counts) = run(b"1~078-05-1120~M\xFCller,a\n2~x~\xC5sa,b\n", &redaction);
    let mark = "[removed: social-security]";
    let want = [b"1~".as_slice(), mark.as_bytes(), b"~M\xFCller,a\n2~", mark.as_bytes(), b"~\xC5sa,b\n"];
    assert_eq!((out, counts), (want.concat(), vec![2]));
}

#[test]
fn a_record_that_is_too_long_to_be_read_is_crossed_out() {
    let long = "078-05-1120 ".repeat(200_000);
    let (out, _) = run(format!("id,ssn\n1,{long}\n2,b\n").as_bytes(), &redaction(&[1]));
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.len(), long.len() + "id,ssn\n1,\n2,[removed: social-security]\n".len());
    assert!(out.starts_with("id,ssn\nxxxx") && out.ends_with("x\n2,[removed: social-security]\n"));
}

#[test]
fn what_is_no_table_is_copied() {
    let bytes = b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR";
    assert_eq!(run(bytes, &redaction(&[0])).0, bytes);
}

type Rows = Vec<(u64, Vec<String>)>;

fn rows(bytes: &[u8]) -> Rows {
    let mut table = Table::open(Box::new(Cursor::new(bytes.to_vec())), Options::default()).unwrap();
    let (mut rows, mut reader) = (vec![(0, table.layout().header.clone())], RowReader::new());
    while let Some(block) = table.next_block().unwrap() {
        let mut of_block = reader.rows(&block);
        while let Some(row) = of_block.next() {
            rows.push((row.line(), (0..row.len()).map(|at| row.get(at).to_owned()).collect()));
        }
    }
    rows
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9 ]{0,6}",
        1 => "[a-z,]{0,4}".prop_map(|text| format!("\"{text}\"")),
        1 => "[a-z\n]{0,4}".prop_map(|text| format!("\"{text}\"\"\"")),
        1 => "[\"a\u{e9}]{0,3}",
    ]
}

fn is_empty(value: &str) -> bool {
    value.chars().all(|c| c.is_whitespace() || matches!(c, '"' | ','))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn all_other_fields_are_read_as_before_and_a_second_time_changes_nothing(
        lines in prop::collection::vec(prop::collection::vec(field(), 1..6), 0..20),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        column in 1usize..4,
    ) {
        let mut text = format!("id,one,two,three{end}");
        for line in &lines {
            text.push_str(&line.join(","));
            text.push_str(end);
        }
        let redaction = redaction(&[column]);
        let (out, _) = run(text.as_bytes(), &redaction);
        let (again, replaced) = run(&out, &redaction);
        prop_assert_eq!(&again, &out);
        prop_assert_eq!(replaced, [0]);
        let (before, after) = (rows(text.as_bytes()), rows(&out));
        prop_assert_eq!(before.len(), after.len());
        for ((line, before), (line_after, after)) in before.iter().zip(&after).skip(1) {
            prop_assert_eq!((line, before.len()), (line_after, after.len()));
            for (at, (old, new)) in before.iter().zip(after).enumerate() {
                let gone = Category::of_mark(new).is_some();
                prop_assert!(gone || old == new, "{old:?} {new:?}");
                prop_assert!(at != column || before.len() != 4 || gone || is_empty(old));
            }
        }
    }
}
