//! The ID change file: CSV with the columns entity, oldId, newId, confidence, why.

use std::collections::HashMap;
use std::io::{self, Read, Write};

use super::change::Confidence;
use super::propose::Proposal;
use crate::finding::Finding;
use crate::model::Entity;
use crate::read::{FindingSink, Strictness};
use crate::report::written;
use crate::rules;
use crate::table::{Options, Row, RowReader, Table};

/// What a file of ID changes is called when a district sends it.
pub const FILE_NAME: &str = "id_changes.csv";

/// Lines of one file, at most.
const LINES: usize = 5_000_000;
/// Faults that are listed, at most.
const LISTED: usize = 100;
/// Bytes of an ID, at most.
const ID: usize = 1024;

/// Whether a file of a delivery, with or without folders before its name, is one of ID changes.
pub fn is_id_changes(name: &str) -> bool {
    name.rsplit(['/', '\\']).next().is_some_and(|name| name.eq_ignore_ascii_case(FILE_NAME))
}

/// One line of an ID change file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The physical line, the header being 1.
    pub line: u64,
    /// What kind of record.
    pub entity: Entity,
    /// The ID in the roster.
    pub old: String,
    /// The ID from now on; `None` where the record has none: it is gone, or nobody knows.
    pub new: Option<String>,
    /// How sure somebody is; a line that does not say is as sure as the person who wrote it.
    pub confidence: Confidence,
}

/// What is wrong with a line; line 0 is the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", if *line == 0 { String::new() } else { format!("line {line}: ") })]
pub struct FileError {
    /// The physical line.
    pub line: u64,
    /// What is wrong and what to do.
    pub message: String,
}

impl FileError {
    pub(super) fn new(line: u64, message: impl Into<String>) -> FileError {
        FileError { line, message: message.into() }
    }
}

/// Reads a file, in whatever encoding and with whatever delimiter. What is wrong with it comes as at most 100 faults, in the
/// order of the lines.
///
/// # Errors
/// Those of the input.
pub fn read(input: Box<dyn Read + Send>) -> io::Result<Result<Vec<Line>, Vec<FileError>>> {
    let mut table = Table::open(input, Options::default())?;
    let columns = match Columns::of(&table.layout().header) {
        Ok(columns) => columns,
        Err(message) => return Ok(Err(vec![FileError::new(table.layout().header_line, message)])),
    };
    let (mut lines, mut faults, mut reader) = (Vec::new(), Vec::new(), RowReader::new());
    while let Some(block) = table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            match columns.line(&row) {
                Ok(read) => lines.extend(read),
                Err(message) => faults.push(FileError::new(row.line(), message)),
            }
        }
        if faults.len() >= LISTED {
            break;
        }
        if lines.len() > LINES {
            faults.push(FileError::new(0, format!("the file has more than {LINES} lines")));
            break;
        }
    }
    let end = table.end();
    if end.unclosed_quote || end.unreadable_rows > 0 {
        faults.push(FileError::new(
            0,
            "the file has a quote that is never closed, or a line that is far too long",
        ));
    }
    twice(&lines, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    faults.truncate(LISTED);
    Ok(if faults.is_empty() { Ok(lines) } else { Err(faults) })
}

/// No record has two new IDs, and no ID becomes that of two records.
fn twice(lines: &[Line], faults: &mut Vec<FileError>) {
    let (mut olds, mut news) = (HashMap::new(), HashMap::new());
    for line in lines {
        if let Some(first) = olds.insert((line.entity, line.old.as_str()), line.line) {
            let message = format!("oldId \"{}\" is in line {first} already; keep one of them", line.old);
            faults.push(FileError::new(line.line, message));
        }
        let Some(new) = line.new.as_deref() else { continue };
        if let Some(first) = news.insert((line.entity, new), line.line) {
            let message =
                format!("newId \"{new}\" is in line {first} already; two {} cannot become one", line.entity);
            faults.push(FileError::new(line.line, message));
        }
    }
}

struct Columns {
    entity: Option<usize>,
    old: usize,
    new: usize,
    confidence: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Result<Columns, String> {
        if header.iter().all(String::is_empty) {
            return Err(
                "the file is empty; its first line names the columns entity, oldId and newId".to_owned()
            );
        }
        let plain = |name: &str| {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let find = |names: &[&str]| header.iter().position(|name| names.contains(&plain(name).as_str()));
        let need = |name: &str, names: &[&str]| {
            find(names).ok_or_else(|| {
                format!("there is no column {name}; the first line is entity,oldId,newId,confidence,why")
            })
        };
        Ok(Columns {
            entity: find(&["entity", "type"]),
            old: need("oldId", &["oldid", "oldsourcedid"])?,
            new: need("newId", &["newid", "newsourcedid"])?,
            confidence: find(&["confidence"]),
        })
    }

    fn line(&self, row: &Row<'_>) -> Result<Option<Line>, String> {
        let value = |at: usize| if at < row.len() { row.get(at).trim() } else { "" };
        if (0..row.len()).all(|at| value(at).is_empty()) {
            return Ok(None);
        }
        let (old, new) = (value(self.old), value(self.new));
        if old.is_empty() {
            return Err("oldId is blank; delete the line or name the ID that the roster has".to_owned());
        }
        if old == new {
            return Err(format!("oldId and newId are both \"{old}\"; delete the line"));
        }
        if old.len().max(new.len()) > ID {
            return Err(format!("an ID has more than {ID} bytes"));
        }
        let entity = self.entity.map_or(Ok(Entity::Users), |at| entity(value(at)))?;
        let confidence = match self.confidence.map(value).filter(|word| !word.is_empty()) {
            None => Confidence::Sure,
            Some(word) => {
                word.parse().map_err(|()| format!("confidence is sure, doubtful or none, not \"{word}\""))?
            }
        };
        let new = (!new.is_empty()).then(|| new.to_owned());
        Ok(Some(Line { line: row.line(), entity, old: old.to_owned(), new, confidence }))
    }
}

/// By its name, also in the singular.
fn entity(word: &str) -> Result<Entity, String> {
    let lower = word.to_lowercase();
    let found = CHANGEABLE.iter().find(|entity| {
        let name = entity.name().to_lowercase();
        lower == name
            || name.strip_suffix('s') == Some(&lower)
            || lower == "class" && **entity == Entity::Classes
    });
    let found = found.or(if lower == "school" { Some(&Entity::Orgs) } else { None });
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = CHANGEABLE.iter().map(|entity| entity.name()).collect();
        format!("entity is one of {}, not \"{word}\"", names.join(", "))
    })
}

