//! What the files of a format look like, for those who make them: a guide to every column, and empty files to fill.

use std::fmt::Write;

use super::{Column, FileSpec, Format, Target, Version};
use crate::model::{Entity, Field, Kind};

/// A page in Markdown with every file of a format and every column: what goes in, whether it must, what it means.
pub fn guide(format: &Format) -> String {
    let files = (format.files)();
    let needed: Vec<&str> = files.iter().filter(|file| file.minimum).map(|file| file.name).collect();
    let mut page =
        format!("# {}: files and columns\n\nA whole set has {}.\n", format.title, needed.join(", "));
    for file in files {
        let needed = if file.minimum { "needed" } else { "may be left out" };
        let _ = write!(page, "\n## {} ({needed})\n\n{}\n\n", file.name, file.entity.doc());
        page += "| column | value | required | personal | what it is |\n|---|---|---|---|---|\n";
        for column in &file.columns {
            page += &row(file.entity, column);
        }
    }
    page
}

fn row(entity: Entity, column: &Column) -> String {
    let field = match column.target {
        Target::Field(at) => Some(&entity.fields()[at]),
        Target::Other(other, at) => Some(&other.fields()[at]),
        Target::Status | Target::Modified | Target::UserRole | Target::UserOrgs | Target::Own => None,
        Target::Unkept => entity.field(&column.name).map(|at| &entity.fields()[at]),
    };
    let yes = |is| if is { "yes" } else { "" };
    let personal = yes(field.is_some_and(|field| field.personal));
    let (name, required, doc) = (&column.name, yes(column.required), doc(column.target, field));
    format!("| {name} | {} | {required} | {personal} | {doc} |\n", values(column.kind))
}

fn doc(target: Target, field: Option<&Field>) -> &'static str {
    match (target, field) {
        (Target::Status, _) => "Whether the record is there; blank in bulk files.",
        (Target::Modified, _) => "When the record changed; blank in bulk files. Never a change by itself.",
        (Target::UserRole, _) => "What the person is at each of the orgs.",
        (Target::UserOrgs, _) => "The orgs of the person, the most important first.",
        (Target::Other(entity, at), _) => entity.fields()[at].doc,
        (Target::Own, _) => "Kept as a field of our own.",
        (Target::Field(_), Some(field)) => field.doc,
        (Target::Field(_) | Target::Unkept, None) => "Read and not kept.",
        (Target::Unkept, Some(field)) => field.doc,
    }
}

/// What may stand in a column.
fn values(kind: Kind) -> String {
    match kind {
        Kind::Id => "ID".into(),
        Kind::Ref(entity) => format!("ID in {entity}.csv"),
        Kind::RefList(entity) => format!("IDs in {entity}.csv, with commas"),
        Kind::Text => "text".into(),
        Kind::TextList => "texts, with commas".into(),
        Kind::UserIds => "`{type:id}`, with commas".into(),
        Kind::Enum(words) => words.join(", "),
        Kind::OpenEnum(words) => format!("{}, or `ext:...`", words.join(", ")),
        Kind::OpenEnumList(words) => format!("any of {}, or `ext:...`, with commas", words.join(", ")),
        Kind::Bool => "true, false".into(),
        Kind::Date => "date, such as 2026-08-15".into(),
        Kind::DateTime => "time in UTC, such as 2026-08-15T06:15:00.000Z".into(),
        Kind::Year => "year in which the school year ends, such as 2027".into(),
        Kind::Integer => "whole number".into(),
        Kind::Float => "number".into(),
        Kind::Grades => "grades such as KG, 01 or 12, with commas".into(),
        Kind::Email => "e-mail address".into(),
        Kind::ScoreScale => "`{grade:score}`, with commas".into(),
    }
}

/// Every file of a format with its header and no rows, and a manifest that announces them all; as name and text.
pub fn templates(format: &Format) -> Vec<(&'static str, String)> {
    let files = (format.files)();
    let mut all = Vec::new();
    if format.mapped.is_none() {
        all.push(("manifest.csv", manifest(format.version, files)));
    }
    for file in files {
        let names: Vec<&str> = file.columns.iter().map(|column| &*column.name).collect();
        all.push((file.name, names.join(",") + "\r\n"));
    }
    all
}

fn manifest(version: Version, files: &[FileSpec]) -> String {
    let version = match version {
        Version::V11 => "1.1",
        Version::V12 => "1.2",
    };
    let head = "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,";
    let mut text = format!("{head}{version}\r\n");
    for file in files {
        let _ = write!(text, "file.{},bulk\r\n", file.entity);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{FORMATS, find};

    #[test]
    fn every_column_of_every_file_has_its_line() {
        for format in FORMATS {
            let page = guide(format);
            let columns: usize = (format.files)().iter().map(|file| file.columns.len()).sum();
            let heads = (format.files)().len() * 2;
            assert_eq!(page.lines().filter(|line| line.starts_with('|')).count(), columns + heads);
            for line in page.lines().filter(|line| line.starts_with('|')) {
                assert_eq!(line.matches('|').count(), 6, "{line}");
            }
        }
    }

    #[test]
    fn a_line_says_what_goes_in_and_whether_it_must() {
        let page = guide(find("oneroster-1.1").expect("it is built in"));
        for line in [
            "| schoolSourcedId | ID in orgs.csv | yes |  | ",
            "| givenName | text | yes | yes | ",
            "| orgSourcedIds | IDs in orgs.csv, with commas | yes |  | The orgs of the person",
            "| status | active, tobedeleted |  |  | ",
        ] {
            assert!(page.contains(line), "{line}");
        }
        assert!(
            page.contains("## users.csv (needed)\n") && page.contains("## results.csv (may be left out)\n")
        );
    }
}
