//! What a mapping does, in plain words, as text that is also Markdown.

mod steps;
mod values;

use std::fmt::Write as _;

use super::document::{
    Columns, Condition, FieldMapping, FileMapping, HeaderRow, Mapping, Need, OpenLine, Parts, Reading,
    RecordMapping, Repeats, Test, Write,
};
use super::load::name_of;
use super::words::{DELIMITERS, ENCODINGS, word_of};
use values::{column, on_one_line, quoted, value};

/// Hundredths below which a suggested line asks to be looked at.
const DOUBTFUL: u8 = 80;

/// What a mapping does: first what a person has to decide, then file by file and field by field.
pub fn explain(mapping: &Mapping) -> String {
    let mut out = String::new();
    let name = if mapping.name.is_empty() { "A mapping without a name" } else { &mapping.name };
    line(&mut out, &format!("# {}\n", on_one_line(name)));
    open(&mut out, &mapping.files);
    line(&mut out, "A blank stays blank, and a field that is not named here stays as it is stored.");
    for file in &mapping.files {
        explain_file(&mut out, file);
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// What a person has to decide, and what was suggested with doubts.
fn open(out: &mut String, files: &[FileMapping]) {
    let open: Vec<_> = files.iter().flat_map(|file| file.open.iter().map(move |line| (file, line))).collect();
    if open.is_empty() {
        return line(out, "Nothing is open.\n");
    }
    let count = if open.len() == 1 { "1 LINE IS".to_owned() } else { format!("{} LINES ARE", open.len()) };
    line(out, &format!("## {count} OPEN: somebody has to decide\n"));
    for (file, open) in open {
        line(out, &format!("- **OPEN** {}, column {}", file.pattern, open_line(open)));
    }
    out.push('\n');
}

fn open_line(open: &OpenLine) -> String {
    let mut text = quoted(&open.column);
    if !open.perhaps.is_empty() {
        let _ = write!(text, ": perhaps {}", open.perhaps.join(", or "));
    }
    if !open.why.is_empty() {
        let _ = write!(text, " ({})", on_one_line(&open.why));
    }
    text
}

fn explain_file(out: &mut String, file: &FileMapping) {
    line(out, &format!("\n## {}\n", file.pattern));
    let need = match file.need {
        Need::Required => "A set is not complete without it.",
        Need::Optional => "It may be missing; while it is, nothing of it goes.",
    };
    let parts = match file.parts {
        Parts::One => "",
        Parts::Many => " Several files may be called that; together they are one.",
    };
    line(out, &format!("{need}{parts}{}", reading(&file.reading)));
    if !file.only.is_empty() {
        line(out, &format!("Only rows where {} are read.", conditions(&file.only)));
    }
    if file.records.is_empty() {
        line(out, "Its rows become nothing; other files may look something up in it.");
    }
    for record in &file.records {
        explain_record(out, record);
    }
    if !file.ignore.is_empty() {
        let columns: Vec<_> = file.ignore.iter().map(column).collect();
        line(out, &format!("\nLeft out on purpose: {}.", columns.join(", ")));
    }
}

fn reading(reading: &Reading) -> String {
    let mut text = String::new();
    if let Some(encoding) = &reading.encoding {
        let _ = write!(text, " Its text is {}.", word_of(ENCODINGS, encoding));
    }
    if let Some(delimiter) = &reading.delimiter {
        let sign = match word_of(DELIMITERS, delimiter) {
            "" => quoted(char::from(*delimiter).encode_utf8(&mut [0; 4])),
            word => format!("a {word}"),
        };
        let _ = write!(text, " Between columns stands {sign}.");
    }
    text.push_str(match (reading.header, reading.columns) {
        (HeaderRow::Present, Columns::ByName) => "",
        (HeaderRow::Present, Columns::ByPosition) => {
            " Columns are told apart by their places: any change of the header holds the run."
        }
        (HeaderRow::Absent, _) => " It has no header: columns are told apart by their places.",
    });
    if !reading.blank.is_empty() {
        let words: Vec<_> = reading.blank.iter().map(|word| quoted(word)).collect();
        let _ = write!(
            text,
            " {} {} no value.",
            words.join(" and "),
            if words.len() == 1 { "is" } else { "are" }
        );
    }
    text
}

fn conditions(conditions: &[Condition]) -> String {
    let all: Vec<_> = conditions.iter().map(condition).collect();
    all.join(" and ")
}

fn condition(condition: &Condition) -> String {
    let choices = |choices: &[String]| choices.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(" or ");
    let test = match &condition.test {
        Test::Is(texts) => format!("is {}", choices(texts)),
        Test::IsNot(texts) => format!("is not {}", choices(texts)),
        Test::Filled => "is not blank".to_owned(),
        Test::Blank => "is blank".to_owned(),
    };
    format!("{} {test}", column(&condition.column))
}

fn explain_record(out: &mut String, record: &RecordMapping) {
    let which = match &record.only[..] {
        [] => "Each row".to_owned(),
        only => format!("Each row where {}", conditions(only)),
    };
    let repeats = match record.repeats {
        Repeats::Unexpected => "",
        Repeats::Expected => "; several rows may tell of the same one",
    };
    let unless = match &record.unless {
        Some(file) => format!(", unless there is {file}"),
        None => String::new(),
    };
    line(out, &format!("\n{which} becomes a record of {}{unless}{repeats}:\n", record.entity));
    for field in &record.fields {
        line(out, &format!("- `{}` {}", name_of(record.entity, &field.target), explain_field(field)));
    }
}

fn explain_field(field: &FieldMapping) -> String {
    let mut text = value(&field.value);
    text.push_str(match field.write {
        Write::Always => "",
        Write::IfEmpty => "; it only counts while the stored field is blank",
        Write::Once => "; it only counts when the record is new",
    });
    text.push('.');
    match field.confidence {
        Some(sure) if sure < DOUBTFUL => {
            let _ = write!(text, " **Please check: {sure} % sure.**");
        }
        Some(sure) => {
            let _ = write!(text, " ({sure} % sure)");
        }
        None => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::load::FULL;

    #[test]
    fn open_lines_come_first_and_fields_are_said_in_words() {
        let text = explain(&Mapping::from_json(FULL).unwrap());
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is not in:\n{text}"));
        assert!(at("## 1 LINE IS OPEN") < at("## students*.csv"));
        at("- **OPEN** students*.csv, column \"Code 1\": perhaps users.identifier (nobody knows)");
        at(
            "Only rows where Status is \"A\" or \"Active\" and Grade is not \"99\" and X is not blank are read.",
        );
        at("- `sourcedId` is \"student:\" and Student_Number, one behind the other.");
        at("- `email` comes from the column Email, or else Student_Email, in lower case. (97 % sure)");
        at("- `role` is always \"student\".");
        at("filled up with \"0\" on the left to 6 characters");
        at("it only counts while the stored field is blank");
        at("- `birthDate` comes from the column DOB, read as a date (4 March 2031 is 3/4/2031)");
        at("\"F\" is female, \"M\" is male; any other code is dropped with a warning");
        at(
            "looked up in schools.csv (ID of the row whose No is the same; without such a row it is dropped with a warning)",
        );
        at("Left out on purpose: Locker.");
        at("- `title` is column 2, \" \" and column 3, one behind the other.");
    }

    #[test]
    fn a_doubtful_line_asks_to_be_checked() {
        let json = FULL.replace("0.97", "0.6");
        let text = explain(&Mapping::from_json(&json).unwrap());
        assert!(text.contains("**Please check: 60 % sure.**"), "{text}");
    }
}
