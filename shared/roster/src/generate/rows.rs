//! Writes one OneRoster file: the header, then records that all begin alike.

use std::io::{self, Write};

/// What stands in `status` and `dateLastModified` of every record.
pub(super) struct Stamped {
    pub(super) status: &'static str,
    pub(super) modified: String,
}

/// A file under way; writes CRLF and quotes only where it must, as RFC 4180 says.
pub(super) struct Rows<'a> {
    csv: csv::Writer<&'a mut dyn Write>,
    stamped: &'a Stamped,
    written: u64,
}

impl<'a> Rows<'a> {
    /// Starts a file; `columns` are those after `sourcedId,status,dateLastModified`.
    pub(super) fn new(out: &'a mut dyn Write, stamped: &'a Stamped, columns: &[&str]) -> io::Result<Self> {
        let mut rows = Self { csv: writer(out), stamped, written: 0 };
        rows.csv.write_record(["sourcedId", "status", "dateLastModified"].iter().chain(columns))?;
        Ok(rows)
    }

    /// Writes a record; an error if it has not as many fields as there are columns.
    pub(super) fn row(&mut self, id: &str, fields: &[&str]) -> io::Result<()> {
        let first = [id, self.stamped.status, &self.stamped.modified];
        self.csv.write_record(first.iter().chain(fields))?;
        self.written += 1;
        Ok(())
    }

    /// Ends the file and tells how many records it has.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.csv.flush()?;
        Ok(self.written)
    }
}

/// A CSV writer with the settings of every generated file.
pub(super) fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1 << 16).from_writer(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_it_must_and_only_there() {
        let stamped = Stamped { status: "", modified: String::new() };
        let mut out = Vec::new();
        let mut rows = Rows::new(&mut out, &stamped, &["title", "grades"]).unwrap();
        rows.row("007", &["The \"Great\" Books", "09,10"]).unwrap();
        assert!(rows.row("008", &["short"]).is_err());
        rows.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let whole = "sourcedId,status,dateLastModified,title,grades\r\n007,,,\"The \"\"Great\"\" Books\",\"09,10\"\r\n";
        assert!(text.starts_with(whole), "{text}");
    }
}
