//! From JSON to a profile, with all that is wrong in it and where.

mod errors;
mod fields;
mod kinds;
mod required;
mod values;

pub use errors::{ProfileError, ProfileErrors};

use super::node::Node;
use super::{Profile, names};
use values::Reader;

/// The most bytes of a document.
pub const MAX_BYTES: usize = 256 << 10;
/// The most own fields, those of own kinds among them.
pub const MAX_FIELDS: usize = 200;
/// The most own kinds of record.
pub const MAX_KINDS: usize = 50;

/// The version of the document that is read and written.
pub(super) const VERSION: f64 = 1.0;

/// What a document has.
const KEYS: &[&str] = &["$schema", "profile", "name", "fields", "entities", "required", "sensitive"];

impl Profile {
    /// Reads a profile document on top of [`Profile::standard`]: a field or kind of the same name replaces the standard
    /// one, `null` takes it away.
    ///
    /// # Errors
    /// All that is wrong in it, each with its path and with what is allowed there.
    pub fn load(json: &str) -> Result<Profile, ProfileErrors> {
        let mut read = Reader::default();
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        if json.len() > MAX_BYTES {
            read.say("", format!("{} bytes; a profile has at most {MAX_BYTES}", json.len()));
            return Err(read.errors);
        }
        let node: Node = match serde_json::from_str(json) {
            Ok(node) => node,
            Err(error) => {
                read.say("", format!("this is not JSON that can be read: {error}"));
                return Err(read.errors);
            }
        };
        let mut profile = (*Profile::standard()).clone();
        document(&node, &mut profile, &mut read);
        match read.errors.errors.is_empty() {
            true => Ok(profile),
            false => Err(read.errors),
        }
    }
}

fn document(node: &Node, profile: &mut Profile, read: &mut Reader) {
    let Some(object) = read.object("", node, KEYS) else { return };
    let version = object.get("profile");
    if version != Some(&Node::Number(VERSION)) {
        let message = match version {
            None => format!("a profile says its version: \"profile\": {VERSION}"),
            Some(other) => {
                format!("expected {VERSION}, the version that this program reads, found {}", other.found())
            }
        };
        return read.say("profile", message);
    }
    if let Some(name) = object.get("name") {
        profile.name = read.text("name", name, 100).unwrap_or_default();
    }
    if let Some(node) = object.get("fields") {
        fields::read(node, profile, read);
    }
    if let Some(node) = object.get("entities") {
        kinds::read(node, profile, read);
    }
    bounds(profile, read);
    if let Some(node) = object.get("required") {
        required::read(node, profile, read);
    }
    if let Some(node) = object.get("sensitive") {
        let columns = read.texts("sensitive", node, (1_000, 100));
        profile.sensitive = columns.iter().map(|column| names::folded(column)).collect();
    }
}

fn bounds(profile: &Profile, read: &mut Reader) {
    let fields: usize = profile.fields.values().map(Vec::len).sum();
    let of_kinds: usize = profile.kinds.iter().map(|kind| kind.fields.len()).sum();
    if fields + of_kinds > MAX_FIELDS {
        let all = fields + of_kinds;
        read.say(
            "fields",
            format!("{all} own fields with the standard ones; at most {MAX_FIELDS} are allowed"),
        );
    }
    if profile.kinds.len() > MAX_KINDS {
        let all = profile.kinds.len();
        read.say("entities", format!("{all} kinds with the standard ones; at most {MAX_KINDS} are allowed"));
    }
}

#[cfg(test)]
mod tests;
