//! A page of plain text: titles, wrapped sentences and tables, 100 columns wide.

/// Columns of a page.
pub(super) const WIDTH: usize = 100;

/// Lines of a page being written.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<String>,
}

impl Page {
    /// How many lines it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Begins a section.
    pub(super) fn title(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.push(title.to_owned());
        self.lines.push("-".repeat(title.chars().count()));
    }

    /// Adds a sentence, broken between words; lines after the first are indented, by 8 columns at most.
    pub(super) fn say(&mut self, first: &str, text: &str) {
        let indent = " ".repeat(first.chars().count().min(8));
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            let room = WIDTH.saturating_sub(line.chars().count() + usize::from(!empty));
            if !empty && word.chars().count() > room {
                self.push(&std::mem::replace(&mut line, indent.clone()));
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.push(&line);
    }

    /// Adds a line as it is, cut at the width.
    pub(super) fn push(&mut self, line: &str) {
        self.lines.push(super::cell::line(line.trim_end(), WIDTH));
    }

    /// Adds a table; the first column is text, the others are numbers.
    pub(super) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let cells =
            |at: usize| rows.iter().filter_map(move |row| row.get(at)).map(|cell| cell.chars().count());
        let width = |at: usize| cells(at).max().unwrap_or(0).max(header[at].chars().count());
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        self.push(&table_line(header.iter().copied(), &widths));
        for row in rows {
            self.push(&table_line(row.iter().map(String::as_str), &widths));
        }
    }

    /// Adds the lines of another page.
    pub(super) fn append(&mut self, other: Page) {
        self.lines.extend(other.lines);
    }

    /// The text, with a line end after every line.
    pub(super) fn finish(self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

fn table_line<'a>(cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
    let mut line = String::from("  ");
    for (at, (cell, width)) in cells.zip(widths).enumerate() {
        match at {
            0 => line.push_str(&format!("{cell:width$}")),
            _ => line.push_str(&format!("  {cell:>width$}")),
        }
    }
    line
}

/// A number in groups of three digits: `1,234,567`.
pub(super) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// A number and its noun: `1 error`, `2 errors`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_broken_between_words_and_long_words_are_cut() {
        let mut page = Page::default();
        page.say("  - ", &"word ".repeat(30));
        page.say("", &"x".repeat(150));
        let text = page.finish();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[1].starts_with("    word"), "{text}");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
    }

    #[test]
    fn a_table_stands_in_columns() {
        let mut page = Page::default();
        page.table(&["entity", "read"], &[vec!["users".into(), "1,024".into()]]);
        assert_eq!(page.finish(), "  entity   read\n  users   1,024\n");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!((counted(1, "row"), counted(0, "row")), ("1 row".into(), "0 rows".into()));
    }
}
