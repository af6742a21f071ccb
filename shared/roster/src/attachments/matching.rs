//! Which person an attachment belongs to: the one whose `sourcedId`, identifier or user ID is its name.

use std::collections::HashMap;

use super::Attachment;
use crate::diff::key_hash;
use crate::model::{Entity, Values};

/// One attachment and the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongs {
    /// The attachment.
    pub attachment: Attachment,
    /// The person's `sourcedId`; `None` if nobody has an ID of this name.
    pub user: Option<String>,
}

/// What became of all attachments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// Each of them, in the order in which they came.
    pub all: Vec<Belongs>,
}

impl Matched {
    /// How many belong to a person.
    pub fn matched(&self) -> u64 {
        self.all.iter().filter(|one| one.user.is_some()).count() as u64
    }

    /// How many there are.
    pub fn files(&self) -> u64 {
        self.all.len() as u64
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> u64 {
        self.all.iter().map(|one| one.attachment.size).sum()
    }
}

/// Attachments that wait for their people. Memory goes with the number of attachments, not of people.
#[derive(Debug, Default)]
pub struct Matching {
    matched: Matched,
    /// By hash of their names.
    stems: HashMap<u128, Vec<u32>>,
    waiting: usize,
}

impl Matching {
    /// For these attachments, at most [`super::MOST`] of them.
    pub fn of(attachments: Vec<Attachment>) -> Matching {
        let mut matching = Matching::default();
        for (at, attachment) in attachments.into_iter().take(super::MOST).enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            matching.stems.entry(key_hash(attachment.stem())).or_default().push(at);
            matching.matched.all.push(Belongs { attachment, user: None });
            matching.waiting += 1;
        }
        matching
    }

    /// Whether any attachment still waits.
    pub fn waits(&self) -> bool {
        self.waiting > 0
    }

    /// Looks at the canonical bytes of a record; only people have attachments.
    pub fn note(&mut self, entity: Entity, bytes: &[u8]) {
        if self.waiting == 0 || entity != Entity::Users {
            return;
        }
        let value =
            |name| entity.field(name).and_then(|at| Values::over(bytes).nth(at)).flatten().unwrap_or("");
        let id = Values::over(bytes).next().flatten().unwrap_or("");
        self.give(id, id);
        self.give(value("identifier"), id);
        for user_id in value("userIds").split(',') {
            let inner = user_id.trim().trim_start_matches('{').trim_end_matches('}');
            self.give(inner.split_once(':').map_or("", |(_, number)| number), id);
        }
    }

    fn give(&mut self, name: &str, user: &str) {
        // With a role in front, as formats write it where files have ID spaces of their own.
        for name in [Some(name), name.split_once(':').map(|(_, rest)| rest)].into_iter().flatten() {
            let Some(places) = self.stems.remove(&key_hash(name)).filter(|_| !name.is_empty()) else {
                continue;
            };
            self.waiting -= places.len();
            for at in places {
                self.matched.all[at as usize].user = Some(user.to_owned());
            }
        }
    }

    /// What came of it.
    pub fn finish(self) -> Matched {
        self.matched
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Record;

    #[test]
    fn a_name_is_a_sourced_id_an_identifier_or_a_user_id() {
        let named = |name: &str| Attachment { input: format!("idphotos/{name}.jpg"), entry: None, size: 10 };
        let mut matching = Matching::of(["u1", "00042", "77", "nobody", "9"].map(named).to_vec());
        let user = |id: &str, identifier: &str, ids: &str| {
            Record::from_pairs(
                Entity::Users,
                &[("sourcedId", id), ("identifier", identifier), ("userIds", ids)],
            )
        };
        let people = [
            user("u1", "", ""),
            user("u2", "00042", ""),
            user("u3", "", "{a:1},{badge:77}"),
            user("student:9", "", ""),
        ];
        people.iter().for_each(|person| matching.note(Entity::Users, person.bytes()));
        assert!(matching.waits());
        let matched = matching.finish();
        let users: Vec<_> = matched.all.iter().map(|one| one.user.as_deref()).collect();
        assert_eq!(users, [Some("u1"), Some("u2"), Some("u3"), None, Some("student:9")]);
        assert_eq!((matched.files(), matched.matched(), matched.bytes()), (5, 4, 50));
    }
}
