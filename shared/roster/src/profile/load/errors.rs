//! What is wrong in a profile document, all of it at once.

use std::fmt;

/// As many as are told; the rest is counted.
const MOST: usize = 50;

/// One thing that is wrong in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError {
    /// Where, as `fields.users.busRoute.kind`; `(document)` for all of it.
    pub path: String,
    /// What is wrong, and what is allowed there.
    pub message: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// All that is wrong in a profile, one line each.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct ProfileErrors {
    /// At most 50, in the order of the document's parts.
    pub errors: Vec<ProfileError>,
    /// How many more there are.
    pub more: usize,
}

impl ProfileErrors {
    pub(super) fn add(&mut self, path: &str, message: String) {
        if self.errors.len() >= MOST {
            self.more += 1;
            return;
        }
        let path = if path.is_empty() { "(document)" } else { path };
        self.errors.push(ProfileError { path: path.to_owned(), message });
    }
}

impl fmt::Display for ProfileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
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
