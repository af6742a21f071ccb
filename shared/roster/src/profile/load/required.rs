//! What a document requires of each role.

use std::collections::BTreeMap;

use super::values::{Reader, below};
use crate::finding::Severity;
use crate::model::{Entity, SENT_ROLES};
use crate::profile::Profile;
use crate::profile::document::RoleGroup;
use crate::profile::node::Node;

pub(super) fn read(node: &Node, profile: &mut Profile, read: &mut Reader) {
    for (role, node) in read.pairs("required", node, "an object with a key for each role") {
        let at = below("required", role);
        let groups = RoleGroup::ALL.iter().map(|group| group.word());
        let Some(known) = groups.chain(SENT_ROLES.iter().copied()).find(|known| known == role) else {
            // `student` is a group as well, and named once.
            let groups = RoleGroup::ALL.map(RoleGroup::word);
            let is_group = |role: &&&str| groups.contains(*role);
            let roles: Vec<&str> = SENT_ROLES.iter().filter(|role| !is_group(role)).copied().collect();
            let groups = groups.join(", ");
            read.say(&at, format!("there is no such role; allowed are {groups}, {}", roles.join(", ")));
            continue;
        };
        let fields = fields((&at, node), profile, read);
        if !fields.is_empty() {
            profile.required.insert(known.to_owned(), fields);
        }
    }
}

/// Names in a list, which are missed with a warning, or names with a severity each.
fn fields((at, node): (&str, &Node), profile: &Profile, read: &mut Reader) -> BTreeMap<String, Severity> {
    let mut fields = BTreeMap::new();
    if let Node::List(_) = node {
        for (index, name) in read.texts(at, node, (100, 64)).into_iter().enumerate() {
            if is_known(&name, &format!("{at}[{index}]"), profile, read) {
                fields.insert(name, Severity::Warning);
            }
        }
        return fields;
    }
    for (name, node) in read.pairs(at, node, "a list of fields, or an object with a severity for each") {
        let at = below(at, name);
        let severity = match node {
            Node::Text(word) if word == "error" => Severity::Error,
            Node::Text(word) if word == "warning" => Severity::Warning,
            other => {
                read.say(&at, format!("expected \"error\" or \"warning\", found {}", other.found()));
                continue;
            }
        };
        if is_known(name, &at, profile, read) {
            fields.insert(name.clone(), severity);
        }
    }
    fields
}

fn is_known(name: &str, at: &str, profile: &Profile, read: &mut Reader) -> bool {
    let built_in = Entity::Users.fields().iter().filter(|field| field.stored && field.in_file);
    let built_in: Vec<&str> = built_in.map(|field| field.name).filter(|name| *name != "sourcedId").collect();
    let own: Vec<&str> = profile.own(Entity::Users).iter().map(|field| field.name.as_str()).collect();
    let known = built_in.contains(&name) || own.contains(&name);
    if !known {
        let all = [built_in, own].concat().join(", ");
        read.say(at, format!("users have no such field; allowed are {all}"));
    }
    known
}
