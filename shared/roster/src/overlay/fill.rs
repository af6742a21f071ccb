//! What a supplement says, filled into a person's record.

use std::collections::BTreeSet;

use crate::mapping::{FieldTarget, Write};
use crate::model::{Entity, OWN_PREFIX, Record, RecordBuilder};

/// What the roster last applied had from supplements alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supplied {
    /// Fields of users that the roster's own files did not give; own fields as `metadata.<name>`.
    pub fields: BTreeSet<String>,
    /// The supplements' names.
    pub from: BTreeSet<String>,
}

/// A person's record with what supplements say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) record: Record,
    /// Fields that count only while nothing is stored in them.
    pub(crate) once: Vec<FieldTarget>,
}

/// Fields that only supplements give: what is stored in them says nothing where no supplement does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Bare {
    pub(crate) fields: Vec<usize>,
    pub(crate) own: Vec<String>,
}

impl Bare {
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Bare {
        let mut bare = Bare::default();
        for name in names {
            match name.strip_prefix(OWN_PREFIX) {
                Some(own) => bare.own.push(own.to_owned()),
                None => bare.fields.extend(Entity::Users.field(name)),
            }
        }
        bare
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.own.is_empty()
    }
}

/// The name of a field as in [`Supplied`].
pub(super) fn name_of(target: &FieldTarget) -> Option<String> {
    match target {
        FieldTarget::Field(at) => Some(Entity::Users.fields()[*at].name.to_owned()),
        FieldTarget::Own(name) => Some(format!("{OWN_PREFIX}{name}")),
        FieldTarget::UserRole | FieldTarget::UserOrgs | FieldTarget::Status => None,
    }
}

/// Fills what a supplement says of a person into the person's record. A blank says nothing.
pub(super) fn fill(mine: &Record, theirs: &Record, write: impl Fn(&FieldTarget) -> Write) -> Filled {
    let mut once = Vec::new();
    let mut builder = RecordBuilder::new(Entity::Users);
    for (at, (mine, theirs)) in mine.values().zip(theirs.values()).enumerate() {
        builder.push(choose((mine, theirs), FieldTarget::Field(at), &write, &mut once));
    }
    let mut own: crate::model::OwnFields =
        mine.own_values().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    for (name, value) in theirs.own_values() {
        let target = FieldTarget::Own(name.clone().into_owned());
        let stands = own.get(&*name).map(String::as_str);
        let chosen = choose((stands, Some(&value)), target, &write, &mut once).map(str::to_owned);
        own.extend(chosen.map(|value| (name.into_owned(), value)));
    }
    builder.own(&own);
    Filled { record: builder.finish(), once }
}

fn choose<'v>(
    (mine, theirs): (Option<&'v str>, Option<&'v str>),
    target: FieldTarget,
    write: &impl Fn(&FieldTarget) -> Write,
    once: &mut Vec<FieldTarget>,
) -> Option<&'v str> {
    let Some(theirs) = theirs.filter(|text| !text.is_empty()) else { return mine };
    let is_given = mine.is_some_and(|text| !text.is_empty());
    match write(&target) {
        Write::Always => Some(theirs),
        Write::IfEmpty | Write::Once if is_given => mine,
        Write::IfEmpty => Some(theirs),
        Write::Once => {
            once.push(target);
            Some(theirs)
        }
    }
}
