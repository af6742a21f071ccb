//! A mapping document as values: what was read from JSON, or what a suggestion is built of.

use std::collections::BTreeMap;

use crate::model::Entity;
use crate::table::Encoding;

/// A whole mapping.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// What people call it.
    pub name: String,
    /// One for each kind of file that a delivery may have.
    pub files: Vec<FileMapping>,
}

/// How the files of one kind are read, and what their rows become.
#[derive(Debug, Clone, PartialEq)]
pub struct FileMapping {
    /// Which files, by name without folders, in any case: `*` stands for any text, `?` for one character, `|` between
    /// patterns of which one is enough, the usual one first.
    pub pattern: String,
    /// Whether a complete set has one.
    pub need: Need,
    /// How many files of one delivery may fit the pattern; `"many": true` in JSON.
    pub parts: Parts,
    /// What is not left to detection.
    pub reading: Reading,
    /// The header that the mapping was made for; empty where nobody noted it.
    pub header: Vec<String>,
    /// Rows that do not meet all of these are left out.
    pub only: Vec<Condition>,
    /// What one row becomes; the first is what the row is about.
    pub records: Vec<RecordMapping>,
    /// Columns that are left out on purpose.
    pub ignore: Vec<ColumnRef>,
    /// What a person has to decide.
    pub open: Vec<OpenLine>,
}

impl FileMapping {
    /// A file that is needed, read as detected, that becomes nothing yet.
    pub fn new(pattern: impl Into<String>) -> FileMapping {
        FileMapping {
            pattern: pattern.into(),
            need: Need::Required,
            parts: Parts::One,
            reading: Reading::default(),
            header: Vec::new(),
            only: Vec::new(),
            records: Vec::new(),
            ignore: Vec::new(),
            open: Vec::new(),
        }
    }

    /// What people call the file: the first of its patterns.
    pub fn usual_name(&self) -> &str {
        self.pattern.split('|').next().unwrap_or(&self.pattern)
    }
}

/// Whether a complete set has a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the set is not complete.
    Required,
    /// It may never come; once it came, nothing of it goes while it is absent.
    Optional,
}

/// How many files of one delivery may fit a pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Parts {
    /// One. Of two nobody knows which counts, so that neither does: it is a finding that names both, and the file counts as
    /// not sent.
    #[default]
    One,
    /// Any number, such as one for each school: together they are one file. One that came before and does not come now is
    /// untouched, never empty.
    Many,
}

/// How a file is laid out, where detection is overridden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The encoding.
    pub encoding: Option<Encoding>,
    /// The byte between fields.
    pub delimiter: Option<u8>,
    /// Whether the first line names the columns.
    pub header: HeaderRow,
    /// How columns are told apart.
    pub columns: Columns,
    /// Words that mean that there is no value, such as `NULL`, in any case.
    pub blank: Vec<String>,
}

/// Whether there is a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeaderRow {
    /// The first line names the columns.
    #[default]
    Present,
    /// The first line is a record.
    Absent,
}

/// How columns are told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Columns {
    /// By their names: order and additions never matter.
    #[default]
    ByName,
    /// By where they stand: any change matters.
    ByPosition,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRef {
    /// By name, compared without case, spaces and punctuation, and without the name of a database table in front.
    Name(String),
    /// By place, the first being 1.
    Position(usize),
}

/// What a row must be like.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Which column.
    pub column: ColumnRef,
    /// What stands in it.
    pub test: Test,
}

/// What must stand in a column. Texts are compared trimmed and without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these.
    Is(Vec<String>),
    /// None of these.
    IsNot(Vec<String>),
    /// Anything at all.
    Filled,
    /// Nothing.
    Blank,
}

/// One record that a row becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordMapping {
    /// What kind.
    pub entity: Entity,
    /// Rows that do not meet all of these become no such record.
    pub only: Vec<Condition>,
    /// Whether several rows may tell of one record.
    pub repeats: Repeats,
    /// The pattern of a file of the mapping: where one came, no row becomes such a record.
    pub unless: Option<String>,
    /// Where each field comes from, each field once; `sourcedId` may be missing of enrollments (their ID is
    /// class, user and role), roles (user, role, org) and relationships (student, adult), with `:` between.
    pub fields: Vec<FieldMapping>,
}

/// Whether several rows may tell of one record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repeats {
    /// A second row of an ID is a finding.
    #[default]
    Unexpected,
    /// It is how the file is made: a row per school, per contact, per class.
    Expected,
}

/// Where one field comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMapping {
    /// Which field.
    pub target: FieldTarget,
    /// Its value.
    pub value: Value,
    /// When the value counts.
    pub write: Write,
    /// How sure a suggestion was, in hundredths.
    pub confidence: Option<u8>,
}

