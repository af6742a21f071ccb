//! Own kinds of record of a document.

use super::fields;
use super::values::{Reader, below};
use crate::model::Entity;
use crate::profile::document::OwnKind;
use crate::profile::node::Node;
use crate::profile::{Profile, names};

/// What a kind has.
const KEYS: &[&str] = &["doc", "store", "fields"];
/// Files of OneRoster and of ours that a kind's file would be taken for.
const FILES: &[&str] = &["manifest", "metadata", "students", "staff", "contacts", "schools"];

pub(super) fn read(node: &Node, profile: &mut Profile, read: &mut Reader) {
    for (name, node) in read.pairs("entities", node, "an object with a key for each own kind of record") {
        let at = below("entities", name);
        let other =
            profile.kinds.iter().find(|kind| kind.name != *name && kind.name.eq_ignore_ascii_case(name));
        let taken = Entity::ALL.iter().map(|entity| entity.name()).chain(FILES.iter().copied());
        if !names::fits_kind(name) {
            let allowed = "letters, digits, - and _, a letter first, 64 at most";
            read.say(&at, format!("this cannot be the name of a kind; allowed are {allowed}"));
        } else if let Some(taken) = taken.into_iter().find(|taken| taken.eq_ignore_ascii_case(name)) {
            read.say(&at, format!("\"{taken}\" is there already; give the kind another name"));
        } else if let Some(other) = other {
            read.say(&at, format!("there is \"{}\" already, which differs in case alone", other.name));
        } else {
            profile.kinds.retain(|kind| kind.name != *name);
            profile.kinds.extend(kind(name, (&at, node), read));
        }
    }
    profile.kinds.sort_by(|a, b| a.name.cmp(&b.name));
}

fn kind(name: &str, (at, node): (&str, &Node), read: &mut Reader) -> Option<OwnKind> {
    if *node == Node::Null {
        return None;
    }
    let object = read.object(at, node, KEYS)?;
    let doc = object.get("doc").and_then(|node| read.text(&below(at, "doc"), node, 500)).unwrap_or_default();
    let storing = fields::storing(at, object.get("store"), read);
    let mut own = Vec::new();
    match object.get("fields") {
        Some(node) => {
            let taken = |name: &str| fields::taken_by(Entity::OwnRecords, name);
            fields::set((&below(at, "fields"), node), &mut own, &taken, read);
        }
        None => read.say(&below(at, "fields"), "a kind says its fields".to_owned()),
    }
    Some(OwnKind { name: name.to_owned(), doc, storing, fields: own })
}
