//! Sensitive columns in the files of a delivery, also in files that nothing reads.

use std::io;
use std::sync::Arc;

use super::contents::Part;
use super::delivery::{FindingSink, ReadOptions, Reader, Step};
use super::open::{Naming, Opened, names, open, open_as};
use super::plan::positions;
use super::set::Set;
use super::shapes::{self, Shapes};
use crate::finding::Finding;
use crate::formats::Target;
use crate::sensitive::{self, Redaction, Sample, SensitiveColumn};
use crate::table::{Header, Options, RowReader, Table};

/// A file whose stored copy must not keep the values of some columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateFile {
    /// The name of the file of the delivery.
    pub input: String,
    /// The name inside of it, if that is a ZIP.
    pub entry: Option<String>,
    /// For each column of the redaction its name, or its number where the name may be a value.
    pub names: Vec<String>,
    /// What to take out.
    pub redaction: Redaction,
}

/// What of a delivery is sensitive and read by nobody.
pub fn private_files(set: &Set, options: ReadOptions) -> io::Result<Vec<PrivateFile>> {
    Reader::open(set, options, &mut Unheard).map(|reader| reader.surveyed.private)
}

struct Unheard;

impl FindingSink for Unheard {
    fn find(&mut self, _: Finding) {}
}

/// What the first rows of the files of a delivery show.
#[derive(Debug, Default)]
pub(crate) struct Surveyed {
    /// Files with columns that must not be stored.
    pub(crate) private: Vec<PrivateFile>,
    /// By file the forms of the columns that something reads.
    pub(crate) shapes: Vec<(Arc<str>, Shapes)>,
}

/// Looks at the first rows of every file. Says what is sensitive, and gives back what nobody reads of it.
pub(super) fn survey(reader: &Reader<'_>, sink: &mut dyn FindingSink) -> io::Result<Surveyed> {
    let (mut surveyed, strictness) = (Surveyed::default(), reader.strictness());
    for (index, part) in reader.contents.iter().enumerate() {
        let looked = match reader.look_mapped(index)? {
            Some((table, names, used)) => {
                Looked { used, options: table.options().clone(), sample: sample(table)?, names }
            }
            None => look(part, reader.steps.iter().find(|step| step.index == index))?,
        };
        let mut found = sensitive::columns(&looked.names, &looked.used, &looked.sample);
        let profile = &reader.options.profile;
        found.retain(|column| !looked.names.get(column.at).is_some_and(|name| profile.allows(name)));
        let name: Arc<str> = part.name().into();
        sensitive::report(&name, (&looked.names, &found), strictness, sink);
        if looked.used.contains(&true) {
            let used =
                |(at, name): (usize, &String)| if looked.used[at] { name.clone() } else { String::new() };
            let used: Vec<String> = looked.names.iter().enumerate().map(used).collect();
            surveyed.shapes.push((Arc::clone(&name), shapes::of(&used, &looked.sample)));
        }
        let columns = sensitive::unwanted(&found);
        if columns.is_empty() {
            continue;
        }
        let named = |(at, _): &(usize, _)| name_of(&looked.names, &found, *at);
        surveyed.private.push(PrivateFile {
            input: part.input_name().to_owned(),
            entry: part.is_packed().then(|| part.name().to_owned()),
            names: columns.iter().map(named).collect(),
            redaction: Redaction { options: looked.options, columns, used: looked.used },
        });
    }
    Ok(surveyed)
}

fn name_of(names: &[String], found: &[SensitiveColumn], at: usize) -> String {
    let by_name = |column: &SensitiveColumn| {
        column.at == at && column.sensitive.evidence == sensitive::Evidence::Header
    };
    match found.iter().any(by_name) {
        true => names[at].chars().take(100).collect(),
        false => format!("column {}", at + 1),
    }
}

struct Looked {
    names: Vec<String>,
    used: Vec<bool>,
    options: Options,
    sample: Sample,
}

