//! The whole of a suggestion: look at the files, decide, draft, and say why.

use std::io;

use roster::mapping::{Mapping, matches_pattern};
use roster::read::{Set, base_name};

use crate::assign::{self, Fate, Plan};
use crate::concept::Concept;
use crate::dates::Found;
use crate::draft::{self, Context};
use crate::headerless;
use crate::joins::Joins;
use crate::keys;
use crate::kind::{self, Judged, Kind};
use crate::parts::parts;
use crate::sample::{Sampled, sample};

/// How far to look.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Rows of each file whose values are looked at.
    pub sample_rows: u64,
    /// Rows of each file whose IDs are compared with those of other files.
    pub id_rows: u64,
    /// IDs of all files together that are kept, at 16 bytes each.
    pub ids: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { sample_rows: 2_000, id_rows: 200_000, ids: 2_000_000 }
    }
}

/// A draft, and why it is as it is.
#[derive(Debug)]
pub struct Suggestion {
    /// The draft; it loads and runs as it is.
    pub mapping: Mapping,
    /// One for each file that was looked at.
    pub files: Vec<FileLine>,
    /// One for each column.
    pub lines: Vec<Line>,
}

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Its name without folders.
    pub file: String,
    /// What its rows are.
    pub kind: Kind,
    /// What a person should know of it, without values of people.
    pub notes: Vec<String>,
}

/// What was decided about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The file's name without folders.
    pub file: String,
    /// The column's name, or `#` and its place.
    pub column: String,
    /// What was decided.
    pub outcome: Outcome,
    /// What it feeds, or may feed: `student.givenName`.
    pub targets: Vec<String>,
    /// How sure that is, in hundredths.
    pub confidence: u8,
    /// Why, in a few words, without values of people.
    pub why: String,
}

/// What was decided about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It feeds a field.
    Mapped,
    /// A person must say.
    Open,
    /// A roster has no use for it.
    Ignored,
    /// It should not be sent at all.
    Sensitive,
}

/// Drafts a mapping for the files of a set.
///
/// # Errors
/// Those of the inputs; whatever the files hold becomes a draft.
pub fn suggest(set: &Set, options: Options) -> io::Result<Suggestion> {
    let mut room = options.ids;
    let mut files: Vec<Sampled> = Vec::new();
    let mut passed_over = Vec::new();
    for part in parts(set)? {
        let name = base_name(&part.name);
        let lower = name.to_lowercase();
        let fault = if !draft::can_be_named(name) {
            Some("left out: a mapping cannot name a file so; rename it")
        } else if files.iter().any(|other| other.name.to_lowercase() == lower) {
            Some("left out: another file has the same name; mappings tell files apart by their names")
        } else {
            None
        };
        if let Some(fault) = fault {
            let (file, notes) = (name.to_owned(), vec![fault.to_owned()]);
            passed_over.push(FileLine { file, kind: Kind::Other, notes });
            continue;
        }
        files.extend(sample(&part, &options, &mut room)?);
    }
    headerless::name_columns(&mut files);
    let mut suggestion = decide(&files);
    suggestion.files.extend(passed_over);
    Ok(suggestion)
}

fn decide(files: &[Sampled]) -> Suggestion {
    let (judged, joins) = judge(files);
    let mut plans: Vec<Plan> = Vec::new();
    for (at, (file, judged)) in files.iter().zip(&judged).enumerate() {
        let mut plan = assign::assign(file, *judged, Some(&joins), at);
        keys::choose(file, &mut plan, &joins, at);
        ask_about_dates(file, &mut plan);
        plans.push(plan);
    }
    let mapping = draft::draft(&Context::new(files, &plans, &joins));
    for (file, plan) in files.iter().zip(&mut plans) {
        forget_unused(file, plan, &mapping);
    }
    let lines = files.iter().zip(&plans).flat_map(|(file, plan)| lines(file, plan)).collect();
    let files = files.iter().zip(&plans).map(|(file, plan)| file_line(file, plan, &mapping)).collect();
    Suggestion { mapping, files, lines }
}

