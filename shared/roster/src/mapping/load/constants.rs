//! Constants that a field does not know.

use super::Loader;
use super::object::choices;
use super::path::{Path, shortened};
use crate::mapping::document::{FieldMapping, FieldTarget, Source};
use crate::mapping::nearest::hint;
use crate::model::{Entity, Kind};

/// Words of `users.role` in OneRoster 1.1 that `roles.role` of 1.2 does not know.
const ROLES_BEFORE: &[&str] = &["administrator"];

impl Loader {
    /// Notes a constant that would be wrong in every row.
    pub(super) fn constant_is_known(&mut self, at: &Path<'_>, entity: Entity, field: &FieldMapping) {
        let (Source::Constant(text), []) = (&field.value.source, &field.value.steps[..]) else { return };
        let words = known(entity, &field.target);
        let Known::Words(words, open) = words else { return };
        let extended = matches!(open, Open::Extended) && text.starts_with("ext:");
        if extended || words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())) {
            return;
        }
        self.read.errors.add(at, || {
            let meant = hint(text, words.iter().copied());
            let more = if matches!(open, Open::Extended) { ", or a word that begins with ext:" } else { "" };
            let text = shortened(text);
            format!(
                "\"{text}\" is no value of this field{meant}; use {}{more}",
                choices(words.iter().copied())
            )
        });
    }
}

/// What a field may hold.
enum Known {
    Words(Vec<&'static str>, Open),
    Anything,
}

enum Open {
    Closed,
    Extended,
}

fn known(entity: Entity, target: &FieldTarget) -> Known {
    match target {
        FieldTarget::Field(at) => {
            entity.fields().get(*at).map_or(Known::Anything, |field| of_kind(field.kind))
        }
        FieldTarget::UserRole => {
            match Entity::Roles.field("role").map(|at| Entity::Roles.fields()[at].kind) {
                Some(Kind::OpenEnum(words)) => Known::Words([words, ROLES_BEFORE].concat(), Open::Extended),
                Some(_) | None => Known::Anything,
            }
        }
        FieldTarget::Status => Known::Words(vec!["active", "tobedeleted"], Open::Closed),
        FieldTarget::UserOrgs | FieldTarget::Own(_) => Known::Anything,
    }
}

fn of_kind(kind: Kind) -> Known {
    match kind {
        Kind::Enum(words) => Known::Words(words.to_vec(), Open::Closed),
        Kind::OpenEnum(words) => Known::Words(words.to_vec(), Open::Extended),
        Kind::Bool => Known::Words(vec!["true", "false"], Open::Closed),
        Kind::Id
        | Kind::Ref(_)
        | Kind::RefList(_)
        | Kind::Text
        | Kind::TextList
        | Kind::UserIds
        | Kind::OpenEnumList(_)
        | Kind::Date
        | Kind::DateTime
        | Kind::Year
        | Kind::Integer
        | Kind::Float
        | Kind::Grades
        | Kind::Email
        | Kind::ScoreScale => Known::Anything,
    }
}
