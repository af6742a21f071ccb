//! Our own CSV templates: a header, example rows, and the page that says how they are filled.

mod instructions;
mod own;
mod sheet;

use roster::formats::{self, FORMATS, Format};
use roster::profile::Profile;

pub(crate) use sheet::{Sheet, sheets};

pub use own::mapping;

/// The name of the format that our templates are.
pub const TEMPLATES: &str = "rollcall-templates";

/// The byte order mark: without it Excel takes UTF-8 for something else.
const MARK: &str = "\u{feff}";

/// One file that is written for a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The format that our templates are.
pub(crate) fn format() -> &'static Format {
    // A test holds that it is built in.
    formats::find(TEMPLATES).unwrap_or(FORMATS[0])
}

/// The files that somebody fills: of our templates with example rows and a page of instructions, and with a mapping where
/// the profile has more than the built-in format reads; of another format with headers alone.
pub fn templates(format: &Format, profile: &Profile) -> Vec<File> {
    if format.name != TEMPLATES {
        let empty = formats::templates(format).into_iter();
        return empty.map(|(name, text)| File { name: name.to_owned(), text }).collect();
    }
    let mut files: Vec<File> = sheets(format, profile).iter().map(csv).collect();
    let page = instructions::page(format, profile);
    files.push(File { name: "instructions.html".to_owned(), text: page.html() });
    files.push(File { name: "instructions.md".to_owned(), text: page.markdown });
    if let Some(mapping) = mapping(profile) {
        files.push(File { name: "mapping.json".to_owned(), text: mapping.to_json() });
    }
    files
}

/// Every value in quotes: LibreOffice can take what is quoted for text, and nothing else keeps zeros in front.
fn csv(sheet: &Sheet) -> File {
    let mut text = MARK.to_owned();
    for row in std::iter::once(&sheet.header).chain(&sheet.rows) {
        let quoted = |value: &String| format!("\"{}\"", value.replace('"', "\"\""));
        text += &row.iter().map(quoted).collect::<Vec<_>>().join(",");
        text += "\r\n";
    }
    File { name: sheet.name.clone(), text }
}

#[cfg(test)]
mod tests;
