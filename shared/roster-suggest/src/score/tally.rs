//! Right, wrong and left open, counted.

use std::collections::BTreeMap;

use super::labels::{FileLabels, Labels};
use crate::suggest::{Line, Outcome, Suggestion};

/// From here on a wrong line is confidently wrong.
const CONFIDENT: u8 = 80;

/// Counts over columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Columns that should feed something.
    pub mappable: usize,
    /// Of these: they feed one of the right fields.
    pub right: usize,
    /// Of these: they feed another field.
    pub wrong: usize,
    /// Of these: asked about, though a person would know.
    pub open: usize,
    /// Of these: left out without a word.
    pub missed: usize,
    /// Columns mapped to something wrong, with a confidence of 0.80 or more, whatever they should be.
    pub wrong_and_confident: usize,
    /// Columns of no use.
    pub useless: usize,
    /// Of these: mapped.
    pub useless_mapped: usize,
    /// Columns that must not come in.
    pub sensitive: usize,
    /// Of these: mapped.
    pub sensitive_mapped: usize,
    /// Columns of which nobody could tell without asking.
    pub askable: usize,
    /// Of these: mapped.
    pub askable_mapped: usize,
    /// Dates that fit both orders of day and month.
    pub ambiguous: usize,
    /// Of these: not asked about.
    pub ambiguous_guessed: usize,
}

/// A column that did not come out as labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// File and column.
    pub place: String,
    /// The right answers.
    pub want: Vec<String>,
    /// What was said.
    pub got: Vec<String>,
    /// What kind of miss.
    pub verdict: Verdict,
    /// How sure the suggestion was, in hundredths.
    pub confidence: u8,
}

/// How a column came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As labelled.
    Right,
    /// Left out.
    Missed,
    /// Asked about.
    Open,
    /// Mapped to another field, or mapped at all where it should not be.
    Wrong,
}

impl Tally {
    /// Adds the counts of another export.
    pub fn add(&mut self, other: &Tally) {
        self.mappable += other.mappable;
        self.right += other.right;
        self.wrong += other.wrong;
        self.open += other.open;
        self.missed += other.missed;
        self.wrong_and_confident += other.wrong_and_confident;
        self.useless += other.useless;
        self.useless_mapped += other.useless_mapped;
        self.sensitive += other.sensitive;
        self.sensitive_mapped += other.sensitive_mapped;
        self.askable += other.askable;
        self.askable_mapped += other.askable_mapped;
        self.ambiguous += other.ambiguous;
        self.ambiguous_guessed += other.ambiguous_guessed;
    }

    /// The share of mappable columns that are right, in hundredths of a percent.
    pub fn right_share(&self) -> usize {
        10_000 * self.right / self.mappable.max(1)
    }

    /// The share of all labelled columns that are wrong and confident, in hundredths of a percent.
    pub fn confident_share(&self) -> usize {
        10_000 * self.wrong_and_confident / self.columns().max(1)
    }

    /// All labelled columns.
    pub fn columns(&self) -> usize {
        self.mappable + self.useless + self.sensitive + self.askable
    }
}

/// Compares a suggestion with labels.
pub fn score(labels: &Labels, suggestion: &Suggestion) -> (Tally, Vec<Miss>) {
    let mut lines: BTreeMap<(&str, &str), &Line> = BTreeMap::new();
    for line in &suggestion.lines {
        lines.entry((line.file.as_str(), line.column.trim())).or_insert(line);
    }
    let left_out =
        |file: &str| suggestion.files.iter().any(|line| line.file == file && line.kind == crate::Kind::Other);
    let (mut tally, mut misses) = (Tally::default(), Vec::new());
    for (name, file) in &labels.files {
        let base = name.rsplit('/').next().unwrap_or(name);
        for (column, want) in &file.columns {
            let line = lines.get(&(base, column.as_str())).copied().filter(|_| !left_out(base));
            let verdict = count(&mut tally, file, column, (want, line));
            if verdict != Verdict::Right {
                misses.push(miss(format!("{base}: {column}"), want, line, verdict));
            }
        }
    }
    (tally, misses)
}

fn count(
    tally: &mut Tally,
    file: &FileLabels,
    column: &str,
    (want, line): (&[String], Option<&Line>),
) -> Verdict {
    let outcome = line.map_or(Outcome::Ignored, |line| line.outcome);
    let mapped = usize::from(outcome == Outcome::Mapped);
    let feeds = |targets: &[String]| targets.iter().any(|t| want.iter().any(|w| plain(w) == plain(t)));
    let good = line.is_some_and(|line| feeds(&line.targets));
    let any = |word: &str| want.iter().any(|w| w == word);
    if file.ambiguous_dates.contains(column) {
        tally.ambiguous += 1;
        tally.ambiguous_guessed += mapped;
    }
    let verdict = match (want[0].as_str(), outcome) {
        (_, Outcome::Mapped) if good => Verdict::Right,
        (_, Outcome::Mapped) => Verdict::Wrong,
        (_, Outcome::Open) if any("open") || (file.ambiguous_dates.contains(column) && good) => {
            Verdict::Right
        }
        ("ignore" | "sensitive" | "open", _) => Verdict::Right,
        (_, Outcome::Sensitive | Outcome::Ignored) if any("ignore") || any("sensitive") => Verdict::Right,
        (_, Outcome::Open) => Verdict::Open,
        (_, Outcome::Ignored | Outcome::Sensitive) => Verdict::Missed,
    };
    match want[0].as_str() {
        "ignore" => {
            (tally.useless, tally.useless_mapped) = (tally.useless + 1, tally.useless_mapped + wrong(verdict))
        }
        "sensitive" => {
            (tally.sensitive, tally.sensitive_mapped) =
                (tally.sensitive + 1, tally.sensitive_mapped + wrong(verdict));
        }
        "open" => {
            (tally.askable, tally.askable_mapped) = (tally.askable + 1, tally.askable_mapped + wrong(verdict))
        }
        _ => count_mappable(tally, verdict),
    }
    if verdict == Verdict::Wrong && line.is_some_and(|line| line.confidence >= CONFIDENT) {
        tally.wrong_and_confident += 1;
    }
    verdict
}

fn wrong(verdict: Verdict) -> usize {
    usize::from(verdict == Verdict::Wrong)
}

fn count_mappable(tally: &mut Tally, verdict: Verdict) {
    tally.mappable += 1;
    match verdict {
        Verdict::Right => tally.right += 1,
        Verdict::Wrong => tally.wrong += 1,
        Verdict::Open => tally.open += 1,
        Verdict::Missed => tally.missed += 1,
    }
}

/// One name for what has several: a list of references, the only contact of a row, what is said of it and the student.
fn plain(target: &str) -> String {
    let target = target.replace("SourcedIds", "SourcedId").replace("contact1.", "contact.");
    match target.strip_prefix("contact.") {
        Some(field @ ("relationship" | "priority" | "mayPickUp" | "metadata.livesWith")) => {
            format!("relationships.{field}")
        }
        _ => target,
    }
}

fn miss(place: String, want: &[String], line: Option<&Line>, verdict: Verdict) -> Miss {
    let (got, confidence) = line.map_or((Vec::new(), 0), |line| (line.targets.clone(), line.confidence));
    Miss { place, want: want.to_vec(), got, verdict, confidence }
}
