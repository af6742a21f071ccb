//! What a good integration specialist would map each column to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Labels of one export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Which product, and how the files came to be.
    pub about: String,
    /// Whether the suggester may be improved on it.
    pub split: Split,
    /// By the file's name.
    pub files: BTreeMap<String, FileLabels>,
}

/// Whether the suggester may be improved on an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Split {
    /// It may.
    #[default]
    Tune,
    /// It is only measured.
    HeldOut,
}

/// Labels of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileLabels {
    /// By the column's name, or `#` and its place: all right answers.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Columns whose values alone fit both day/month and month/day.
    pub ambiguous_dates: BTreeSet<String>,
}

/// Labels that cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelsError(pub String);

impl std::fmt::Display for LabelsError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}; see tests/fixtures/exports/README.md for what labels.json holds", self.0)
    }
}

impl std::error::Error for LabelsError {}

impl Labels {
    /// Reads `labels.json`.
    ///
    /// # Errors
    /// What is wrong, with its JSON path.
    pub fn from_json(text: &str) -> Result<Labels, LabelsError> {
        let json: Value = serde_json::from_str(text).map_err(|error| wrong("", &error.to_string()))?;
        let split = match json["split"].as_str() {
            Some("tune") => Split::Tune,
            Some("held-out") => Split::HeldOut,
            _ => return Err(wrong("/split", "must be \"tune\" or \"held-out\"")),
        };
        let files = json["files"].as_object().ok_or_else(|| wrong("/files", "must be an object"))?;
        let files = files.iter().map(|(name, json)| Ok((name.clone(), file(name, json)?)));
        let about = json["about"].as_str().unwrap_or_default().to_owned();
        Ok(Labels { about, split, files: files.collect::<Result<_, LabelsError>>()? })
    }
}

fn file(name: &str, json: &Value) -> Result<FileLabels, LabelsError> {
    let path = format!("/files/{name}/columns");
    let columns = json["columns"].as_object().ok_or_else(|| wrong(&path, "must be an object"))?;
    let mut file = FileLabels::default();
    for (column, answer) in columns {
        let answers: Option<Vec<String>> = match answer {
            Value::String(one) => Some(vec![one.clone()]),
            Value::Array(several) => several.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let answers = answers.filter(|answers| !answers.is_empty());
        let answers =
            answers.ok_or_else(|| wrong(&format!("{path}/{column}"), "must be a target or several"))?;
        file.columns.insert(column.trim().to_owned(), answers);
    }
    let ambiguous = json["ambiguousDates"].as_array().map_or(&[][..], Vec::as_slice);
    file.ambiguous_dates = ambiguous.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(file)
}

fn wrong(path: &str, what: &str) -> LabelsError {
    LabelsError(format!("{} {what}", if path.is_empty() { "/" } else { path }))
}
