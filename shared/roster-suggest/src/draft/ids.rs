//! Keys, and references to them: with prefixes where IDs of different people may be the same, through another file's column
//! where a reference does not name the key.

use roster::mapping::{ColumnRef, Lookup, Other, Piece, Source, Step, Value};

use super::Context;
use crate::assign::Plan;
use crate::kind::Kind;
use crate::profile::Profile;
use crate::sample::Sampled;
use crate::shape::Look;
use crate::target::Entry;

/// Whether IDs of people get a word in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// IDs of different files may be the same.
    ByKind,
    /// They are not, or one column holds IDs of several kinds.
    None,
}

impl Prefixes {
    pub(super) fn of(files: &[Sampled], plans: &[Plan]) -> Prefixes {
        let keys: Vec<(Kind, &Profile)> = plans
            .iter()
            .zip(files)
            .filter_map(|(plan, file)| {
                let column = plan.key.or_else(|| plan.column(person(plan.kind)?, "sourcedId"))?;
                person(plan.kind)?;
                Some((plan.kind, &file.columns[column].profile))
            })
            .collect();
        let mixed = plans.iter().any(|plan| {
            matches!(plan.kind, Kind::People | Kind::Roles | Kind::Demographics | Kind::Links)
                || (plan.kind == Kind::Enrollments && plan.column(Entry::Enrollments, "role").is_some())
        });
        let clash =
            |(a, one): &(Kind, &Profile)| keys.iter().any(|(b, other)| a != b && may_clash(one, other));
        if !mixed && keys.iter().any(clash) { Prefixes::ByKind } else { Prefixes::None }
    }
}

/// Plain numbers of two files may be the same one day, even if none is today.
fn may_clash(one: &Profile, other: &Profile) -> bool {
    let numbers = |profile: &Profile| profile.share(Look::Digits) > 0.5;
    (numbers(one) && numbers(other)) || one.ids.iter().take(1_000).any(|id| other.ids.contains(id))
}

/// Whose people a file of a kind tells of.
pub(super) fn person(kind: Kind) -> Option<Entry> {
    match kind {
        Kind::Students => Some(Entry::Student),
        Kind::Staff => Some(Entry::Staff),
        Kind::People => Some(Entry::User),
        Kind::Contacts => Some(Entry::Contact),
        _ => None,
    }
}

/// Whose ID the rows of a file of a kind have.
fn own(kind: Kind) -> Option<Entry> {
    match kind {
        Kind::Schools => Some(Entry::Orgs),
        Kind::Classes => Some(Entry::Classes),
        Kind::Courses => Some(Entry::Courses),
        Kind::Sessions => Some(Entry::Sessions),
        other => person(other),
    }
}

impl Context<'_> {
    /// The key of a file's rows.
    pub(super) fn key(&self, file: usize) -> Option<usize> {
        let plan = &self.plans[file];
        plan.key.or_else(|| plan.column(own(plan.kind)?, "sourcedId"))
    }

    /// What stands in front of the IDs of people of a kind.
    pub(super) fn prefix(&self, kind: Kind) -> &'static str {
        match (self.prefixes, kind) {
            (Prefixes::None, _) => "",
            (Prefixes::ByKind, Kind::Students) => "student:",
            (Prefixes::ByKind, Kind::Staff) => "staff:",
            (Prefixes::ByKind, Kind::Contacts) => "contact:",
            (Prefixes::ByKind, _) => "",
        }
    }

    /// An ID of a kind, as a column has it.
    pub(super) fn id(&self, kind: Kind, file: usize, column: usize) -> Value {
        let prefix = self.prefix(kind);
        match &self.files[file].columns[column].profile.null {
            Some(_) => with_prefix(super::values::plain(self, file, column), prefix),
            None => of_pieces(vec![Piece::Text(prefix.to_owned()), Piece::Column(self.column(file, column))]),
        }
    }

    /// What a column refers to, as the ID of one of these kinds; the first is meant if nothing tells.
    pub(super) fn reference(&self, file: usize, column: usize, kinds: &[Kind]) -> Value {
        let joins = self.joins.from(file, column, kinds);
        let to_key = joins.iter().find(|join| join.share >= 0.5 && self.key(join.to.0) == Some(join.to.1));
        if let Some(join) = to_key {
            return self.id(self.plans[join.to.0].kind, file, column);
        }
        let through = joins.iter().find(|join| join.share >= 0.8);
        if let Some((join, key)) = through.and_then(|join| Some((join, self.key(join.to.0)?))) {
            let lookup = Lookup {
                file: self.pattern(join.to.0).to_owned(),
                matches: self.column(join.to.0, join.to.1),
                take: self.column(join.to.0, key),
                other: Other::Warn,
            };
            let value =
                Value::of(Source::Column(vec![self.column(file, column)])).then(Step::Through(lookup));
            return with_prefix(value, self.prefix(self.plans[join.to.0].kind));
        }
        let there = kinds.iter().find(|kind| self.has_kind(**kind)).or(kinds.first());
        self.id(there.copied().unwrap_or(Kind::Other), file, column)
    }
}

fn with_prefix(value: Value, prefix: &str) -> Value {
    if prefix.is_empty() { value } else { value.then(Step::Prefix(prefix.to_owned())) }
}

/// A template, or the column alone where that is all of it.
pub(super) fn of_pieces(pieces: Vec<Piece>) -> Value {
    let mut said: Vec<Piece> =
        pieces.into_iter().filter(|piece| *piece != Piece::Text(String::new())).collect();
    match (said.len(), said.pop()) {
        (1, Some(Piece::Column(column))) => Value::of(Source::Column(vec![column])),
        (_, Some(last)) => {
            said.push(last);
            Value::of(Source::Template(said))
        }
        (_, None) => Value::constant(""),
    }
}

/// A template of columns with a mark between.
pub(super) fn composed(columns: &[ColumnRef], mark: &str) -> Value {
    let mut pieces = Vec::new();
    for column in columns {
        if !pieces.is_empty() {
            pieces.push(Piece::Text(mark.to_owned()));
        }
        pieces.push(Piece::Column(column.clone()));
    }
    of_pieces(pieces)
}
