//! The formats we read without a mapping: one file each, and one line in [`FORMATS`].

mod clever;
mod empty;
mod manifest;
mod mapped;
mod oneroster;
mod oneroster11;
mod oneroster12;
mod sds1;
mod sds2;
mod templates;

use std::sync::Arc;

use crate::mapping::Mapping;
use crate::model::{Entity, Kind};

pub use empty::templates;
pub use manifest::{FileMode, Manifest, ManifestProblem};

/// Every built-in format, the more demanding first.
pub static FORMATS: &[&Format] = &[
    &oneroster12::FORMAT,
    &oneroster11::FORMAT,
    &clever::FORMAT,
    &sds1::FORMAT,
    &sds2::FORMAT,
    &templates::FORMAT,
];

/// A built-in format.
#[derive(Debug)]
pub struct Format {
    /// Stable name, for `--format` and JSON.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Which OneRoster it is.
    pub version: Version,
    /// Its files, in the order in which they are read.
    pub files: fn() -> &'static [FileSpec],
    /// Whether these files look like it.
    pub recognises: fn(&[Sniff], Option<&Manifest>) -> bool,
    /// The mapping that reads it, where its files are not OneRoster's.
    pub mapped: Option<fn() -> &'static Arc<Mapping>>,
}

/// Versions of OneRoster, where their vocabularies differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.1, final, 17 April 2017.
    V11,
    /// 1.2, final, 19 September 2022.
    V12,
}

/// What recognition sees of one file.
#[derive(Debug, Clone)]
pub struct Sniff {
    /// Its name without folders, in lower case.
    pub name: String,
    /// Its header, trimmed.
    pub header: Vec<String>,
}

/// One file of a format.
#[derive(Debug)]
pub struct FileSpec {
    /// Its exact name.
    pub name: &'static str,
    /// What its rows are.
    pub entity: Entity,
    /// Its columns in the order the specification demands.
    pub columns: Vec<Column>,
    /// Whether a complete rostering set needs it.
    pub minimum: bool,
}

/// The specification of a file: of a format, or made of a mapping.
#[derive(Debug, Clone)]
pub(crate) enum Spec {
    Known(&'static FileSpec),
    Made(Arc<FileSpec>),
}

impl std::ops::Deref for Spec {
    type Target = FileSpec;
    fn deref(&self) -> &FileSpec {
        match self {
            Spec::Known(spec) => spec,
            Spec::Made(spec) => spec,
        }
    }
}

/// One column of a file.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its exact name.
    pub name: Arc<str>,
    /// The type of its values.
    pub kind: Kind,
    /// Whether the specification demands a value.
    pub required: bool,
    /// What becomes of the value.
    pub target: Target,
}

/// What becomes of a column's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// It is a field of the entity, by position in [`Entity::fields`].
    Field(usize),
    /// `active` or `tobedeleted`.
    Status,
    /// When the exporter says the row changed; never a change by itself.
    Modified,
    /// OneRoster 1.1: the role that the user has at each of its orgs.
    UserRole,
    /// OneRoster 1.1: the orgs of the user, the first being primary.
    UserOrgs,
    /// A field of another entity that the rows become too, by position.
    Other(Entity, usize),
    /// An own field.
    Own,
    /// Known to the format, not kept.
    Unkept,
}

impl Format {
    /// The mapping that reads it; `None` for OneRoster, whose files need none.
    pub fn mapping(&self) -> Option<Arc<Mapping>> {
        self.mapped.map(|mapping| mapping().clone())
    }

    /// The file of this format with a name, in any case.
    pub fn file(&self, name: &str) -> Option<&'static FileSpec> {
        (self.files)().iter().find(|f| f.name.eq_ignore_ascii_case(name))
    }

    /// The file of this format that holds an entity.
    pub fn file_of(&self, entity: Entity) -> Option<&'static FileSpec> {
        (self.files)().iter().find(|f| f.entity == entity)
    }
}

/// The built-in format of a name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|f| f.name == name)
}

