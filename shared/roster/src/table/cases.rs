//! What whole texts come out as: one case per sentence.

use std::io::Cursor;

use super::{Header, LineEnd, Options, Problem, ProblemKind as Kind, RowReader, Table};

/// A text, read to its end.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) table: Vec<Problem>,
    pub(super) rows: Vec<(u64, Vec<String>, Vec<Problem>)>,
    pub(super) end: super::End,
    pub(super) header: Vec<String>,
}

pub(super) fn read(bytes: &[u8], options: &Options) -> Outcome {
    let mut table = Table::open(Box::new(Cursor::new(bytes.to_vec())), options.clone()).unwrap();
    let mut reader = RowReader::new();
    let mut rows = Vec::new();
    while let Some(block) = table.next_block().unwrap() {
        assert_eq!(block.first_row(), rows.len() as u64);
        let mut lent = reader.rows(&block);
        while let Some(row) = lent.next() {
            assert_eq!(row.ordinal(), rows.len() as u64);
            let fields = (0..row.len()).map(|index| row.get(index).to_owned()).collect();
            rows.push((row.line(), fields, row.problems().to_vec()));
        }
        assert_eq!(block.first_row() + block.rows(), rows.len() as u64);
    }
    let end = table.end();
    assert_eq!(end.rows, rows.len() as u64);
    Outcome { table: table.take_problems(), rows, end, header: table.layout().header.clone() }
}

fn simple(bytes: &[u8]) -> Outcome {
    read(bytes, &Options::default())
}

impl Outcome {
    fn fields(&self) -> Vec<Vec<&str>> {
        self.rows.iter().map(|(_, fields, _)| fields.iter().map(String::as_str).collect()).collect()
    }

    fn lines(&self) -> Vec<u64> {
        self.rows.iter().map(|(line, ..)| *line).collect()
    }

    fn kinds(&self) -> Vec<Kind> {
        self.table.iter().map(|problem| problem.kind).collect()
    }

    fn row_problems(&self) -> Vec<(Kind, u64, Option<u32>)> {
        self.rows.iter().flat_map(|(.., list)| list).map(|p| (p.kind, p.line, p.column)).collect()
    }
}

#[test]
fn a_clean_text_has_rows_lines_and_no_problem() {
    for text in ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a\tb\n1\t2\n3\t4\n", "a;b\n\"1\";2\n3;\"4\"\n"]
    {
        let outcome = simple(text.as_bytes());
        assert_eq!(outcome.fields(), [["1", "2"], ["3", "4"]], "{text:?}");
        assert_eq!(outcome.lines(), [2, 3]);
        assert_eq!(outcome.kinds(), []);
        assert_eq!(outcome.row_problems(), []);
        assert!(outcome.end.complete);
    }
}

#[test]
fn line_ends_are_found() {
    let cases = [
        ("a,b", LineEnd::Lf),
        ("a,b\n1,2", LineEnd::Lf),
        ("a,b\r\n\"x\ny\",2", LineEnd::CrLf),
        ("a,b\r1,2\r", LineEnd::Cr),
        ("a,b\r1,2", LineEnd::Cr),
        ("a,b\r\n1,2\n", LineEnd::Mixed),
    ];
    for (text, line_end) in cases {
        let table = Table::open(Box::new(Cursor::new(text)), Options::default()).unwrap();
        assert_eq!(table.layout().line_end, line_end, "{text:?}");
    }
}

#[test]
fn blank_lines_count_as_lines_and_not_as_rows() {
    let outcome = simple(b"\na,b\n\n\n1,2\n\r\n,\n");
    assert_eq!(outcome.fields(), [["1", "2"], ["", ""]]);
    assert_eq!(outcome.lines(), [5, 7]);
}

