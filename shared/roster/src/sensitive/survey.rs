//! All columns of one file, judged, and what is said of them.

use std::sync::Arc;

use super::{Category, Evidence, Sensitive, judge};
use crate::finding::{Finding, Rule};
use crate::read::{FindingSink, Strictness};
use crate::rules;

/// Columns of one file that are looked at; no table has more.
const MOST_COLUMNS: usize = 2_000;

/// Fields of the first rows of a file.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    rows: Vec<Vec<String>>,
}

impl Sample {
    /// Rows that are enough for a sample.
    pub const ROWS: usize = 300;

    /// Of these rows.
    pub fn of(rows: Vec<Vec<String>>) -> Sample {
        Sample { rows }
    }

    /// Takes one more row.
    pub(crate) fn add(&mut self, fields: impl Iterator<Item = String>) {
        self.rows.push(fields.take(MOST_COLUMNS).collect());
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= Sample::ROWS
    }

    pub(crate) fn column(&self, at: usize) -> Vec<&str> {
        self.rows.iter().filter_map(|row| row.get(at)).map(String::as_str).collect()
    }
}

/// Whether anything reads a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A format or mapping does.
    Used,
    /// Nobody does.
    Unused,
}

/// One sensitive column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SensitiveColumn {
    /// Its place, from 0.
    pub at: usize,
    /// What it is.
    pub sensitive: Sensitive,
    /// Whether anything reads it.
    pub usage: Use,
    /// Whether the sample has any value in it.
    pub filled: bool,
}

/// The sensitive columns of a file with these column names; `used` says by place which of them something reads.
pub fn columns(names: &[String], used: &[bool], sample: &Sample) -> Vec<SensitiveColumn> {
    let look = |(at, name): (usize, &String)| {
        let values = sample.column(at);
        let usage = if used.get(at) == Some(&true) { Use::Used } else { Use::Unused };
        let filled = values.iter().any(|value| !value.trim().is_empty());
        judge(name, &values).map(|sensitive| SensitiveColumn { at, sensitive, usage, filled })
    };
    names.iter().enumerate().take(MOST_COLUMNS).filter_map(look).collect()
}

/// Says of each filled column that is sensitive how to stop sending it, or that somebody wants it.
pub(crate) fn report(
    file: &Arc<str>,
    (names, found): (&[String], &[SensitiveColumn]),
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) {
    for column in found.iter().filter(|column| column.filled) {
        let (rule, what) = match column.usage {
            Use::Unused => (&rules::sensitive_column::RULE, "nothing here needs it; untick it in the export"),
            Use::Used => (&rules::mapped_sensitive_column::RULE, "the mapping asks for it"),
        };
        let name = names.get(column.at).map(String::as_str).unwrap_or_default();
        let Sensitive { category, evidence } = column.sensitive;
        // Where the first line is no header, it is somebody's values.
        let shown = match evidence {
            Evidence::Header => format!("the column \"{}\"", name.chars().take(60).collect::<String>()),
            Evidence::Values => format!("column {}", column.at + 1),
        };
        let message = format!("{shown} seems to hold {}: {what}", category.title());
        let field = (evidence == Evidence::Header).then(|| Arc::from(name));
        sink.find(finding(file, rule, strictness, (column.at, field, message)));
    }
}

fn finding(
    file: &Arc<str>,
    rule: &'static Rule,
    strictness: Strictness,
    (at, field, message): (usize, Option<Arc<str>>, String),
) -> Finding {
    Finding {
        rule,
        severity: strictness.severity(rule),
        file: Arc::clone(file),
        entity: None,
        line: None,
        column: u32::try_from(at + 1).ok(),
        field,
        record: None,
        message,
    }
}

/// The columns whose values are to be taken out of what is stored.
pub(crate) fn unwanted(found: &[SensitiveColumn]) -> Vec<(usize, Category)> {
    let unused = found.iter().filter(|column| column.usage == Use::Unused);
    unused.map(|column| (column.at, column.sensitive.category)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_column_that_nothing_reads_is_a_warning_and_one_that_is_mapped_a_notice() {
        let names = names("sourcedId,SSN,Lunch Status,F7,Allergies");
        let row =
            |n: u32| vec![n.to_string(), "x".into(), "F".into(), format!("123-45-678{n}"), String::new()];
        let sample = Sample::of((0..5).map(row).collect());
        let found = columns(&names, &[true, false, true, false, false], &sample);
        let mut findings: Vec<Finding> = Vec::new();
        report(&"users.csv".into(), (&names, &found), Strictness::Tolerant, &mut findings);
        let said: Vec<_> = findings.iter().map(|f| (f.rule.code, f.column, f.field.as_deref())).collect();
        assert_eq!(
            said,
            [
                ("R131", Some(2), Some("SSN")),
                ("R132", Some(3), Some("Lunch Status")),
                ("R131", Some(4), None)
            ],
            "nothing is said of a column that is blank"
        );
        assert!(findings.iter().all(|f| !f.message.contains("123-45")), "{findings:?}");
        let unwanted: Vec<usize> = unwanted(&found).into_iter().map(|(at, _)| at).collect();
        assert_eq!(unwanted, [1, 3, 4], "a blank column may be filled further down");
    }
}
