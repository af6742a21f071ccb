//! The ID of a record that is composed of other records' IDs, once those have changed.

use super::change::Renames;
use crate::model::{Entity, Kind, Record};

/// The ID that a record of the roster would have if its own is made of IDs that change; `None` if it is not.
///
/// Demographics have their person's ID. Roles are `<user>:<role>:<org>`, relationships `<student>:<adult>`, enrollments
/// without an ID of their own `<class>:<user>:<role>`. In any other ID a changed one is replaced where it stands as a whole
/// word. A wrong guess does no harm: a change counts only if the delivery has the new ID.
pub fn follow(record: &Record, renames: &Renames) -> Option<String> {
    let new = match record.entity() {
        Entity::Demographics => renames.get(Entity::Users, record.sourced_id())?.to_owned(),
        Entity::Roles => composed(record, &["userSourcedId", "role", "orgSourcedId"], renames)?,
        Entity::Relationships => composed(record, &["studentSourcedId", "adultSourcedId"], renames)?,
        Entity::Enrollments => composed(record, &["classSourcedId", "userSourcedId", "role"], renames)?,
        _ => replaced(record, renames)?,
    };
    (new != record.sourced_id()).then_some(new)
}

fn composed(record: &Record, parts: &[&str], renames: &Renames) -> Option<String> {
    let old: Vec<&str> = parts.iter().map(|name| record.get(name).unwrap_or("")).collect();
    if old.join(":") != record.sourced_id() {
        return replaced(record, renames);
    }
    let new = parts.iter().zip(&old).map(|(name, value)| match reference(record.entity(), name) {
        Some(to) => renames.get(to, value).unwrap_or(value),
        None => value,
    });
    Some(new.collect::<Vec<_>>().join(":"))
}

fn reference(entity: Entity, field: &str) -> Option<Entity> {
    match entity.fields()[entity.field(field)?].kind {
        Kind::Ref(to) => Some(to),
        _ => None,
    }
}

/// Replaces changed IDs that the record refers to where they stand as whole words in its own.
fn replaced(record: &Record, renames: &Renames) -> Option<String> {
    let mut changed: Vec<(&str, &str)> = Vec::new();
    for (field, value) in record.entity().fields().iter().zip(record.values()) {
        if let (Kind::Ref(to), Some(value)) = (field.kind, value) {
            changed.extend(renames.get(to, value).filter(|_| !value.is_empty()).map(|new| (value, new)));
        }
    }
    changed.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let id = record.sourced_id();
    let (mut new, mut at) = (String::with_capacity(id.len() + 16), 0);
    while let Some(letter) = id[at..].chars().next() {
        let here = changed.iter().find(|(old, _)| is_word(id, at, old));
        match here {
            Some((old, by)) => {
                new.push_str(by);
                at += old.len();
            }
            None => {
                new.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    (!changed.is_empty()).then_some(new)
}

fn is_word(text: &str, at: usize, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text[at..].starts_with(word)
        && !joins(text[..at].chars().next_back())
        && !joins(text[at + word.len()..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_ids_follow_what_they_are_made_of() {
        let mut renames = Renames::default();
        for (entity, old, new) in [
            (Entity::Users, "u1", "U-1"),
            (Entity::Users, "student:7", "student:0007"),
            (Entity::Orgs, "oak", "OAK"),
            (Entity::Classes, "c", "C9"),
        ] {
            renames.add(entity, old, new);
        }
        let role = |id: &'static str, user: &'static str, org: &'static str| {
            (
                Entity::Roles,
                vec![("sourcedId", id), ("userSourcedId", user), ("role", "student"), ("orgSourcedId", org)],
            )
        };
        let seat = |id: &'static str, class: &'static str, user: &'static str| {
            (
                Entity::Enrollments,
                vec![
                    ("sourcedId", id),
                    ("classSourcedId", class),
                    ("userSourcedId", user),
                    ("role", "student"),
                ],
            )
        };
        for ((entity, pairs), new) in [
            ((Entity::Demographics, vec![("sourcedId", "u1")]), Some("U-1")),
            (role("u1:student:oak", "u1", "oak"), Some("U-1:student:OAK")),
            (role("student:7:student:elm", "student:7", "elm"), Some("student:0007:student:elm")),
            (role("u2:student:elm", "u2", "elm"), None),
            (seat("c:u1:student", "c", "u1"), Some("C9:U-1:student")),
            (seat("4711", "c", "u1"), None),
            (seat("c-u1-2026", "c", "u1"), Some("C9-U-1-2026")),
            (seat("xu1-cc", "c", "u1"), None),
            (
                (
                    Entity::Relationships,
                    vec![
                        ("sourcedId", "student:7:u1"),
                        ("studentSourcedId", "student:7"),
                        ("adultSourcedId", "u1"),
                    ],
                ),
                Some("student:0007:U-1"),
            ),
        ] {
            let record = Record::from_pairs(entity, &pairs);
            assert_eq!(follow(&record, &renames).as_deref(), new, "{}", record.sourced_id());
        }
    }
}
