//! The field guide: every file of a format and every column, with what goes in.

use std::fmt::Write;

use roster::formats::Format;
use roster::mapping::FileMapping;
use roster::model::{Entity, Kind};
use roster::profile::{OwnKind, Profile, Storing};

use crate::columns::{Feeds, Meaning, file_of, is_wanted, meaning};
use crate::escape::{code, text};
use crate::required::{of_whom, section};
use crate::templates::{Sheet, sheets};
use crate::values::{of_own, values};

/// One line of the guide.
struct Line {
    column: String,
    values: String,
    required: String,
    personal: bool,
    doc: String,
    example: String,
}

/// The section with every file.
pub(crate) fn fields(format: &Format, profile: &Profile) -> String {
    let examples = sheets(format, profile);
    let mapping = format.mapping();
    let mut page = format!("## Files and columns\n\n*{}.* {}\n", text(format.title), whole_set(format));
    for spec in (format.files)() {
        let file = mapping.as_deref().and_then(|mapping| file_of(mapping, spec));
        let sheet = examples.iter().find(|sheet| sheet.name == spec.name);
        let mut lines = Vec::new();
        for column in &spec.columns {
            let meaning = meaning((spec, column), file, profile);
            if !is_wanted(&meaning) {
                continue;
            }
            let whom = field_name(&meaning).map(|name| of_whom(profile, file, name)).unwrap_or_default();
            let required = if column.required { "yes".to_owned() } else { whom.join(", ") };
            lines.push(Line {
                column: text(&column.name),
                values: values((format, spec.name), column, &meaning),
                required,
                personal: is_personal(&meaning),
                doc: doc(&meaning),
                example: sheet.map(|sheet| sheet.example(&column.name)).unwrap_or_default(),
            });
        }
        lines.extend(sheet.map(|sheet| own_lines(sheet, file, profile)).unwrap_or_default());
        lines.sort_by_key(|line| sheet.and_then(|sheet| sheet.place(&line.column)).unwrap_or(usize::MAX));
        let needed = if spec.minimum { " (needed)" } else { "" };
        let _ = write!(page, "\n### {}{needed}\n\n{}\n\n", spec.name, about(format, spec.name, spec.entity));
        table(&mut page, &lines);
    }
    for sheet in examples.iter().filter(|sheet| sheet.kind.is_some()) {
        own_kind(&mut page, sheet, profile);
    }
    page + &section(profile)
}

fn whole_set(format: &Format) -> String {
    let needed: Vec<&str> =
        (format.files)().iter().filter(|file| file.minimum).map(|file| file.name).collect();
    match needed.is_empty() {
        true => "No file is needed by itself: a set is made of those that you send every time.".to_owned(),
        false => format!("A whole set has {}.", needed.join(", ")),
    }
}

/// What the rows of a file are: of our own templates more exactly than the entity says.
fn about(format: &Format, name: &str, entity: Entity) -> &'static str {
    let ours = format.name == crate::TEMPLATES;
    match (ours, name) {
        (true, "students.csv") => "Students; one row for each student and school.",
        (true, "staff.csv") => "Everybody who works at a school; one row for each person and school.",
        (true, "contacts.csv") => "Parents and others to call; one row for each contact and student.",
        (true, "people.csv") => {
            "Everybody in one file, told apart by the column Role; instead of students.csv, staff.csv and contacts.csv, \
             or beside them for people who are in none of them."
        }
        _ => entity.doc(),
    }
}

fn field_name<'m>(meaning: &'m Meaning<'_>) -> Option<&'m str> {
    match meaning.feeds {
        Feeds::Field(Entity::Users, field) => Some(field.name),
        Feeds::Own(own) => Some(&own.name),
        Feeds::Field(..) | Feeds::Role | Feeds::Orgs | Feeds::Status | Feeds::Modified | Feeds::Nothing => {
            None
        }
    }
}

fn is_personal(meaning: &Meaning<'_>) -> bool {
    match meaning.feeds {
        Feeds::Field(_, field) => field.personal,
        Feeds::Own(own) => own.personal,
        Feeds::Role | Feeds::Orgs | Feeds::Status | Feeds::Modified | Feeds::Nothing => false,
    }
}

fn doc(meaning: &Meaning<'_>) -> String {
    match meaning.feeds {
        Feeds::Field(_, field) if meaning.by.is_some() && field.kind == Kind::Id => {
            "Its own ID: the same in every file and every time, never given to another.".to_owned()
        }
        Feeds::Field(_, field) => field.doc.to_owned(),
        Feeds::Own(own) => text(&own.doc),
        Feeds::Role if meaning.by.is_some() => "What the person is at the school.".to_owned(),
        Feeds::Role => "What the person is at each of the orgs.".to_owned(),
        Feeds::Orgs if meaning.by.is_some() => "The school of the person; one row for each.".to_owned(),
        Feeds::Orgs => "The orgs of the person, the most important first.".to_owned(),
        Feeds::Status => "Whether the record is there; blank in bulk files.".to_owned(),
        Feeds::Modified => {
            "When the record changed; blank in bulk files. Never a change by itself.".to_owned()
        }
        Feeds::Nothing => "Read and not kept.".to_owned(),
    }
}

/// Columns that the operator's own fields add to a file.
fn own_lines(sheet: &Sheet, file: Option<&FileMapping>, profile: &Profile) -> Vec<Line> {
    let line = |(entity, name, column): &(Entity, String, String)| {
        let own = profile.field(*entity, name)?;
        let whom = if *entity == Entity::Users { of_whom(profile, file, name) } else { Vec::new() };
        Some(Line {
            column: text(column),
            values: of_own(own),
            required: whom.join(", "),
            personal: own.personal,
            doc: text(&own.doc),
            example: sheet.example(column),
        })
    };
    sheet.added.iter().filter_map(line).collect()
}

