//! What is wrong with a file as a whole: its header, its encoding, its stamps.

use std::sync::Arc;

use super::delivery::FindingSink;
use super::plan::{FilePlan, positions};
use super::rows::BlockOut;
use crate::finding::{Finding, Rule, Severity};
use crate::formats::{FileMode, FileSpec};
use crate::rules;
use crate::table::{Layout, Problem};

fn finding(plan: &FilePlan, rule: &'static Rule, line: Option<u64>, message: String) -> Finding {
    Finding {
        rule,
        severity: plan.strictness.severity(rule),
        file: plan.file.clone(),
        entity: Some(plan.entity),
        line,
        column: None,
        field: None,
        record: None,
        message,
    }
}

/// Reports a problem of the table reader.
pub(super) fn report(plan: &FilePlan, problem: Problem, sink: &mut dyn FindingSink) {
    let Some((rule, message)) = super::problems::file_rule(problem.kind) else { return };
    let mut found = finding(plan, rule, Some(problem.line).filter(|l| *l > 0), message);
    found.column = problem.column;
    sink.find(found);
}

/// Compares a header with the specification.
pub(super) fn check(spec: &FileSpec, layout: &Layout, plan: &FilePlan, sink: &mut dyn FindingSink) {
    let header = &layout.header;
    if header.is_empty() {
        return;
    }
    let line = Some(layout.header_line.max(1));
    let at = positions(spec, header);
    let mut say = |rule: &'static Rule, column: Option<usize>, field: Option<&str>, message: String| {
        let mut found = finding(plan, rule, line, message);
        found.column = column.map(|c| c as u32 + 1);
        found.field = field.map(Arc::from);
        sink.find(found);
    };
    for (column, at) in spec.columns.iter().zip(&at) {
        match at {
            None if column.required => {
                let message = format!("the column {} is not there", column.name);
                say(&rules::missing_column::RULE, None, Some(&column.name), message);
            }
            Some(at) if *header[*at] != *column.name => {
                let message = format!(
                    "the column is named \"{}\", the specification says {}",
                    header[*at], column.name
                );
                say(&rules::wrong_case_header::RULE, Some(*at), Some(&column.name), message);
            }
            None | Some(_) => {}
        }
    }
    let mut extension = None;
    for (index, name) in header.iter().enumerate() {
        if at.contains(&Some(index)) {
            if let Some(first) = extension {
                let message =
                    format!("the column {name} stands to the right of the extension column in field {first}");
                say(&rules::misplaced_metadata_column::RULE, Some(index), Some(name), message);
            }
        } else if let Some(rest) = name.strip_prefix("metadata.") {
            extension.get_or_insert(index + 1);
            if rest.is_empty() {
                say(
                    &rules::invalid_metadata_header::RULE,
                    Some(index),
                    Some(name),
                    "the extension column has no name".into(),
                );
            }
        } else if !name.is_empty() {
            let message = format!("the column \"{}\" is not one of {}", short(name), spec.name);
            say(&rules::unknown_column::RULE, Some(index), Some(name), message);
        }
    }
    let present: Vec<usize> = at.iter().flatten().copied().collect();
    if !present.is_sorted() {
        let message = "the columns are not in the order that the specification gives".to_owned();
        say(&rules::misordered_header::RULE, None, None, message);
    } else if present.len() < spec.columns.len() && plan.strictness == super::Strictness::Strict {
        let lacks: Vec<&str> = spec
            .columns
            .iter()
            .zip(&at)
            .filter(|(c, at)| at.is_none() && !c.required)
            .map(|(c, _)| &*c.name)
            .collect();
        if !lacks.is_empty() && lacks != ["resourceSourcedIds"] {
            let message = format!("the header leaves out {}", lacks.join(", "));
            say(&rules::misordered_header::RULE, None, None, message);
        }
    }
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

/// Rows of a bulk file that carry what only delta rows may.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    status: u64,
    modified: u64,
    line: Option<u64>,
}

impl Stamps {
    pub(super) fn add(&mut self, out: &BlockOut) {
        self.status += out.status_in_bulk;
        self.modified += out.modified_in_bulk;
        self.line = self.line.or(out.stamped_line);
    }

    /// One finding for the file, not one for each row: exporters stamp all of them.
    pub(super) fn report(&self, plan: &FilePlan, sink: &mut dyn FindingSink) {
        if plan.mode == FileMode::Delta {
            return;
        }
        for (count, rule, name) in [
            (self.status, &rules::status_in_bulk_row::RULE, "status"),
            (self.modified, &rules::modified_in_bulk_row::RULE, "dateLastModified"),
        ] {
            if count > 0 {
                let message = format!("{count} rows of a bulk file carry {name}; it is ignored");
                let mut found = finding(plan, rule, self.line, message);
                found.field = Some(name.into());
                if found.severity == Severity::Warning {
                    found.severity = Severity::Notice;
                }
                sink.find(found);
            }
        }
    }
}
