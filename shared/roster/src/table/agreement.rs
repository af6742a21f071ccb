//! The ways of reading agree: fast and careful, large blocks and tiny ones, and the `csv` crate on clean text.

use std::io::Cursor;

use proptest::prelude::*;

use super::cases::{Outcome, read};
use super::dialect::{Dialect, RecordEnd};
use super::split::{self, After};
use super::{Encoding, Header, Options, ProblemKind, RowReader, Table};

/// Bytes that matter to a reader, with few of the others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => prop::sample::select(b"ab1 ".to_vec()),
        4 => Just(b','),
        3 => Just(b'"'),
        3 => Just(b'\n'),
        1 => Just(b'\r'),
        1 => prop::sample::select(vec![b';', 0, 0xE9, 0xC3, 0xA9, 0x1A, 0xFF]),
    ];
    prop::collection::vec(byte, 0..300)
}

/// Text whose quotes mostly stand where they should, so that the fast ways are taken.
fn tidy_text() -> impl Strategy<Value = Vec<u8>> {
    let fields = [
        "a",
        "",
        "\"\"",
        "\"x,y\"",
        "\"say \"\"hi\"\"\"",
        "long enough to fill a step of sixty-four bytes",
        "\"two\nlines\"",
        "\"\"\"\"",
    ];
    let rare = ["5\" pipe", "\"a\"b", "x\ry", "\"open"];
    let field =
        prop_oneof![60 => prop::sample::select(fields.to_vec()), 1 => prop::sample::select(rare.to_vec())];
    let ends = prop::sample::select(vec!["\n", "\r\n", "\n", "\n\n"]);
    let row = (prop::collection::vec(field, 1..6), ends).prop_map(|(fields, end)| fields.join(",") + end);
    prop::collection::vec(row, 0..30).prop_map(|rows| rows.concat().into_bytes())
}

fn small(block_bytes: usize, max_record_bytes: usize) -> Options {
    Options { block_bytes, max_record_bytes, ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn block_size_never_changes_the_result(text in prop_oneof![bytes(), tidy_text()], limit in 16usize..400) {
        let whole = read(&text, &small(1 << 20, limit));
        for block_bytes in [1, 7, 64, 150] {
            prop_assert_eq!(&read(&text, &small(block_bytes, limit)), &whole, "blocks of {}", block_bytes);
        }
    }

    #[test]
    fn places_are_inside_the_file(text in bytes(), limit in 16usize..400) {
        let Outcome { table, rows, end, .. } = read(&text, &small(1 << 20, limit));
        if !table.iter().any(|problem| problem.kind == ProblemKind::Binary) {
            prop_assert_eq!(end.bytes, text.len() as u64);
        }
        for problem in table {
            prop_assert!(problem.line >= 1 && problem.line <= end.lines.max(1), "{problem:?} {end:?}");
        }
        let mut before = 0;
        for (line, fields, problems) in rows {
            prop_assert!(line > before && line <= end.lines);
            before = line;
            for problem in problems {
                prop_assert!(problem.line >= line && problem.line <= end.lines);
                prop_assert!(problem.column.is_none_or(|column| column >= 1 && column as usize <= fields.len()));
            }
        }
    }

    #[test]
    fn fast_and_careful_splits_agree(text in prop_oneof![3 => tidy_text(), 1 => bytes()], cut in 0usize..400) {
        let text = &text[..cut.min(text.len())];
        let dialect = Dialect { delimiter: b',', ends: RecordEnd::LineFeed };
        let fast = split::split(text, dialect, 1 << 20, After::More);
        // A stray quote is known by what comes after its record.
        if fast.strays.is_empty() {
            let careful = split::careful(&text[..fast.end], dialect, 1 << 20, After::More);
            prop_assert_eq!(fast, careful);
        }
    }

    #[test]
    fn fast_and_careful_rows_agree(text in prop_oneof![3 => tidy_text(), 1 => bytes()]) {
        let options = Options { delimiter: Some(b','), encoding: Some(Encoding::Utf8), header: Header::Absent, ..Options::default() };
        let mut table = Table::open(Box::new(Cursor::new(text)), options).unwrap();
        let (mut fast, mut careful) = (RowReader::new(), RowReader::new());
        while let Some(block) = table.next_block().unwrap() {
            let (mut fast, mut careful) = (fast.rows(&block), careful.careful_rows(&block));
            loop {
                let (fast, careful) = (fast.next(), careful.next());
                prop_assert_eq!(fast.is_some(), careful.is_some());
                let (Some(fast), Some(careful)) = (fast, careful) else { break };
                prop_assert_eq!(fast.line(), careful.line());
                prop_assert_eq!(fast.raw(), careful.raw());
                prop_assert_eq!(fast.problems(), careful.problems());
                prop_assert_eq!(fast.len(), careful.len());
                for index in 0..=fast.len() {
                    prop_assert_eq!(fast.get(index), careful.get(index));
                }
            }
        }
    }

    #[test]
    fn clean_text_reads_as_the_csv_crate_reads_it(
        width in 1usize..5,
        fields in prop::collection::vec("[a-cé \",\n\r]{0,6}", 1..80),
        always in prop::sample::select(vec![csv::QuoteStyle::Always, csv::QuoteStyle::Necessary]),
        ends in prop::sample::select(vec![csv::Terminator::CRLF, csv::Terminator::Any(b'\n')]),
        block_bytes in prop::sample::select(vec![1usize, 33, 1 << 20]),
    ) {
        let mut writer = csv::WriterBuilder::new().quote_style(always).terminator(ends).from_writer(Vec::new());
        for row in fields.chunks_exact(width) {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let options = Options {
            delimiter: Some(b','),
            encoding: Some(Encoding::Utf8),
            header: Header::Absent,
            block_bytes,
            ..Options::default()
        };
        let ours = read(&text, &options);
        let mut theirs = csv::ReaderBuilder::new().has_headers(false).from_reader(&text[..]);
        let theirs: Vec<Vec<String>> =
            theirs.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let fields: Vec<_> = ours.rows.iter().map(|(_, fields, _)| fields.clone()).collect();
        prop_assert_eq!(fields, theirs);
        let expected = [ProblemKind::LineBreakInField, ProblemKind::BareCarriageReturn];
        prop_assert!(ours.rows.iter().flat_map(|(.., problems)| problems).all(|problem| expected.contains(&problem.kind)));
    }
}
