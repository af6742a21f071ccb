//! The whole page: how to send, every column, and what each finding means.

use std::fmt::Write;

use roster::formats::Format;
use roster::profile::Profile;

use crate::escape::text;
use crate::fields::fields;
use crate::findings::findings;
use crate::guidelines::{Practice, guidelines};
use crate::html;

/// A page for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What it is called.
    pub title: String,
    /// The page as Markdown; links lead to headings of the page alone.
    pub markdown: String,
}

impl Guide {
    /// The same as one self-contained page of HTML, without scripts and without anything from elsewhere.
    pub fn html(&self) -> String {
        html::page(&self.title, &self.markdown)
    }
}

/// The field guide of a format under a profile, and the guidelines of those who take its files in.
pub fn guide(format: &Format, profile: &Profile, practice: &Practice) -> Guide {
    let title = match profile.name() {
        "" => "Sending a roster".to_owned(),
        name => format!("Sending a roster: {name}"),
    };
    let body = format!("{}\n{}\n{}", guidelines(practice), fields(format, profile), findings());
    let mut markdown = format!("# {}\n\n{}", text(&title), include_str!("text/opening.md"));
    markdown += "\n**On this page**\n\n";
    for heading in body.lines().filter_map(|line| line.strip_prefix("## ")) {
        let _ = writeln!(markdown, "- [{heading}](#{})", html::slug(heading));
    }
    let _ = write!(markdown, "\n{body}");
    Guide { title, markdown }
}

#[cfg(test)]
mod tests;