#[test]
fn carriage_returns_alone_end_lines_where_the_text_shows_it() {
    let outcome = simple(b"a,b\r1,\"x\ry\"\r\r3,4");
    assert_eq!(outcome.fields(), [["1", "x\ry"], ["3", "4"]]);
    assert_eq!(outcome.lines(), [2, 5]);
    assert_eq!(outcome.kinds(), [Kind::BareCarriageReturn, Kind::NoFinalLineEnd]);
    let outcome = simple(b"a,b\n1,x\ry\n3,4\n");
    assert_eq!(outcome.fields(), [["1", "x\ry"], ["3", "4"]]);
    assert_eq!(outcome.row_problems(), [(Kind::BareCarriageReturn, 2, Some(2))]);
}

#[test]
fn quotes_are_read_kindly_and_reported() {
    let cases: [(&[u8], [&str; 2], Option<Kind>); 6] = [
        (b"\"a\"\"b\",2", ["a\"b", "2"], None),
        (b"\"abc\"def,2", ["abcdef", "2"], Some(Kind::TextAfterQuote)),
        (b"5\" pipe,2", ["5\" pipe", "2"], Some(Kind::UnescapedQuote)),
        (b"\"x\ny\",2", ["x\ny", "2"], Some(Kind::LineBreakInField)),
        (b"\"\",\"\"", ["", ""], None),
        (b"\"a,b\",\"\"\"\"", ["a,b", "\""], None),
    ];
    for (record, fields, problem) in cases {
        let outcome = simple(&[b"a,b\n", record, b"\n9,9\n"].concat());
        assert_eq!(outcome.fields(), [fields, ["9", "9"]], "{}", String::from_utf8_lossy(record));
        let expected: Vec<_> = problem.into_iter().map(|kind| (kind, 2, Some(1))).collect();
        assert_eq!(outcome.row_problems(), expected);
        assert!(outcome.end.complete);
    }
}

#[test]
fn an_unclosed_quote_loses_no_other_row() {
    let outcome = simple(b"a,b\n1,\"x\n2,y\n3,z\n");
    assert_eq!(outcome.fields(), [["1", "x"], ["2", "y"], ["3", "z"]]);
    assert_eq!(outcome.row_problems(), [(Kind::UnclosedQuote, 2, Some(2))]);
    assert!(outcome.end.unclosed_quote && !outcome.end.complete);
    // The next quote closes it in the middle of text: the guess is firm, and the text whole.
    let outcome = simple(b"a,b\n1,\"x\n\"2\",y\n3,z\n");
    assert_eq!(outcome.fields(), [["1", "x"], ["2", "y"], ["3", "z"]]);
    assert!(outcome.end.complete);
}

#[test]
fn width_is_judged_against_the_header() {
    let outcome = simple(b"a,b\n1\n1,2,,\n1,2,3\n1,2,\"\"\n");
    let long = Kind::LongRow { expected: 2, found: 3 };
    assert_eq!(
        outcome.row_problems(),
        [(Kind::ShortRow { expected: 2, found: 1 }, 2, None), (long, 4, None)]
    );
    assert!(simple(b"a,b,\n1,2\n").row_problems().is_empty());
    let cut = simple(b"a,b\n1,2\n1").end;
    assert!(cut.last_row_short && !cut.complete);
}

#[test]
fn encodings_are_found() {
    let utf16: Vec<u8> = "\u{feff}a,b\n1,é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> = "a,b\n1,é\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [(&[u8], &[Kind]); 5] = [
        ("a,b\n1,é\n".as_bytes(), &[]),
        ("\u{feff}a,b\n1,é\n".as_bytes(), &[Kind::ByteOrderMark]),
        (&utf16, &[Kind::ByteOrderMark, Kind::Utf16]),
        (&utf16_be, &[Kind::Utf16]),
        (b"a,b\n1,\xE9\n", &[Kind::Windows1252]),
    ];
    for (bytes, kinds) in cases {
        let outcome = simple(bytes);
        assert_eq!(outcome.fields(), [["1", "é"]], "{kinds:?}");
        assert_eq!(outcome.kinds(), kinds);
        assert_eq!(outcome.header, ["a", "b"]);
        assert_eq!(outcome.row_problems(), []);
        assert!(outcome.end.complete);
        assert_eq!(outcome.end.bytes, bytes.len() as u64);
    }
}