impl FieldMapping {
    /// A field that always counts.
    pub fn new(target: FieldTarget, value: Value) -> FieldMapping {
        FieldMapping { target, value, write: Write::Always, confidence: None }
    }
}

/// A field of the record's entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldTarget {
    /// By position in [`Entity::fields`].
    Field(usize),
    /// Of users: what the person is at each of its orgs; becomes records of roles.
    UserRole,
    /// Of users: the IDs of its orgs, with commas, the first being primary.
    UserOrgs,
    /// `active` or `tobedeleted`.
    Status,
    /// An own field, by its name without `metadata.`.
    Own(String),
}

/// When a value counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Write {
    /// Whenever it comes.
    #[default]
    Always,
    /// While the stored field is blank.
    IfEmpty,
    /// When the record is new.
    Once,
}

/// A value made of a row: a source, then steps, then what stands for a blank.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// What it begins as.
    pub source: Source,
    /// What is done to it, in order; a blank stays blank.
    pub steps: Vec<Step>,
    /// What a blank becomes.
    pub default: Option<String>,
}

impl Value {
    /// A value as its source gives it.
    pub fn of(source: Source) -> Value {
        Value { source, steps: Vec::new(), default: None }
    }

    /// What stands in a column.
    pub fn column(name: impl Into<String>) -> Value {
        Value::of(Source::Column(vec![ColumnRef::Name(name.into())]))
    }

    /// Always the same.
    pub fn constant(text: impl Into<String>) -> Value {
        Value::of(Source::Constant(text.into()))
    }

    /// This value after one more step.
    #[must_use]
    pub fn then(mut self, step: Step) -> Value {
        self.steps.push(step);
        self
    }
}

/// What a value begins as. Columns are trimmed.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The first of these columns that the file has.
    Column(Vec<ColumnRef>),
    /// Always this.
    Constant(String),
    /// Text with columns in it; blank where any of them is.
    Template(Vec<Piece>),
    /// The first of these that is not blank.
    First(Vec<Value>),
    /// Those of these that are not blank, with a text between.
    Join {
        /// What is joined.
        values: Vec<Value>,
        /// What stands between.
        with: String,
    },
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// What stands in a column.
    Column(ColumnRef),
}

/// One thing done to a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// Each word begins with a capital.
    Title,
    /// Digits alone.
    Digits,
    /// One space where there were several.
    Squeeze,
    /// The CEDS code of a grade, however it is written; what is no grade stays.
    Grade,
    /// Filled up on the left.
    Pad {
        /// To so many characters, at most 64.
        to: usize,
        /// With this.
        with: char,
    },
    /// Without these on the left; one character stays.
    Unpad(char),
    /// Text in front.
    Prefix(String),
    /// Text behind.
    Suffix(String),
    /// Every occurrence of a text by another.
    Replace {
        /// Not empty.
        from: String,
        /// May be empty.
        to: String,
    },
    /// One part of several; blank if there are not so many.
    Split {
        /// What stands between the parts; not empty.
        by: String,
        /// Which, the first being 1, the last -1.
        take: i32,
    },
    /// What stands in front of the first occurrence of a text; blank if there is none.
    Before(String),
    /// What stands behind the first occurrence of a text; blank if there is none.
    After(String),
    /// Some characters.
    Cut {
        /// The first of them, from 1.
        from: usize,
        /// How many; all that follow where absent.
        length: Option<usize>,
    },
    /// A date in one of these patterns, as `yyyy-MM-dd`. What fits none is a finding.
    Date(Vec<DatePattern>),
    /// Another word for a code.
    Codes(Codes),
    /// What stands in another file's row.
    Through(Lookup),
}

/// How dates are written: `yyyy`, `yy`, `MM`, `M`, `dd`, `d`, `MMM`, `MMMM` and any other characters as they are. A time
/// behind a space or `T` is left out.
pub type DatePattern = String;

/// Other words for codes. Codes are compared trimmed and without case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// Code to word.
    pub table: BTreeMap<String, String>,
    /// What a code that is not in the table becomes.
    pub other: Other,
}

/// What becomes of a value that has no answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Other {
    /// The value is dropped, with a warning: what is stored stays.
    #[default]
    Warn,
    /// The record is in error.
    Error,
    /// It stays as it is.
    Keep,
    /// It is blank.
    Blank,
}

/// What stands in a column of another file, in the row whose other column has the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Which files.
    pub file: String,
    /// The column that is compared.
    pub matches: ColumnRef,
    /// The column that is taken.
    pub take: ColumnRef,
    /// What a value without a row becomes.
    pub other: Other,
}

/// What a person has to decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenLine {
    /// The column.
    pub column: String,
    /// What it may feed, `entity.field`, the likelier first.
    pub perhaps: Vec<String>,
    /// Why it was not decided.
    pub why: String,
}