/// Kinds and joins depend on each other, so they are found in turn.
fn judge(files: &[Sampled]) -> (Vec<Judged>, Joins) {
    let all = |joins: Option<&Joins>| -> Vec<Judged> {
        files.iter().enumerate().map(|(at, file)| kind::judge(file, joins, at)).collect()
    };
    let kinds = |judged: &[Judged]| judged.iter().map(|one| one.kind).collect::<Vec<_>>();
    let first = all(None);
    let joins = Joins::of(files, &kinds(&first));
    let second = all(Some(&joins));
    let joins = Joins::of(files, &kinds(&second));
    (second, joins)
}

/// Where day and month cannot be told apart, nobody guesses.
fn ask_about_dates(file: &Sampled, plan: &mut Plan) {
    for (column, fate) in file.columns.iter().zip(&mut plan.fates) {
        let Fate::Feeds(feed) = fate else { continue };
        let is_date = matches!(feed.concept, Concept::BirthDate | Concept::StartDate | Concept::EndDate);
        if let (true, Found::Either(first, second)) = (is_date, column.profile.dates.found()) {
            *fate = Fate::Open {
                perhaps: vec![feed.target],
                why: format!("all values fit both {first} and {second}: say which it is"),
            };
        }
    }
}

/// What the draft found no use for after all feeds nothing.
fn forget_unused(file: &Sampled, plan: &mut Plan, mapping: &Mapping) {
    let own = mapping.files.iter().find(|mapped| matches_pattern(&mapped.pattern, &file.name));
    let used = own.map(draft::used_columns).unwrap_or_default();
    for (column, fate) in file.columns.iter().zip(&mut plan.fates) {
        if matches!(fate, Fate::Feeds(_)) && !used.contains(&column.reference) {
            *fate = Fate::Ignored;
        }
    }
}

fn file_line(file: &Sampled, plan: &Plan, mapping: &Mapping) -> FileLine {
    let mut notes = Vec::new();
    if file.rows == 0 {
        notes.push("it has no rows".to_owned());
    }
    let own = mapping.files.iter().find(|mapped| matches_pattern(&mapped.pattern, &file.name));
    let is_left_out = own.is_none_or(|mapped| mapped.records.is_empty());
    if is_left_out {
        notes.push(
            "left out: nothing in it is surely part of a roster; if it is, say what its rows are".to_owned(),
        );
    }
    FileLine { file: file.name.clone(), kind: if is_left_out { Kind::Other } else { plan.kind }, notes }
}

fn lines(file: &Sampled, plan: &Plan) -> Vec<Line> {
    let line = |(at, fate): (usize, &Fate)| {
        let (outcome, targets, confidence, why) = match fate {
            Fate::Feeds(feed) => {
                (Outcome::Mapped, vec![feed.target.text()], hundredths(feed.confidence), feed.why.clone())
            }
            Fate::Open { perhaps, why } => {
                (Outcome::Open, perhaps.iter().map(|target| target.text()).collect(), 0, why.clone())
            }
            Fate::Ignored => (Outcome::Ignored, Vec::new(), 0, String::new()),
            Fate::Sensitive => (Outcome::Sensitive, Vec::new(), 0, SENSITIVE.to_owned()),
        };
        let column = file.columns[at].name.clone();
        Line { file: file.name.clone(), column, outcome, targets, confidence, why }
    };
    plan.fates.iter().enumerate().map(line).collect()
}

/// Why a sensitive column is left open.
pub(crate) const SENSITIVE: &str = "sensitive: ask the district to leave it out of the export";

/// A confidence as it is written.
pub(crate) fn hundredths(confidence: f32) -> u8 {
    (confidence * 100.0).round().clamp(0.0, 99.0) as u8
}
