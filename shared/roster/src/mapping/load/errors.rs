//! What is wrong in a mapping document, all of it at once.

use std::fmt;

use super::path::Path;

/// As many as are told; the rest is counted.
const MOST: usize = 50;

/// One thing that is wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// Where, as `files[0].records[1].fields.email.steps[0]`; never empty.
    pub path: String,
    /// What is wrong, and what is allowed there.
    pub message: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// All that is wrong in a document: one line each.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct MappingErrors {
    /// In the order of the document, at most 50.
    pub errors: Vec<MappingError>,
    /// How many more there are.
    pub more: usize,
}

impl fmt::Display for MappingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.errors.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n... and {more} more"),
        }
    }
}

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(in crate::mapping) struct Errors {
    found: MappingErrors,
    /// Which text of `each` a record stands for just now.
    pub(super) each: Option<String>,
}

impl Errors {
    /// Notes an error. The message is only made if it will be shown.
    pub(in crate::mapping) fn add(&mut self, at: &Path<'_>, message: impl FnOnce() -> String) {
        self.add_there(|| at.to_string(), message);
    }

    /// Notes an error whose path was kept.
    pub(super) fn add_at(&mut self, path: &str, message: String) {
        self.add_there(|| path.to_owned(), || message);
    }

    fn add_there(&mut self, path: impl FnOnce() -> String, message: impl FnOnce() -> String) {
        if self.found.errors.len() >= MOST {
            self.found.more += 1;
            return;
        }
        let mut message = message();
        if let Some(each) = &self.each {
            message.push_str(&format!(" (with \"{}\" for {{each}})", super::path::shortened(each)));
        }
        self.found.errors.push(MappingError { path: path(), message });
    }

    pub(super) fn into_result<T>(self, value: Option<T>) -> Result<T, MappingErrors> {
        match value {
            Some(value) if self.found.errors.is_empty() => Ok(value),
            Some(_) | None => Err(self.found),
        }
    }
}