fn look(part: &Part<'_>, step: Option<&Step>) -> io::Result<Looked> {
    let Some(step) = step else {
        let table = open(part)?;
        let names = names(&table.layout().header);
        let is_row = names.iter().any(|name| sensitive::is_social_security(name));
        let header = if is_row { Header::Absent } else { Header::Present };
        let mut sample = sample(table)?;
        if is_row {
            sample.add(names.iter().cloned());
        }
        let options = Options { header, ..Options::default() };
        return Ok(Looked { used: Vec::new(), options, sample, names });
    };
    let Opened { table, header: names, naming } = open_as(part, &step.spec)?;
    let mut used = vec![false; names.len()];
    for (column, at) in step.spec.columns.iter().zip(positions(&step.spec, &names)) {
        if let Some(at) = at.filter(|_| column.target != Target::Unkept) {
            used[at] = true;
        }
    }
    let header = match naming {
        Naming::Header => Header::Present,
        Naming::Specification => Header::Absent,
    };
    Ok(Looked { used, options: Options { header, ..table.options().clone() }, sample: sample(table)?, names })
}

fn sample(mut table: Table) -> io::Result<Sample> {
    let (mut sample, mut reader) = (Sample::default(), RowReader::new());
    if let Some(block) = table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next().filter(|_| !sample.is_full()) {
            sample.add((0..row.len()).map(|at| row.get(at).to_owned()));
        }
    }
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::FORMATS;

    fn survey(files: &[(&str, &str)]) -> (Vec<PrivateFile>, Vec<String>) {
        let set = Set::of_texts(files);
        let mut findings: Vec<Finding> = Vec::new();
        let reader = Reader::open(&set, ReadOptions::default(), &mut findings).unwrap();
        let told = findings.iter().filter(|f| f.rule.code == "R131");
        (reader.surveyed.private, told.map(|f| format!("{} {}", f.file, f.message)).collect())
    }

    #[test]
    fn nothing_that_a_format_reads_is_sensitive() {
        for format in FORMATS {
            for file in (format.files)() {
                for column in file.columns.iter().filter(|c| c.target != Target::Unkept) {
                    assert_eq!(sensitive::judge(&column.name, &[]), None, "{}: {}", file.name, column.name);
                }
            }
        }
    }

    #[test]
    fn columns_that_nobody_reads_are_found_in_files_of_the_format_and_in_others() {
        let users = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,password,metadata.ssn\n\
            1,true,o1,student,a,A,B,secret,078-05-1120\n";
        let other = "id,meal\n1,Free\n2,Reduced\n3,Paid\n";
        let headerless = "7,078-05-1120\n8,078-05-1121\n9,078-05-1122\n";
        let (private, told) =
            survey(&[("users.csv", users), ("extra.csv", other), ("x/old.txt", headerless)]);
        let found: Vec<_> = private.iter().map(|p| (p.input.as_str(), p.names.join(","))).collect();
        assert_eq!(
            found,
            [
                ("users.csv", "password,metadata.ssn".to_owned()),
                ("extra.csv", "column 2".to_owned()),
                ("x/old.txt", "column 2".to_owned())
            ]
        );
        assert_eq!(private[0].redaction.used.iter().filter(|used| **used).count(), 7);
        assert_eq!(private.iter().map(|p| p.redaction.options.header).collect::<Vec<_>>()[2], Header::Absent);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told.iter().all(|text| !text.contains("078")), "{told:?}");
        assert!(told[0].starts_with("users.csv the column \"password\" seems to hold passwords"), "{told:?}");
    }

    #[test]
    fn what_was_redacted_is_found_again() {
        let (private, told) = survey(&[("a.csv", "id,f7\n1,[removed: social-security]\n2,\n")]);
        assert_eq!((private.len(), told.len()), (1, 1));
        assert_eq!(private[0].redaction.columns[0].0, 1);
    }
}