/// The first format that claims the files.
pub fn recognise(files: &[Sniff], manifest: Option<&Manifest>) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|f| (f.recognises)(files, manifest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(name: &str, header: &str) -> Sniff {
        Sniff { name: name.into(), header: header.split(',').map(str::to_owned).collect() }
    }

    fn headers(format: &Format) -> Vec<Sniff> {
        let header = |f: &FileSpec| f.columns.iter().map(|c| c.name.to_string()).collect();
        (format.files)().iter().map(|f| Sniff { name: f.name.to_lowercase(), header: header(f) }).collect()
    }

    #[test]
    fn every_format_recognises_its_own_headers_and_no_two_claim_one() {
        for format in FORMATS {
            let claimed: Vec<_> = FORMATS.iter().filter(|f| (f.recognises)(&headers(format), None)).collect();
            assert_eq!(claimed.iter().map(|f| f.name).collect::<Vec<_>>(), [format.name]);
        }
    }

    #[test]
    fn the_documents_of_the_formats_are_good_and_come_back_as_they_were_written() {
        for mapping in FORMATS.iter().filter_map(|format| format.mapping()) {
            assert_eq!(Mapping::from_json(&mapping.to_json()).as_ref(), Ok(&*mapping), "{}", mapping.name);
        }
    }

    #[test]
    fn one_file_is_enough_to_recognise_a_format() {
        for (name, header, want) in [
            (
                "users.csv",
                "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName",
                Some("oneroster-1.1"),
            ),
            (
                "users.csv",
                "sourcedId,enabledUser,username,givenName,familyName,userMasterIdentifier",
                Some("oneroster-1.2"),
            ),
            (
                "enrollments.csv",
                "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role",
                Some("oneroster-1.1"),
            ),
            ("roles.csv", "sourcedId,userSourcedId,roleType,role,orgSourcedId", Some("oneroster-1.2")),
            ("students.csv", "School_id,Student_id,Last_name,First_name", None),
            ("student.csv", "SIS ID,School SIS ID,Username", Some("sds-v1")),
            ("studentenrollment.txt", "section_sis_id,sis_id", Some("sds-v1")),
            ("student.csv", "Student ID,School ID,Username", None),
            ("users.csv", "sourcedId,username,activeDirectoryMatchId", Some("sds-v2.1")),
            ("roles.csv", "userSourcedId,orgSourcedId,role,isPrimary,roleStartDate", Some("sds-v2.1")),
            ("enrollments.csv", "classSourcedId,userSourcedId,role", Some("sds-v2.1")),
            ("relationships.txt", "userSourcedId,relationshipUserSourcedId", Some("sds-v2.1")),
            ("students.csv", "Unique ID,First Name,Last Name,Organization ID", Some("rollcall-templates")),
            ("people.txt", "UNIQUE_ID,ROLE,ORGANIZATION_ID", Some("rollcall-templates")),
            ("students.csv", "Student ID,First Name,Last Name,School", None),
            ("geo.csv", "id,title", None),
        ] {
            let got = recognise(&[sniff(name, header)], None).map(|f| f.name);
            assert_eq!(got, want, "{name}: {header}");
        }
    }

    #[test]
    fn two_kinds_of_file_make_a_set_of_clever() {
        let students = sniff("students.csv", "Student id,School id,First name,Last name");
        let teachers = sniff("teachers.csv", "School_id,Teacher_id,First_name,Last_name");
        for (files, want) in [
            (vec![students.clone(), teachers.clone()], Some("clever")),
            (vec![students.clone(), students.clone()], None),
            (vec![students, sniff("teachers.csv", "id,name"), sniff("sections.csv", "id,name")], None),
            (vec![teachers, sniff("schools.csv", "School_id,School_name")], Some("clever")),
        ] {
            assert_eq!(recognise(&files, None).map(|f| f.name), want, "{files:?}");
        }
    }

    #[test]
    fn the_manifest_decides_between_versions() {
        let rows = [("oneroster.version", "1.2")];
        let manifest = Manifest::from_rows(rows.iter().map(|(k, v)| (*k, *v)));
        let files = [sniff("orgs.csv", "sourcedId,status,dateLastModified,name,type")];
        assert_eq!(recognise(&files, Some(&manifest)).map(|f| f.name), Some("oneroster-1.2"));
    }
}
