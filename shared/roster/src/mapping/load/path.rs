//! Where in a document something stands.

use std::fmt;

/// A JSON path that is only spelled out when it is shown: `files[0].records[1].fields.email.steps[0]`.
#[derive(Debug, Clone, Copy)]
pub(in crate::mapping) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    last: Part<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The whole document.
    pub(in crate::mapping) const ROOT: Path<'static> = Path { parent: None, last: Part::Root };

    /// What a key of this object has.
    pub(in crate::mapping) fn key(&'a self, key: &'a str) -> Path<'a> {
        Path { parent: Some(self), last: Part::Key(key) }
    }

    /// An element of this list.
    pub(in crate::mapping) fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), last: Part::Index(index) }
    }

    fn write_before(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parent {
            Some(parent) => parent.write(f),
            None => Ok(()),
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_before(f)?;
        match self.last {
            Part::Root => Ok(()),
            Part::Index(index) => write!(f, "[{index}]"),
            Part::Key(key) if !plain(key) => write!(f, "[\"{}\"]", shortened(key)),
            Part::Key(key) if self.parent.is_none_or(|parent| matches!(parent.last, Part::Root)) => {
                f.write_str(key)
            }
            Part::Key(key) => write!(f, ".{key}"),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last {
            Part::Root => f.write_str("(document)"),
            Part::Key(_) | Part::Index(_) => self.write(f),
        }
    }
}

fn plain(key: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !key.is_empty() && key.len() <= 64 && key.chars().all(good)
}

/// As much of a text as a message shows, on one line.
pub(in crate::mapping) fn shortened(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().collect() } else { c.to_string() };
    let mut short: String = text.chars().take(60).map(shown).collect();
    if text.chars().nth(60).is_some() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_like_code() {
        let files = Path::ROOT.key("files");
        let file = files.index(0);
        let fields = file.key("fields");
        assert_eq!(fields.key("email").to_string(), "files[0].fields.email");
        assert_eq!(fields.key("metadata.title").to_string(), "files[0].fields[\"metadata.title\"]");
        assert_eq!(Path::ROOT.to_string(), "(document)");
        assert_eq!(Path::ROOT.key("a b").to_string(), "[\"a b\"]");
    }
}
