//! Which columns have values that stand in the ID column of another file.

use std::collections::HashSet;

use crate::concept::Subject;
use crate::kind::Kind;
use crate::profile::Profile;
use crate::sample::{Column, Sampled};

/// Values of a column that are looked up.
const PROBES: usize = 400;
/// Pairs of columns that are compared at most.
const MOST_PAIRS: usize = 60_000;

/// One column whose values stand in another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Join {
    pub(crate) from: (usize, usize),
    pub(crate) to: (usize, usize),
    /// The share of values that stand there.
    pub(crate) share: f32,
    /// How many different values were looked up.
    pub(crate) probes: usize,
}

/// All joins of a set.
#[derive(Debug, Default)]
pub(crate) struct Joins {
    all: Vec<Join>,
    /// Columns that are named as IDs of something else than their file's rows.
    foreign: HashSet<(usize, usize)>,
    kinds: Vec<Kind>,
}

impl Joins {
    /// Compares the columns of files of known kinds.
    pub(crate) fn of(files: &[Sampled], kinds: &[Kind]) -> Joins {
        let mut joins = Joins { all: Vec::new(), foreign: HashSet::new(), kinds: kinds.to_vec() };
        let mut pairs = 0;
        for (f, file) in files.iter().enumerate() {
            for (k, column) in file.columns.iter().enumerate().filter(|(_, c)| is_key(&c.profile)) {
                if is_foreign(column, kinds.get(f).copied()) {
                    joins.foreign.insert((f, k));
                }
                for (g, other) in files.iter().enumerate().filter(|(g, _)| *g != f) {
                    for (c, reference) in other.columns.iter().enumerate() {
                        pairs += 1;
                        if pairs > MOST_PAIRS {
                            return joins;
                        }
                        joins.all.extend(join((g, c), &reference.profile, (f, k), &column.profile));
                    }
                }
            }
        }
        joins
    }

    /// The kind of thing that a column's values are IDs of, if one is clear.
    pub(crate) fn subject_of(&self, file: usize, column: usize) -> Option<Subject> {
        let own = |join: &&Join| {
            let is_far = join.share >= 0.9 && join.probes >= 3;
            join.from == (file, column) && is_far && !self.foreign.contains(&join.to)
        };
        let mut found: Vec<Subject> =
            self.all.iter().filter(own).filter_map(|j| subject(*self.kinds.get(j.to.0)?)).collect();
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Where the values of a column stand, in files of a kind, the best place first.
    pub(crate) fn from(&self, file: usize, column: usize, kinds: &[Kind]) -> Vec<Join> {
        let fits = |join: &&Join| {
            join.from == (file, column) && self.kinds.get(join.to.0).is_some_and(|kind| kinds.contains(kind))
        };
        let mut found: Vec<Join> = self.all.iter().filter(fits).copied().collect();
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        found
    }

    /// How many columns of other files point at a column.
    pub(crate) fn pointing_at(&self, file: usize, column: usize) -> usize {
        self.all.iter().filter(|join| join.to == (file, column) && join.share >= 0.9).count()
    }
}

/// Whose IDs the key of a file of a kind is.
pub(crate) fn subject(kind: Kind) -> Option<Subject> {
    match kind {
        Kind::Students => Some(Subject::Student),
        Kind::Staff => Some(Subject::Staff),
        Kind::People => Some(Subject::Person),
        Kind::Contacts => Some(Subject::Contact),
        Kind::Schools => Some(Subject::School),
        Kind::Classes => Some(Subject::Class),
        Kind::Courses => Some(Subject::Course),
        Kind::Sessions => Some(Subject::Term),
        Kind::Enrollments | Kind::Roles | Kind::Demographics | Kind::Links | Kind::Other => None,
    }
}

/// Whether a column's name says that it is about something else than the rows of its file.
fn is_foreign(column: &Column, kind: Option<Kind>) -> bool {
    let own = kind.and_then(subject);
    let named = column.heading.readings.first().map_or(Subject::Any, |reading| reading.subject);
    !matches!(named, Subject::Any | Subject::Person) && Some(named) != own
}

/// A column that other files may point at: nearly unique where there is a row per school or contact.
fn is_key(profile: &Profile) -> bool {
    profile.filled() > 0.9 && profile.uniqueness() > 0.3 && profile.may_be_id()
}

fn join(from: (usize, usize), values: &Profile, to: (usize, usize), keys: &Profile) -> Option<Join> {
    if values.ids.is_empty() || !values.may_be_id() {
        return None;
    }
    let (mut probes, mut met) = (0, 0);
    for id in values.ids.iter().take(PROBES) {
        probes += 1;
        met += usize::from(keys.ids.contains(id));
    }
    let share = met as f32 / probes as f32;
    (share >= 0.5).then_some(Join { from, to, share, probes })
}
