//! `manifest.csv` of OneRoster: which version, and which files come as what.

use std::collections::BTreeMap;

/// How a file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileMode {
    /// It does not.
    Absent,
    /// All there is: what is missing from it is gone.
    Bulk,
    /// Only what changed.
    Delta,
}

/// A manifest as read: known properties, and what was wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    properties: BTreeMap<String, String>,
    problems: Vec<(u64, ManifestProblem)>,
}

/// What is wrong in a manifest, with the property concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestProblem {
    /// The property stands twice.
    DuplicateProperty(String),
    /// No version of the specification has the property.
    UnknownProperty(String),
    /// A demanded property is not there.
    MissingProperty(String),
    /// `manifest.version` is not 1.0.
    InvalidManifestVersion(String),
    /// `oneroster.version` is not one that we read.
    InvalidOneRosterVersion(String),
    /// A `file.` property is neither absent nor bulk nor delta.
    InvalidFileMode(String),
}

const FILES_11: &[&str] = &[
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
];

const FILES_12: &[&str] = &[
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
];

impl Manifest {
    /// Reads name and value rows; the first is taken to be line 2.
    pub fn from_rows<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Manifest {
        Manifest::from_lines((2..).zip(rows))
    }

    /// Reads name and value rows, each with its line.
    pub fn from_lines<'a>(rows: impl Iterator<Item = (u64, (&'a str, &'a str))>) -> Manifest {
        let mut manifest = Manifest::default();
        for (line, (name, value)) in rows {
            let (name, value) = (name.trim(), value.trim());
            if let Some(problem) = manifest.judge(name, value) {
                manifest.problems.push((line, problem));
            }
            manifest.properties.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
        for name in manifest.missing() {
            manifest.problems.push((1, ManifestProblem::MissingProperty(name)));
        }
        manifest
    }

    fn judge(&self, name: &str, value: &str) -> Option<ManifestProblem> {
        if self.properties.contains_key(name) {
            return Some(ManifestProblem::DuplicateProperty(name.to_owned()));
        }
        match name {
            "manifest.version" => {
                (value != "1.0").then(|| ManifestProblem::InvalidManifestVersion(value.to_owned()))
            }
            "oneroster.version" => (!["1.1", "1.2", "1.1.1", "1.2.1"].contains(&value))
                .then(|| ManifestProblem::InvalidOneRosterVersion(value.to_owned())),
            "source.systemName" | "source.systemCode" => None,
            _ => match name.strip_prefix("file.") {
                Some(file) if FILES_11.contains(&file) || FILES_12.contains(&file) => {
                    mode(value).is_none().then(|| ManifestProblem::InvalidFileMode(name.to_owned()))
                }
                Some(_) | None => Some(ManifestProblem::UnknownProperty(name.to_owned())),
            },
        }
    }

    fn missing(&self) -> Vec<String> {
        let newer = self.oneroster_version().is_some_and(|v| v.starts_with("1.2"));
        let files = FILES_11.iter().chain(FILES_12.iter().filter(|_| newer)).map(|f| format!("file.{f}"));
        let names = ["manifest.version".to_owned(), "oneroster.version".to_owned()].into_iter().chain(files);
        names.filter(|name| !self.properties.contains_key(name)).collect()
    }

    /// The version of OneRoster it names.
    pub fn oneroster_version(&self) -> Option<&str> {
        self.properties.get("oneroster.version").map(String::as_str)
    }

    /// How a file comes, by entity name; `None` where the manifest does not say.
    pub fn mode(&self, entity: &str) -> Option<FileMode> {
        self.properties.get(&format!("file.{entity}")).and_then(|v| mode(v))
    }

    /// The name of the system that exported, if it says.
    pub fn system_name(&self) -> Option<&str> {
        self.properties.get("source.systemName").map(String::as_str)
    }

    /// What was wrong with it: physical line and problem.
    pub fn problems(&self) -> &[(u64, ManifestProblem)] {
        &self.problems
    }
}

fn mode(text: &str) -> Option<FileMode> {
    let known = [("absent", FileMode::Absent), ("bulk", FileMode::Bulk), ("delta", FileMode::Delta)];
    known.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, mode)| *mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_says_how_each_file_comes() {
        let rows = [("manifest.version", "1.0"), ("oneroster.version", "1.1"), ("file.users", "bulk")];
        let manifest = Manifest::from_rows(rows.into_iter());
        assert_eq!((manifest.mode("users"), manifest.mode("orgs")), (Some(FileMode::Bulk), None));
        assert_eq!(manifest.problems().len(), FILES_11.len() - 1);
    }

    #[test]
    fn what_is_wrong_in_a_manifest_is_named_with_its_line() {
        use ManifestProblem::*;
        for (name, value, want) in [
            ("manifest.version", "2.0", InvalidManifestVersion("2.0".into())),
            ("oneroster.version", "9", InvalidOneRosterVersion("9".into())),
            ("file.users", "some", InvalidFileMode("file.users".into())),
            ("file.cats", "bulk", UnknownProperty("file.cats".into())),
            ("colour", "red", UnknownProperty("colour".into())),
        ] {
            let manifest = Manifest::from_rows([(name, value)].into_iter());
            assert_eq!(manifest.problems()[0], (2, want));
        }
        let twice = Manifest::from_rows([("file.users", "bulk"), ("file.users", "delta")].into_iter());
        assert_eq!(twice.problems()[0], (3, DuplicateProperty("file.users".into())));
        assert_eq!(twice.mode("users"), Some(FileMode::Bulk));
    }
}
