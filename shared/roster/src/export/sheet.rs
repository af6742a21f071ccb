//! One file of an export while it is being written.

use std::borrow::Cow;
use std::io::{self, Write};

use super::own_columns::{file_stem, kind_of};
use super::{ExportFormat, oneroster};
use crate::changes::put_record;
use crate::formats::FileSpec;
use crate::model::{Entity, OWN_PREFIX, Record};
use crate::report::written;

/// What one file of an export holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub(super) entity: Entity,
    /// The kind of own record, where each kind has a file.
    pub(super) kind: String,
}

impl Subject {
    /// Of the file that a record goes into.
    pub(super) fn of(format: ExportFormat, record: &Record) -> Subject {
        let kind = match format {
            ExportFormat::Csv => kind_of(record).to_owned(),
            ExportFormat::OneRoster | ExportFormat::Json => String::new(),
        };
        Subject { entity: record.entity(), kind }
    }

    /// The name of its file; `None` where the format has none.
    pub(super) fn file_name(&self, format: ExportFormat) -> Option<String> {
        match (format, self.entity) {
            (ExportFormat::OneRoster, entity) => oneroster::file_of(entity).map(|spec| spec.name.to_owned()),
            (ExportFormat::Csv, Entity::OwnRecords) => Some(format!("{}.csv", file_stem(&self.kind))),
            (ExportFormat::Csv, entity) => Some(format!("{entity}.csv")),
            (ExportFormat::Json, entity) => Some(format!("{entity}.jsonl")),
        }
    }
}

/// The records of one file while it is being written.
pub(super) struct Sheet<'w> {
    pub(super) subject: Subject,
    pub(super) rows: u64,
    /// Names of own fields that have columns.
    own: Vec<String>,
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
    /// Begins a file, with its header if the format has one; `out` is `None` where the format has no file.
    pub(super) fn begin(
        format: ExportFormat,
        (subject, own): (Subject, Vec<String>),
        out: Option<Box<dyn Write + 'w>>,
    ) -> io::Result<Sheet<'w>> {
        let entity = subject.entity;
        let extra = own.iter().map(|name| Cow::Owned(format!("{OWN_PREFIX}{name}")));
        let lines = match (format, oneroster::file_of(entity), out) {
            (ExportFormat::OneRoster, Some(spec), Some(out)) => {
                let mut csv = csv_writer(out);
                let names = spec.columns.iter().map(|column| Cow::Borrowed(&*column.name));
                written(csv.write_record(names.chain(extra).map(Cow::into_owned)))?;
                Lines::OneRoster(spec, csv)
            }
            (ExportFormat::Csv, _, Some(out)) => {
                let mut csv = csv_writer(out);
                let names = stored(entity).map(|(_, name)| Cow::Borrowed(name));
                written(csv.write_record(names.chain(extra).map(Cow::into_owned)))?;
                Lines::Csv(csv)
            }
            (ExportFormat::Json, _, Some(out)) => Lines::Json(io::BufWriter::new(out)),
            (ExportFormat::OneRoster, None, Some(_)) | (_, _, None) => Lines::None,
        };
        Ok(Sheet { subject, rows: 0, own, lines })
    }

    /// Writes one record.
    pub(super) fn record(&mut self, record: &Record) -> io::Result<()> {
        match &mut self.lines {
            Lines::OneRoster(spec, csv) => {
                let mut cells = oneroster::cells(spec, record);
                cells.extend(own_cells(&self.own, record)?.into_iter().map(oneroster::on_one_line));
                written(csv.write_record(cells.iter().map(|cell| cell.as_bytes())))?;
            }
            Lines::Csv(csv) => {
                let values: Vec<Option<&str>> = record.values().collect();
                let cells =
                    stored(record.entity()).map(|(at, _)| values.get(at).copied().flatten().unwrap_or(""));
                let own = own_cells(&self.own, record)?;
                written(csv.write_record(cells.map(Cow::Borrowed).chain(own).map(Cow::into_owned)))?;
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

/// The values of own fields in the order of their columns.
fn own_cells<'r>(columns: &[String], record: &'r Record) -> io::Result<Vec<Cow<'r, str>>> {
    let mut cells = vec![Cow::Borrowed(""); columns.len()];
    for (name, value) in record.own_values() {
        let Ok(at) = columns.binary_search_by(|column| column.as_str().cmp(&name)) else {
            let message = format!("own field {name} came after the header was written; export again");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        };
        cells[at] = value;
    }
    Ok(cells)
}

/// Position and name of the fields that records keep.
fn stored(entity: Entity) -> impl Iterator<Item = (usize, &'static str)> {
    let fields = entity.fields().iter().enumerate();
    fields.filter(|(_, field)| field.stored).map(|(at, field)| (at, field.name))
}