fn own_kind(page: &mut String, sheet: &Sheet, profile: &Profile) {
    let Some(kind) = sheet.kind.as_deref().and_then(|name| profile.kind(name)) else { return };
    let _ = write!(page, "\n### {}\n\n{}\n\n", text(&sheet.name), kind_doc(kind));
    let mut lines = vec![
        plain("Unique ID", "the same as in the files of people", "Whom it is about.", sheet, "yes"),
        plain(
            "Record ID",
            "ID",
            "Tells several rows of one person apart; may be blank where each has one.",
            sheet,
            "",
        ),
    ];
    for (name, column) in &sheet.columns_of_kind {
        let Some(own) = kind.field(name) else { continue };
        lines.push(Line {
            column: text(column),
            values: of_own(own),
            required: String::new(),
            personal: own.personal,
            doc: text(&own.doc),
            example: sheet.example(column),
        });
    }
    table(page, &lines);
}

fn kind_doc(kind: &OwnKind) -> String {
    let kept = match kind.storing {
        Storing::Stored => "",
        Storing::Dropped => " Checked and not kept.",
    };
    format!("{}{kept}", text(&kind.doc))
}

fn plain(column: &str, values: &str, doc: &str, sheet: &Sheet, required: &str) -> Line {
    Line {
        column: column.to_owned(),
        values: values.to_owned(),
        required: required.to_owned(),
        personal: false,
        doc: doc.to_owned(),
        example: sheet.example(column),
    }
}

/// Columns that nothing stands in are left out.
fn table(page: &mut String, lines: &[Line]) {
    let examples = lines.iter().any(|line| !line.example.is_empty());
    let (head, rule) = if examples { (" example |", "---|") } else { ("", "") };
    let _ = write!(
        page,
        "| column | what it is | values | required | personal |{head}\n|---|---|---|---|---|{rule}\n"
    );
    for line in lines {
        let personal = if line.personal { "yes" } else { "" };
        let example = if examples { format!(" {} |", code(&line.example)) } else { String::new() };
        let Line { column, values, required, doc, .. } = line;
        let _ = writeln!(page, "| **{column}** | {doc} | {values} | {required} | {personal} |{example}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster::formats::{FORMATS, Target, find};

    #[test]
    fn every_column_of_every_file_of_every_format_has_its_line() {
        for format in FORMATS {
            let page = fields(format, &Profile::standard());
            let columns: usize = (format.files)().iter().map(|file| file.columns.len()).sum();
            let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("| **")).collect();
            assert_eq!(lines.len(), columns, "{}", format.name);
            for file in (format.files)() {
                assert!(page.contains(&format!("\n### {}", file.name)), "{} {}", format.name, file.name);
                for column in file.columns.iter().filter(|column| column.target != Target::Unkept) {
                    assert!(page.contains(&format!("| **{}** |", text(&column.name))), "{}", column.name);
                }
            }
        }
    }

    #[test]
    fn a_line_says_what_goes_in_and_whether_it_must() {
        let page = fields(find("oneroster-1.1").expect("it is built in"), &Profile::standard());
        for line in [
            "| **schoolSourcedId** | The school. | ID in orgs.csv | yes |  |",
            "| **givenName** | First name. | text | yes | yes |",
            "| **orgSourcedIds** | The orgs of the person, the most important first. | IDs in orgs.csv, with commas | yes |  |",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
        assert!(page.contains("### users.csv (needed)\n") && page.contains("### results.csv\n"));
    }

    #[test]
    fn the_templates_have_examples_codes_and_dates() {
        let page = fields(crate::templates::format(), &Profile::standard());
        for line in [
            "| **Unique ID** | Its own ID: the same in every file and every time, never given to another. | ID | yes |  | `00042` |",
            "| **Birth Date** | Birth date. | a date as M/d/yyyy or yyyy-MM-dd |  | yes | `2016-03-09` |",
            "| **Student Unique ID** | The student. | ID in students.csv, people.csv | yes |  | `00042` |",
            "| **May Pick Up** | Whether the adult may pick the student up. | yes, no, unknown |  |  | `yes` |",
            "| **Home Language** | Language spoken at home, as ISO 639-1. | a language as two letters of ISO 639-1, such as es |",
            "| **Title** | Job title. | text |  |  | `Mathematics teacher` |",
            "teacher",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }

    #[test]
    fn own_fields_kinds_and_what_is_required_are_shown() {
        let profile = Profile::load(
            r#"{"profile": 1,
                "fields": {"users": {"busRoute": {"kind": "integer", "personal": false, "doc": "Bus | to <b>school</b>.", "example": "7"}}},
                "entities": {"locker": {"doc": "A locker.", "fields": {"lockNumber": {"doc": "Its number.", "example": "0012"}}}},
                "required": {"student": {"busRoute": "error", "email": "warning"}}}"#,
        )
        .expect("a profile");
        let page = fields(crate::templates::format(), &profile);
        for line in [
            "| **Bus Route** | Bus \\| to \\<b\\>school\\</b\\>. | a whole number | student |  | `7` |",
            "### locker.csv\n\nA locker.",
            "| **Lock Number** | Its number. | text |  | yes | `0012` |",
            "| **Email 1** | E-mail address. | an e-mail address | student | yes |",
            "| student | busRoute | error |",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }
}
