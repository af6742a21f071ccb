//! Columns of text that stand under each other.

use std::fmt;

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(Align, usize)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// With these columns.
    pub(crate) fn new(heading: &[(&str, Align)]) -> Table {
        let columns = heading.iter().map(|(_, align)| (*align, 0)).collect();
        let mut table = Table { columns, rows: Vec::new() };
        table.row(heading.iter().map(|(name, _)| (*name).to_owned()));
        table
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        for (cell, (_, width)) in cells.iter().zip(&mut self.columns) {
            *width = (*width).max(cell.chars().count());
        }
        self.rows.push(cells);
    }

    /// True when there is nothing under the heading.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns).map(|(cell, (align, width))| match align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_their_heading() {
        let mut table = Table::new(&[("file", Align::Left), ("rows", Align::Right)]);
        assert!(table.is_empty());
        table.row(["users.csv".to_owned(), "7".to_owned()]);
        table.row(["é".to_owned(), "12345".to_owned()]);
        assert_eq!(table.to_string(), "file        rows\nusers.csv      7\né          12345\n");
    }
}
