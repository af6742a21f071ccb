//! E-mail addresses that are missing or shared: one finding for the file, since parents teach and siblings share.

use std::sync::Arc;

use crate::diff::key_hash;
use crate::finding::{Finding, Rule};
use crate::model::Entity;
use crate::read::{FindingSink, KeySet, Strictness};
use crate::rules;

/// Counts addresses of good users.
#[derive(Debug, Default)]
pub(super) struct Mails {
    seen: KeySet,
    people: u64,
    missing: u64,
    shared: u64,
}

impl Mails {
    /// Makes room for about so many people, if none has come yet.
    pub(super) fn expect(&mut self, people: usize) {
        if self.people == 0 {
            self.seen = KeySet::with_room(people);
        }
    }

    pub(super) fn note(&mut self, address: &str) {
        self.people += 1;
        if address.is_empty() {
            self.missing += 1;
            return;
        }
        let key = key_hash(address);
        if self.seen.contains(key) {
            self.shared += 1;
        } else {
            self.seen.insert(key);
        }
    }

    pub(super) fn report(&self, file: &Arc<str>, strictness: Strictness, sink: &mut dyn FindingSink) {
        if self.missing > 0 {
            let message = format!("{} of {} people have no e-mail address", self.missing, self.people);
            sink.find(grouped(file, strictness, &rules::missing_email::RULE, message));
        }
        if self.shared > 0 {
            let message =
                format!("{} people have an e-mail address that somebody before them has too", self.shared);
            sink.find(grouped(file, strictness, &rules::shared_email::RULE, message));
        }
    }
}

fn grouped(file: &Arc<str>, strictness: Strictness, rule: &'static Rule, message: String) -> Finding {
    Finding {
        rule,
        severity: strictness.severity(rule),
        file: file.clone(),
        entity: Some(Entity::Users),
        line: None,
        column: None,
        field: Some("email".into()),
        record: None,
        message,
    }
}
