//! By which value a person of one source is found in another.

use std::fmt;
use std::str::FromStr;

use crate::diff::key_hash;
use crate::model::{Entity, Values};

/// The field of users that two sources have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JoinBy {
    /// By position in the fields of users.
    Field(usize),
    /// One of the IDs in `userIds`, by its type, in any case.
    UserId(String),
}

/// Fields that can tell who somebody is.
const FIELDS: &[&str] = &["sourcedId", "identifier", "email", "username", "userMasterIdentifier"];

/// Text that names no field by which people are found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" does not tell who somebody is; sourcedId, identifier, email, username, userMasterIdentifier and userIds:<type> do"
)]
pub struct UnknownJoin(pub String);

impl FromStr for JoinBy {
    type Err = UnknownJoin;

    fn from_str(text: &str) -> Result<JoinBy, UnknownJoin> {
        let unknown = || UnknownJoin(text.to_owned());
        if let Some((field, kind)) = text.split_once(':') {
            let is_good = field.trim().eq_ignore_ascii_case("userIds") && !kind.trim().is_empty();
            return is_good.then(|| JoinBy::UserId(kind.trim().to_owned())).ok_or_else(unknown);
        }
        let name = FIELDS.iter().find(|name| name.eq_ignore_ascii_case(text.trim())).ok_or_else(unknown)?;
        Entity::Users.field(name).map(JoinBy::Field).ok_or_else(unknown)
    }
}

impl fmt::Display for JoinBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JoinBy::Field(at) => f.write_str(Entity::Users.fields().get(*at).map_or("", |field| field.name)),
            JoinBy::UserId(kind) => write!(f, "userIds:{kind}"),
        }
    }
}

impl JoinBy {
    /// Whether two people of one source can never have the same value.
    pub(crate) fn is_key(&self) -> bool {
        *self == JoinBy::Field(0)
    }

    /// The position of the field in users.
    pub(crate) fn field(&self) -> Option<usize> {
        match self {
            JoinBy::Field(at) => Some(*at),
            JoinBy::UserId(_) => Entity::Users.field("userIds"),
        }
    }

    /// The hash of a user's value; `None` if it has none.
    pub(crate) fn of(&self, user: &[u8]) -> Option<u128> {
        let text = Values::over(user).nth(self.field()?)??;
        match self {
            JoinBy::Field(_) => self.hash(text),
            JoinBy::UserId(kind) => self.hash(id_of(text, kind)?),
        }
    }

    /// The same of a supplement's record: where its field never came, its own ID is the value.
    pub(super) fn of_supplement(&self, user: &[u8]) -> Option<u128> {
        match Values::over(user).nth(self.field()?)? {
            Some(_) => self.of(user),
            None => self.hash(Values::over(user).next()??),
        }
    }

    /// The hash of a value as it is compared; `None` for a blank.
    pub(super) fn hash(&self, value: &str) -> Option<u128> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let name = self.field().map_or("", |at| Entity::Users.fields()[at].name);
        match name {
            "email" | "username" => Some(key_hash(&value.to_lowercase())),
            _ => Some(key_hash(value)),
        }
    }
}

/// The ID of a type in `{type:id},{type:id}`.
fn id_of<'a>(list: &'a str, kind: &str) -> Option<&'a str> {
    let ids =
        list.split('{').filter_map(|part| part.split_once('}')).filter_map(|(id, _)| id.split_once(':'));
    let mut ids = ids.filter(|(of, _)| of.trim().eq_ignore_ascii_case(kind)).map(|(_, id)| id.trim());
    ids.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Record;

    #[test]
    fn what_names_a_field_is_read_and_written() {
        for (text, want) in [
            ("sourcedId", Some("sourcedId")),
            ("SOURCEDID", Some("sourcedId")),
            (" identifier ", Some("identifier")),
            ("email", Some("email")),
            ("userids: LDAP ", Some("userIds:LDAP")),
            ("userIds:", None),
            ("userIds", None),
            ("givenName", None),
            ("", None),
            ("email:work", None),
        ] {
            let got = text.parse::<JoinBy>().ok().map(|join| join.to_string());
            assert_eq!(got.as_deref(), want, "{text}");
        }
        assert!("phone".parse::<JoinBy>().unwrap_err().to_string().contains("identifier"));
    }

    #[test]
    fn values_are_compared_as_people_mean_them() {
        let user = |field, value| Record::from_pairs(Entity::Users, &[("sourcedId", "7"), (field, value)]);
        for (join, field, one, other, same) in [
            ("email", "email", "Ann@Example.org", "ann@example.org", true),
            ("username", "username", "ANN", "ann", true),
            ("identifier", "identifier", "0017", "17", false),
            ("identifier", "identifier", "A1", "a1", false),
            ("userIds:hr", "userIds", "{sis:1},{HR:9}", "{hr:9}", true),
            ("userIds:hr", "userIds", "{sis:9}", "{sis:9}", false),
            ("identifier", "identifier", "", "", false),
        ] {
            let join: JoinBy = join.parse().unwrap();
            let (one, other) = (join.of(user(field, one).bytes()), join.of(user(field, other).bytes()));
            assert_eq!(one.is_some() && one == other, same, "{join} {field}");
        }
    }

    #[test]
    fn a_supplement_without_the_field_has_its_id_for_it() {
        let join: JoinBy = "identifier".parse().unwrap();
        let bare = Record::from_pairs(Entity::Users, &[("sourcedId", "17")]);
        let blank = Record::from_pairs(Entity::Users, &[("sourcedId", "17"), ("identifier", "")]);
        assert_eq!(join.of_supplement(bare.bytes()), join.hash("17"));
        assert_eq!(join.of_supplement(blank.bytes()), None);
        assert_eq!(join.of(bare.bytes()), None, "a person of the primary has only what it has");
    }
}
