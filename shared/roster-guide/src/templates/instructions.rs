//! The page that comes with the templates: how to fill them, and every column.

use roster::formats::Format;
use roster::profile::Profile;

use crate::fields::fields;
use crate::guide::Guide;
use crate::guidelines::spreadsheet_steps;

pub(super) fn page(format: &Format, profile: &Profile) -> Guide {
    let mut markdown = format!("# Filling the templates\n\n{}", include_str!("../text/filling.md"));
    markdown += spreadsheet_steps();
    markdown += "\n";
    markdown += &fields(format, profile);
    Guide { title: "Filling the templates".to_owned(), markdown }
}