/// Entities whose IDs may be changed by a file; those of the others follow.
const CHANGEABLE: &[Entity] = &[
    Entity::Orgs,
    Entity::AcademicSessions,
    Entity::Courses,
    Entity::Classes,
    Entity::Users,
    Entity::Enrollments,
];

/// Reports what is wrong with a file that came with a delivery.
pub fn report(name: &str, faults: &[FileError], strictness: Strictness, sink: &mut dyn FindingSink) {
    let rule = &rules::unusable_id_change::RULE;
    for fault in faults {
        sink.find(Finding {
            rule,
            severity: strictness.severity(rule),
            file: name.into(),
            entity: None,
            line: Some(fault.line).filter(|line| *line > 0),
            column: None,
            field: None,
            record: None,
            message: fault.message.clone(),
        });
    }
}

/// Writes an ID change file.
pub struct FileWriter<W: Write>(csv::Writer<W>);

impl<W: Write> FileWriter<W> {
    /// Begins with the line that names the columns.
    pub fn new(out: W) -> io::Result<FileWriter<W>> {
        let mut out = csv::Writer::from_writer(out);
        written(out.write_record(["entity", "oldId", "newId", "confidence", "why"]))?;
        Ok(FileWriter(out))
    }

    /// Adds a proposed change.
    pub fn add(&mut self, proposal: &Proposal) -> io::Result<()> {
        let new = proposal.new.as_deref().unwrap_or("");
        let words = [proposal.entity.name(), &proposal.old, new, proposal.confidence.word(), &proposal.why];
        written(self.0.write_record(words))
    }

    /// Gives the output back once all is written.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(|error| error.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: impl AsRef<[u8]>) -> Result<Vec<Line>, Vec<FileError>> {
        super::read(Box::new(io::Cursor::new(bytes.as_ref().to_vec()))).unwrap()
    }

    fn faults(text: &str) -> String {
        let faults = read(text).expect_err(text);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn lines_are_read_with_their_place_whatever_the_columns_are_called() {
        let text = "\u{feff}old_id,new_id,type\r\n0012,12,user\r\n\r\noak,OAK,school\r\nb,,users\r\n";
        let lines = read(text).unwrap();
        let line = |line, entity, old: &str, new: Option<&str>| Line {
            line,
            entity,
            old: old.into(),
            new: new.map(str::to_owned),
            confidence: Confidence::Sure,
        };
        let [users, orgs] = [Entity::Users, Entity::Orgs];
        let want = [
            line(2, users, "0012", Some("12")),
            line(4, orgs, "oak", Some("OAK")),
            line(5, users, "b", None),
        ];
        assert_eq!(lines, want);
    }

    #[test]
    fn a_swap_and_a_chain_are_no_fault() {
        let text = "entity,oldId,newId\nusers,a,b\nusers,b,a\norgs,a,b\norgs,b,c\n";
        assert_eq!(read(text).unwrap().len(), 4);
    }

    #[test]
    fn each_fault_says_where_it_is_and_what_to_do() {
        for (text, want) in [
            ("", "line 1: the file is empty"),
            ("oldId,why\na,b\n", "line 1: there is no column newId"),
            ("entity,oldId,newId\nusers,a,b\nusers,a,c\n", "line 3: oldId \"a\" is in line 2 already"),
            (
                "entity,oldId,newId\nusers,a,c\nusers,b,c\n",
                "line 3: newId \"c\" is in line 2 already; two users",
            ),
            ("entity,oldId,newId\nusers,a,a\n", "line 2: oldId and newId are both \"a\""),
            ("entity,oldId,newId\nusers,,a\n", "line 2: oldId is blank"),
            ("entity,oldId,newId\ncats,a,b\n", "line 2: entity is one of orgs, "),
            ("entity,oldId,newId\nroles,a,b\n", "line 2: entity is one of orgs, "),
            (
                "oldId,newId,confidence\na,b,maybe\n",
                "line 2: confidence is sure, doubtful or none, not \"maybe\"",
            ),
        ] {
            let got = faults(text);
            assert!(got.starts_with(want), "{got}");
        }
        let hostile = format!("oldId,newId\n{}", "x,x\n".repeat(100_000));
        assert_eq!(read(hostile).unwrap_err().len(), LISTED);
        assert!(faults("oldId,newId\na,\"b\n").contains("a quote that is never closed"));
    }

    #[test]
    fn names_of_files_are_recognised_in_folders_and_in_any_case() {
        assert!(is_id_changes("id_changes.csv") && is_id_changes("in/ID_Changes.CSV"));
        assert!(!is_id_changes("my_id_changes.csv"));
    }
}
