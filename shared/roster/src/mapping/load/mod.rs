//! From JSON to a mapping, with all that is wrong in it and where.

mod constants;
mod dates;
mod each;
mod errors;
mod files;
mod lookups;
mod object;
mod path;
mod records;
mod steps;
mod targets;
mod values;

pub(in crate::mapping) use errors::Errors;
pub use errors::{MappingError, MappingErrors};
pub(in crate::mapping) use path::Path;
pub(in crate::mapping) use path::shortened;

pub(super) use files::is_delimiter;
pub(super) use targets::{STATUS, USER_ORGS, USER_ROLE, entities, name_of, targets};
pub(super) use values::SOURCES;

use super::document::{Columns, Mapping};
use super::limits::MAX_BYTES;
use super::node::{self, Node};
use lookups::Through;
use object::Reader;

/// The version of the document that is read and written.
pub(super) const VERSION: i64 = 1;

impl Mapping {
    /// Reads a mapping document.
    ///
    /// # Errors
    ///
    /// All that is wrong in it, each with its path and with what is allowed there. Never panics; takes well under a second
    /// for any text.
    pub fn from_json(json: &str) -> Result<Mapping, MappingErrors> {
        let mut errors = Errors::default();
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        if json.len() > MAX_BYTES {
            errors.add(&Path::ROOT, || format!("{} bytes; a mapping has at most {MAX_BYTES}", json.len()));
            return errors.into_result(None);
        }
        let node = match node::parse(json, &mut errors) {
            Ok(node) => node,
            Err(message) => {
                errors.add(&Path::ROOT, || message);
                return errors.into_result(None);
            }
        };
        let mut loader = Loader { read: Reader { errors }, ..Loader::default() };
        let mapping = loader.mapping(&Path::ROOT, &node);
        if let Some(mapping) = &mapping {
            loader.across(mapping);
        }
        loader.read.errors.into_result(mapping)
    }
}

/// What is known while a document is read.
#[derive(Debug, Default)]
struct Loader {
    read: Reader,
    /// How columns of the file are told apart.
    columns: Columns,
    /// Which file of the mapping it is.
    file: usize,
    /// What `each` has made so far, in bytes.
    expanded: usize,
    /// What is to be done for one row of the file.
    work: usize,
    throughs: Vec<Through>,
    /// Records that there are only without a file: their paths, and the file.
    unlesses: Vec<(String, String)>,
}

impl Loader {
    fn mapping(&mut self, at: &Path<'_>, node: &Node) -> Option<Mapping> {
        let object = self.read.object(at, node, &["mapping", "name", "files", "$schema"])?;
        let version = object.get("mapping");
        if version != Some(&Node::Integer(VERSION)) {
            self.read.errors.add(&at.key("mapping"), || wrong_version(version));
            return None;
        }
        let name = match object.get("name") {
            Some(name) => self.read.text(&at.key("name"), name)?.to_owned(),
            None => String::new(),
        };
        let files = self.files(&at.key("files"), object.get("files"))?;
        Some(Mapping { name, files })
    }
}

fn wrong_version(found: Option<&Node>) -> String {
    match found {
        None => format!("a mapping document says its version: \"mapping\": {VERSION}"),
        Some(Node::Integer(other)) => {
            format!("version {other} is not known here; this program reads version {VERSION}")
        }
        Some(other) => format!("expected the version of the document, {VERSION}, found {}", other.kind()),
    }
}

#[cfg(test)]
mod cases;
#[cfg(test)]
pub(super) use cases::FULL;
#[cfg(test)]
mod hostile;