#[test]
fn a_line_in_another_encoding_is_not_lost() {
    let outcome = simple(b"a,b\n1,\xC3\xA9\n2,\xE9\n");
    assert_eq!(outcome.fields(), [["1", "é"], ["2", "é"]]);
    assert_eq!(outcome.row_problems(), [(Kind::InvalidUtf8, 3, None)]);
    assert_eq!(outcome.table, [Problem::at(Kind::MixedEncoding, 3)]);
}

#[test]
fn nul_characters_are_removed_from_their_row() {
    let outcome = simple(b"name,place\nanna,oslo\nb\0ob\0,\0\nc,d\n");
    assert_eq!(outcome.fields(), [["anna", "oslo"], ["bob", ""], ["c", "d"]]);
    assert_eq!(outcome.row_problems(), [(Kind::NulByte, 3, None)]);
}

#[test]
fn texts_without_rows_say_why() {
    let cases: [(&[u8], &[Kind], bool); 6] = [
        (b"", &[Kind::EmptyFile], false),
        (b"\n\r\n", &[Kind::EmptyFile], false),
        (b"a,b\n", &[Kind::HeaderOnly], true),
        (b"a,b", &[Kind::HeaderOnly, Kind::NoFinalLineEnd], true),
        (b"PK\x03\x04\x14\x00\x00\x00", &[Kind::Binary], false),
        (b"one\n", &[Kind::OneColumn, Kind::HeaderOnly], true),
    ];
    for (bytes, kinds, complete) in cases {
        let outcome = simple(bytes);
        assert_eq!(outcome.kinds(), kinds, "{bytes:?}");
        assert_eq!(outcome.end.complete, complete);
        assert_eq!(outcome.fields(), [[""; 0]; 0]);
    }
}

#[test]
fn headers_are_cleaned_and_judged() {
    let outcome = simple("\u{200b} a ,\"B\",,b,a\u{a0}\n1,2,3,4,5\n".as_bytes());
    assert_eq!(outcome.header, ["a", "B", "", "b", "a"]);
    let columns: Vec<_> = outcome.table.iter().map(|p| (p.kind, p.column)).collect();
    let repeated = Kind::DuplicateHeader;
    assert_eq!(columns, [(Kind::EmptyHeader, Some(3)), (repeated, Some(4)), (repeated, Some(5))]);
}

#[test]
fn a_text_without_header_begins_with_a_row() {
    let outcome = read(b"1,2\n3,4\n", &Options { header: Header::Absent, ..Options::default() });
    assert_eq!(outcome.fields(), [["1", "2"], ["3", "4"]]);
    assert_eq!(outcome.lines(), [1, 2]);
    assert!(outcome.end.complete);
}

#[test]
fn a_first_line_for_excel_names_the_delimiter() {
    let outcome = simple(b"sep=;\r\na;b,c\r\n1;2\r\n");
    assert_eq!((outcome.fields(), outcome.lines()), (vec![vec!["1", "2"]], vec![3]));
    assert_eq!(outcome.header, ["a", "b,c"]);
}

#[test]
fn an_endless_line_is_passed_over_and_counted() {
    let mut text = b"a,b\n1,2\n".to_vec();
    text.extend(std::iter::repeat_n(b'x', 500));
    text.extend(b"\n3,4\n");
    let outcome = read(&text, &Options { max_record_bytes: 64, ..Options::default() });
    assert_eq!(outcome.fields(), [["1", "2"], ["3", "4"]]);
    assert_eq!(outcome.lines(), [2, 4]);
    assert_eq!(outcome.table, [Problem::at(Kind::RecordTooLong, 3)]);
    assert!(outcome.end.unreadable_rows == 1 && !outcome.end.complete);
}

#[test]
fn a_failing_input_is_an_error_and_never_an_end() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let text = b"a,b\n1,2\n".repeat(20_000);
    let input = std::io::Read::chain(Cursor::new(text), Failing);
    let mut table = Table::open(Box::new(input), Options::default()).unwrap();
    assert!(table.next_block().is_err());
    assert!(!table.end().complete);
}
