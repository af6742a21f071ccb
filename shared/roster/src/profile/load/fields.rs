//! Own fields of a document: by entity, then name.

use super::values::{Reader, below};
use crate::model::{Entity, OWN_PREFIX};
use crate::profile::Profile;
use crate::profile::document::Storing;
use crate::profile::field::{OwnField, ValueKind};
use crate::profile::names;
use crate::profile::node::Node;
use crate::rules::Checked;

/// What a field has.
const KEYS: &[&str] = &["kind", "words", "personal", "store", "doc", "example"];
/// Columns of OneRoster files that are no fields of records.
const COLUMNS: &[&str] = &["status", "dateLastModified", "role", "orgSourcedIds", "metadata"];

pub(super) fn read(node: &Node, profile: &mut Profile, read: &mut Reader) {
    for (name, node) in read.pairs("fields", node, "an object with a key for each entity") {
        let at = below("fields", name);
        let Some(entity) =
            Entity::ALL.iter().copied().find(|entity| entity.name() == name && takes_own(*entity))
        else {
            let known: Vec<&str> =
                Entity::ALL.iter().filter(|entity| takes_own(**entity)).map(|entity| entity.name()).collect();
            read.say(
                &at,
                format!("own fields can be added to {}; own kinds stand under entities", known.join(", ")),
            );
            continue;
        };
        let taken = |name: &str| taken_by(entity, name);
        set((&at, node), profile.fields.entry(entity).or_default(), &taken, read);
    }
    profile.fields.retain(|_, fields| !fields.is_empty());
}

fn takes_own(entity: Entity) -> bool {
    entity.is_roster() && entity != Entity::OwnRecords
}

/// The column of OneRoster that a name would hide.
pub(super) fn taken_by(entity: Entity, name: &str) -> Option<String> {
    let own = format!("{OWN_PREFIX}{name}");
    let is = |known: &str| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(&own);
    let field = entity.fields().iter().map(|field| field.name).find(|known| is(known));
    field.or_else(|| COLUMNS.iter().copied().find(|known| is(known))).map(str::to_owned)
}

/// Sets, replaces and takes away fields.
pub(super) fn set(
    (at, node): (&str, &Node),
    fields: &mut Vec<OwnField>,
    taken: &dyn Fn(&str) -> Option<String>,
    read: &mut Reader,
) {
    for (name, node) in read.pairs(at, node, "an object with a key for each field") {
        let at = below(at, name);
        let other = fields.iter().find(|field| field.name != *name && field.name.eq_ignore_ascii_case(name));
        if !names::fits_field(name) {
            let allowed = "letters, digits, -, _ and ., a letter or digit first, 64 at most";
            read.say(&at, format!("this cannot be the name of a field; allowed are {allowed}"));
        } else if let Some(known) = taken(name) {
            read.say(
                &at,
                format!("\"{known}\" is a column of OneRoster here, so that no own field can have its name"),
            );
        } else if let Some(other) = other {
            read.say(&at, format!("there is \"{}\" already, which differs in case alone", other.name));
        } else {
            fields.retain(|field| field.name != *name);
            fields.extend(field(name, (&at, node), read));
        }
    }
    fields.sort_by(|a, b| a.name.cmp(&b.name));
}

/// One field; nothing where it is taken away.
fn field(name: &str, (at, node): (&str, &Node), read: &mut Reader) -> Option<OwnField> {
    if *node == Node::Null {
        return None;
    }
    let object = read.object(at, node, KEYS)?;
    let mut text = |key: &str, most| object.get(key).and_then(|node| read.text(&below(at, key), node, most));
    let (doc, example) = (text("doc", 500).unwrap_or_default(), text("example", 200).unwrap_or_default());
    let personal = object.get("personal").and_then(|node| read.flag(&below(at, "personal"), node));
    let kind = kind(at, (object.get("kind"), object.get("words")), read)?;
    let storing = storing(at, object.get("store"), read);
    let field =
        OwnField { name: name.to_owned(), kind, personal: personal.unwrap_or(true), storing, doc, example };
    if field.judge(&field.example) == Checked::Bad {
        read.say(&below(at, "example"), format!("this is not {}", field.kind.expected()));
    }
    Some(field)
}

pub(super) fn storing(at: &str, node: Option<&Node>, read: &mut Reader) -> Storing {
    match node.and_then(|node| read.flag(&below(at, "store"), node)) {
        Some(false) => Storing::Dropped,
        Some(true) | None => Storing::Stored,
    }
}

fn kind(at: &str, (kind, words): (Option<&Node>, Option<&Node>), read: &mut Reader) -> Option<ValueKind> {
    let named = match kind {
        Some(node) => Some(read.text(&below(at, "kind"), node, 20)?),
        None => None,
    };
    match (named.as_deref(), words) {
        (None | Some("words"), Some(node)) => words_of(&below(at, "words"), node, read),
        (Some("words"), None) => {
            read.say(&below(at, "words"), "expected the list of the words that are allowed".to_owned());
            None
        }
        (Some(name), None) => {
            let known = ValueKind::PLAIN.into_iter().find(|(known, _)| *known == name);
            if known.is_none() {
                let all: Vec<&str> = ValueKind::PLAIN.iter().map(|(known, _)| *known).collect();
                read.say(
                    &below(at, "kind"),
                    format!("there is no such kind; allowed are {}, words", all.join(", ")),
                );
            }
            known.map(|(_, kind)| kind)
        }
        (Some(_), Some(_)) => {
            read.say(&below(at, "words"), "only a field of the kind \"words\" has words".to_owned());
            None
        }
        (None, None) => Some(ValueKind::Text),
    }
}

fn words_of(at: &str, node: &Node, read: &mut Reader) -> Option<ValueKind> {
    let words = read.texts(at, node, (200, 100));
    let mut seen = std::collections::HashSet::new();
    let twice = words.iter().find(|word| names::folded(word).is_empty() || !seen.insert(names::folded(word)));
    if let Some(word) = twice {
        let message = format!(
            "\"{word}\" has no letter or digit, or is the same as another but for case and punctuation"
        );
        read.say(at, message);
        return None;
    }
    if words.is_empty() {
        read.say(at, "expected at least one word".to_owned());
        return None;
    }
    Some(ValueKind::Words(words))
}
