//! What is remembered of good records beside their keys: whose delivery it is, whose attachments, and who is there twice.

use std::collections::BTreeMap;
use std::io;

use super::Traits;
use super::pass::{Group, Pass};
use super::twins::Twins;
use crate::attachments::{Matched, Matching};
use crate::finding::{Finding, Rule};
use crate::model::Entity;
use crate::read::FindingSink;
use crate::rules;

/// Looks at every good record once.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub(super) traits: Traits,
    pub(super) matching: Matching,
    pub(super) twins: Twins,
}

impl Noted {
    /// Looks at the canonical bytes of a record.
    pub(super) fn note(&mut self, entity: Entity, bytes: &[u8], key: u128) {
        self.traits.note(entity, bytes, key);
        self.matching.note(entity, bytes);
        self.twins.note(entity, bytes, key);
    }
}

impl Pass<'_> {
    /// Gives attachments to people of whom no row came.
    pub(super) fn match_stored(&mut self, diffs: &mut Group<'_>) -> io::Result<()> {
        let matching = &mut self.noted.matching;
        match diffs.get_mut(&Entity::Users).filter(|_| matching.waits()) {
            Some(users) => users.each_before(&mut |_, bytes| matching.note(Entity::Users, bytes)),
            None => Ok(()),
        }
    }

    /// Says what came beside the tables, and who seems to be there twice.
    pub(super) fn tell_noted(&mut self, sink: &mut dyn FindingSink) {
        let matched = std::mem::take(&mut self.noted.matching).finish();
        if let Some(first) = matched.all.first() {
            let file = first.attachment.input.clone();
            self.tell(&rules::attachment::RULE, (file, None), of_attachments(&matched), sink);
        }
        self.attachments = matched;
        if let Some(message) = std::mem::take(&mut self.noted.twins).message() {
            let file = self.files.iter().map(|file| &file.name);
            let users =
                file.clone().find(|name| name.to_lowercase().contains("user")).or(file.clone().next());
            let file = users.cloned().unwrap_or_default();
            self.tell(&rules::person_twice::RULE, (file, Some(Entity::Users)), message, sink);
        }
    }

    fn tell(
        &self,
        rule: &'static Rule,
        (file, entity): (String, Option<Entity>),
        message: String,
        sink: &mut dyn FindingSink,
    ) {
        sink.find(Finding {
            rule,
            severity: self.reader.strictness().severity(rule),
            file: file.into(),
            entity,
            line: None,
            column: None,
            field: None,
            record: None,
            message,
        });
    }
}

/// So many, so large, and by the file they came in if that is a ZIP.
fn of_attachments(matched: &Matched) -> String {
    let mut archives: BTreeMap<&str, u64> = BTreeMap::new();
    for one in matched.all.iter().filter(|one| one.attachment.entry.is_some()) {
        *archives.entry(one.attachment.input.as_str()).or_default() += 1;
    }
    let inside: Vec<String> =
        archives.iter().take(5).map(|(name, count)| format!("{count} in {name}")).collect();
    let inside = if inside.is_empty() { String::new() } else { format!(", {}", inside.join(", ")) };
    let (files, people) = (matched.files(), matched.matched());
    let (bytes, nobody) = (matched.bytes(), files - people);
    format!(
        "attachments: {files} files of {bytes} bytes{inside}; {people} belong to a person by their name, {nobody} to nobody"
    )
}
