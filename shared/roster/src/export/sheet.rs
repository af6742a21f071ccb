//! One file of an export while it is being written.

use std::io::{self, Write};

use super::{ExportFormat, oneroster};
use crate::changes::put_record;
use crate::formats::FileSpec;
use crate::model::{Entity, Record};
use crate::report::written;

/// The records of one entity, going into one file.
pub(super) struct Sheet<'w> {
    pub(super) entity: Entity,
    pub(super) rows: u64,
    lines: Lines<'w>,
}

enum Lines<'w> {
    /// Rows as a file of OneRoster has them.
    OneRoster(&'static FileSpec, csv::Writer<Box<dyn Write + 'w>>),
    /// Rows of all our columns.
    Csv(csv::Writer<Box<dyn Write + 'w>>),
    /// Objects.
    Json(io::BufWriter<Box<dyn Write + 'w>>),
    /// The format has no file for the entity.
    None,
}

impl<'w> Sheet<'w> {
    /// The name of an entity's file; `None` where the format has none.
    pub(super) fn name(format: ExportFormat, entity: Entity) -> Option<String> {
        match format {
            ExportFormat::OneRoster => oneroster::file_of(entity).map(|spec| spec.name.to_owned()),
            ExportFormat::Csv => Some(format!("{entity}.csv")),
            ExportFormat::Json => Some(format!("{entity}.jsonl")),
        }
    }

    /// Begins a file, with its header if the format has one; `out` is `None` where the format has no file.
    pub(super) fn begin(
        format: ExportFormat,
        entity: Entity,
        out: Option<Box<dyn Write + 'w>>,
    ) -> io::Result<Sheet<'w>> {
        let lines = match (format, oneroster::file_of(entity), out) {
            (ExportFormat::OneRoster, Some(spec), Some(out)) => {
                let mut csv = csv_writer(out);
                written(csv.write_record(spec.columns.iter().map(|column| &*column.name)))?;
                Lines::OneRoster(spec, csv)
            }
            (ExportFormat::Csv, _, Some(out)) => {
                let mut csv = csv_writer(out);
                written(csv.write_record(stored(entity).map(|(_, name)| name)))?;
                Lines::Csv(csv)
            }
            (ExportFormat::Json, _, Some(out)) => Lines::Json(io::BufWriter::new(out)),
            (ExportFormat::OneRoster, None, Some(_)) | (_, _, None) => Lines::None,
        };
        Ok(Sheet { entity, rows: 0, lines })
    }

    /// Writes one record.
    pub(super) fn record(&mut self, record: &Record) -> io::Result<()> {
        match &mut self.lines {
            Lines::OneRoster(spec, csv) => {
                let cells = oneroster::cells(spec, record);
                written(csv.write_record(cells.iter().map(|cell| cell.as_bytes())))?;
            }
            Lines::Csv(csv) => {
                let values: Vec<Option<&str>> = record.values().collect();
                let cells =
                    stored(record.entity()).map(|(at, _)| values.get(at).copied().flatten().unwrap_or(""));
                written(csv.write_record(cells))?;
            }
            Lines::Json(out) => {
                let mut line = Vec::with_capacity(512);
                put_record(&mut line, record.entity(), Some(record.bytes()));
                line.push(b'\n');
                out.write_all(&line)?;
            }
            Lines::None => return Ok(()),
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the file; everything is handed to the output, which is flushed.
    pub(super) fn finish(self) -> io::Result<u64> {
        match self.lines {
            Lines::OneRoster(_, csv) | Lines::Csv(csv) => {
                csv.into_inner().map_err(|error| error.into_error())?.flush()?;
            }
            Lines::Json(out) => out.into_inner().map_err(|error| error.into_error())?.flush()?,
            Lines::None => {}
        }
        Ok(self.rows)
    }
}

/// CSV as RFC 4180 has it.
pub(super) fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

/// Position and name of the fields that records keep.
fn stored(entity: Entity) -> impl Iterator<Item = (usize, &'static str)> {
    let fields = entity.fields().iter().enumerate();
    fields.filter(|(_, field)| field.stored).map(|(at, field)| (at, field.name))
}
