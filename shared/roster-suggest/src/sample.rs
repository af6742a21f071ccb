//! The beginning of each table, and the sets of its IDs.

use std::io;

use roster::mapping::{ColumnRef, Columns, HeaderRow};
use roster::read::base_name;
use roster::table::{Header, Options as TableOptions, RowReader, Table};

use crate::concept::Concept;
use crate::dates::Dates;
use crate::header::{self, Heading};
use crate::look::Looks;
use crate::parts::Part;
use crate::profile::Profile;
use crate::shape::Look;
use crate::suggest::Options;

/// More columns are not looked at.
const MOST_COLUMNS: usize = 250;
/// A longer name of a column is passed over.
const MOST_NAME: usize = 200;
/// Columns per file of which all IDs are kept.
const MOST_ID_COLUMNS: usize = 16;

/// A table as far as it was looked at.
#[derive(Debug)]
pub(crate) struct Sampled {
    /// Without folders.
    pub(crate) name: String,
    pub(crate) header: HeaderRow,
    /// How its columns are told apart.
    pub(crate) by: Columns,
    pub(crate) columns: Vec<Column>,
    /// Names of all columns, also of those that a mapping cannot name.
    pub(crate) names: Vec<String>,
    pub(crate) rows: u64,
}

/// A column of a table.
#[derive(Debug)]
pub(crate) struct Column {
    /// Its name, or `#` and its place.
    pub(crate) name: String,
    /// Where it stands, from 0.
    place: usize,
    pub(crate) reference: ColumnRef,
    pub(crate) heading: Heading,
    pub(crate) profile: Profile,
}

/// Reads the beginning of a table; `room` is how many IDs may still be kept. `None` if there is no table in it.
///
/// # Errors
/// Those of the input.
pub(crate) fn sample(part: &Part<'_>, options: &Options, room: &mut usize) -> io::Result<Option<Sampled>> {
    let first = Table::open(part.open()?, TableOptions::default())?;
    let names: Vec<String> = first.layout().header.iter().take(MOST_COLUMNS).cloned().collect();
    if names.is_empty() {
        return Ok(None);
    }
    let header = if is_header(first, &names)? { HeaderRow::Present } else { HeaderRow::Absent };
    let name = base_name(&part.name).to_owned();
    let (by, columns) = columns(&name, &names, header);
    let mut sampled = Sampled { name, header, by, columns, names, rows: 0 };
    let asked = match header {
        HeaderRow::Present => Header::Present,
        HeaderRow::Absent => Header::Absent,
    };
    let table = Table::open(part.open()?, TableOptions { header: asked, ..TableOptions::default() })?;
    read(table, &mut sampled, options, room)?;
    Ok(Some(sampled))
}

/// The columns that a mapping can name, and how it names them.
fn columns(file: &str, names: &[String], header: HeaderRow) -> (Columns, Vec<Column>) {
    let by_place = |at: usize| (format!("#{}", at + 1), ColumnRef::Position(at + 1));
    if header == HeaderRow::Absent {
        let column = |at| {
            let (name, reference) = by_place(at);
            Column { name, place: at, reference, heading: Heading::default(), profile: Profile::default() }
        };
        return (Columns::ByPosition, (0..names.len()).map(column).collect());
    }
    let stem = file.split('.').next().unwrap_or(file);
    let headings: Vec<Heading> = names.iter().map(|name| header::read_in(stem, name)).collect();
    let is_second = |at: usize| names[..at].contains(&names[at]);
    let means = |at: &usize| headings[*at].readings.first().is_some_and(|r| r.concept != Concept::Ignore);
    // Two columns of one name can only be told apart by where they stand.
    let needs_places = (0..names.len()).filter(|at| is_second(*at)).any(|at| means(&at));
    let mut columns = Vec::new();
    for (at, heading) in headings.into_iter().enumerate() {
        let name = names[at].clone();
        let nameless = name.is_empty() || name.chars().count() > MOST_NAME || is_second(at);
        let reference = if needs_places { by_place(at).1 } else { ColumnRef::Name(name.clone()) };
        if needs_places || !nameless {
            columns.push(Column { name, place: at, reference, heading, profile: Profile::default() });
        }
    }
    (if needs_places { Columns::ByPosition } else { Columns::ByName }, columns)
}

fn read(mut table: Table, sampled: &mut Sampled, options: &Options, room: &mut usize) -> io::Result<()> {
    let mut reader = RowReader::new();
    let mut ids: Vec<usize> = Vec::new();
    while sampled.rows < options.id_rows
        && let Some(block) = table.next_block()?
    {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            sampled.rows += 1;
            if sampled.rows <= options.sample_rows {
                for column in &mut sampled.columns {
                    column.profile.add(row.get(column.place).trim(), room);
                }
                continue;
            }
            if sampled.rows == options.sample_rows + 1 {
                ids = id_columns(sampled);
            }
            for &at in &ids {
                let column = &mut sampled.columns[at];
                column.profile.add_id(row.get(column.place).trim(), room);
            }
        }
    }
    Ok(())
}

fn id_columns(sampled: &Sampled) -> Vec<usize> {
    let may_be = |(at, column): (usize, &Column)| {
        (column.profile.may_be_id() && column.profile.different() > 1)
            .then_some((column.profile.different(), at))
    };
    let mut found: Vec<_> = sampled.columns.iter().enumerate().filter_map(may_be).collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().take(MOST_ID_COLUMNS).map(|(_, at)| at).collect()
}

/// Whether the first record names the columns: its cells are known names, or unlike what stands below them.
fn is_header(mut table: Table, names: &[String]) -> io::Result<bool> {
    let mut below: Vec<Looks> = vec![Looks::default(); names.len()];
    let mut same = 0;
    if let Some(block) = table.next_block()? {
        let mut reader = RowReader::new();
        let mut rows = reader.rows(&block);
        for _ in 0..200 {
            let Some(row) = rows.next() else { break };
            for (at, looks) in below.iter_mut().enumerate() {
                let value = row.get(at).trim();
                if !value.is_empty() {
                    looks.add(value);
                    same += i32::from(value.eq_ignore_ascii_case(&names[at]));
                }
            }
        }
    }
    let (mut known, mut data) = (0.0, if same > 0 { 1.0 } else { 0.0 });
    for (name, looks) in names.iter().zip(&below) {
        match judged(name, looks) {
            Cell::Name => known += 1.0,
            Cell::Data => data += 1.5,
            Cell::Unlike => known += 0.3,
            Cell::Unclear => {}
        }
    }
    Ok(data == 0.0 || known > data)
}

enum Cell {
    Name,
    Data,
    /// Not like the values below it, so rather a name.
    Unlike,
    Unclear,
}

fn judged(name: &str, below: &Looks) -> Cell {
    let mut own = Looks::default();
    if name.is_empty() {
        return Cell::Unclear;
    }
    own.add(name);
    let mut dates = Dates::default();
    dates.add(name);
    let is = |look| own.share(look) > 0.0;
    if is(Look::Digits) || is(Look::Email) || is(Look::Phone) || is(Look::Decimal) || dates.share() > 0.0 {
        return Cell::Data;
    }
    if header::read(name).readings.first().is_some_and(|reading| reading.strength >= 0.6) {
        return Cell::Name;
    }
    if is(Look::Code) && below.share(Look::Code) > 0.8 {
        return Cell::Data;
    }
    if below.share(Look::Digits) + below.share(Look::Email) > 0.8 {
        return Cell::Unlike;
    }
    Cell::Unclear
}
