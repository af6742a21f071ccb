//! `findings.csv`: every finding as a row, written while the files are read.

use std::io::{self, Write};

use super::cell::{cell, written};
use super::findings::{Counting, Findings};
use crate::finding::Finding;
use crate::read::FindingSink;

/// How many findings are listed unless another limit is given.
pub const ROW_LIMIT: u64 = 1_000_000;

const HEADER: [&str; 9] =
    ["file", "line", "column", "record ID", "code", "name", "severity", "message", "how to fix"];

/// Writes findings as CSV and counts them. UTF-8, lines end in CRLF, no cell is taken for a formula by a spreadsheet.
/// Memory does not grow with the number of findings.
pub struct FindingLog<W: Write> {
    csv: csv::Writer<W>,
    limit: u64,
    written: u64,
    more: u64,
    counting: Counting,
    failed: Option<io::Error>,
}

impl<W: Write> FindingLog<W> {
    /// Lists up to [`ROW_LIMIT`] findings.
    pub fn new(out: W) -> FindingLog<W> {
        FindingLog::with_limit(out, ROW_LIMIT)
    }

    /// Lists up to `limit` findings; a last row says how many more there are.
    pub fn with_limit(out: W, limit: u64) -> FindingLog<W> {
        let csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let (counting, failed) = (Counting::default(), None);
        let mut log = FindingLog { csv, limit, written: 0, more: 0, counting, failed };
        log.row(HEADER);
        log
    }

    /// Ends the list and gives back the output, flushed, and the counts.
    ///
    /// # Errors
    /// The first error that the output gave since the log was made.
    pub fn finish(mut self) -> io::Result<(W, Findings)> {
        if self.more > 0 {
            let message = format!("{} more findings are not listed here", self.more);
            self.row(["", "", "", "", "", "", "", &message, "Correct these first and send the files again."]);
        }
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut out = self.csv.into_inner().map_err(|error| error.into_error())?;
        out.flush()?;
        Ok((out, self.counting.finish()))
    }

    fn row(&mut self, cells: [&str; 9]) {
        if self.failed.is_some() {
            return;
        }
        let row = cells.iter().try_for_each(|text| self.csv.write_field(cell(text).as_ref()));
        let row = row.and_then(|()| self.csv.write_record(None::<&[u8]>));
        self.failed = written(row).err();
    }
}

impl<W: Write> FindingSink for FindingLog<W> {
    fn find(&mut self, finding: Finding) {
        self.counting.add(&finding);
        if self.written >= self.limit {
            self.more += 1;
            return;
        }
        self.written += 1;
        let number = |value: Option<u64>| value.map_or_else(String::new, |number| number.to_string());
        let (line, column) = (number(finding.line), number(finding.column.map(u64::from)));
        let record = finding.record.as_deref().unwrap_or("");
        let rule = finding.rule;
        let severity = finding.severity.as_str();
        self.row([
            &finding.file,
            &line,
            &column,
            record,
            rule.code,
            rule.name,
            severity,
            &finding.message,
            rule.help,
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::rules;

    fn finding(line: u64, record: &str) -> Finding {
        Finding {
            rule: &rules::unknown_class::RULE,
            severity: Severity::Error,
            file: "enrollments.csv".into(),
            entity: None,
            line: Some(line),
            column: Some(4),
            field: Some("classSourcedId".into()),
            record: Some(record.into()),
            message: "class \"MATH-7B\" is not in classes.csv".into(),
        }
    }

    #[test]
    fn every_finding_is_a_row() {
        let mut log = FindingLog::new(Vec::new());
        log.find(finding(118, "=cmd|'/c calc'!A1"));
        let (out, findings) = log.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let help = rules::unknown_class::RULE.help;
        let want = "file,line,column,record ID,code,name,severity,message,how to fix\r\n\
            enrollments.csv,118,4,'=cmd|'/c calc'!A1,R014,unknown-class,error,\
            \"class \"\"MATH-7B\"\" is not in classes.csv\",";
        let quoted = if help.contains([',', '"']) { format!("\"{help}\"") } else { help.to_owned() };
        assert_eq!(text, format!("{want}{quoted}\r\n"));
        assert_eq!((findings.errors, findings.counts["R014"]), (1, 1));
    }

    #[test]
    fn rows_are_limited_and_counts_are_not() {
        let mut log = FindingLog::with_limit(Vec::new(), 2);
        (0..9).for_each(|line| log.find(finding(line, "e")));
        let (out, findings) = log.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.lines().last().unwrap().contains("7 more findings"), "{text}");
        assert_eq!((findings.counts["R014"], findings.groups.len()), (9, 1));
        assert_eq!((findings.groups[0].count, findings.groups[0].examples.len()), (9, 5));
    }

    #[test]
    fn groups_are_bounded_however_many_columns_there_are() {
        let mut log = FindingLog::with_limit(io::sink(), 0);
        for column in 0..5_000 {
            log.find(Finding { field: Some(format!("c{column}").into()), ..finding(1, "") });
        }
        let (_, findings) = log.finish().unwrap();
        assert_eq!((findings.total(), findings.rules[0].count, findings.groups.len()), (5_000, 5_000, 2_000));
    }

    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_at_the_end() {
        for (room, findings) in [(0, 0), (0, 3), (10_000, 1_000)] {
            let mut log = FindingLog::new(Full(room));
            (0..findings).for_each(|line| log.find(finding(line, "e")));
            let error = log.finish().err().expect("the disk is full");
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room} bytes, {findings} findings");
        }
    }
}
