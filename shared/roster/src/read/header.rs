//! What is wrong with a file as a whole: its header, its encoding, its stamps.

use std::sync::Arc;

use super::delivery::FindingSink;
use super::open::Naming;
use super::plan::{FilePlan, positions};
use super::rows::BlockOut;
use crate::finding::{Finding, Rule, Severity};
use crate::formats::{Column, FileMode, FileSpec};
use crate::rules::{self, Checked, invalid_metadata_header, misplaced_metadata_column};
use crate::table::{End, Layout, Problem, ProblemKind};

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

/// Compares a header with the specification. `names` are those that the columns go by.
pub(super) fn check(
    spec: &FileSpec,
    (layout, names, naming): (&Layout, &[String], Naming),
    plan: &FilePlan,
    sink: &mut dyn FindingSink,
) {
    if names.is_empty() {
        return;
    }
    let mut report = Report { plan, line: layout.header_line.max(1), sink };
    if layout.delimiter != b',' && layout.width > 1 {
        let message = format!("fields are separated by {}", delimiter(layout.delimiter));
        report.say(&rules::unusual_delimiter::RULE, None, None, message);
    }
    if naming == Naming::Specification {
        let message =
            "the first line is data; columns are taken in the order of the specification".to_owned();
        return report.say(&rules::headerless_file::RULE, None, None, message);
    }
    let at = positions(spec, names);
    columns(spec, (&layout.header, names), &at, &mut report);
    others(spec, names, &at, &mut report);
    order(spec, &at, &mut report);
}

struct Report<'a> {
    plan: &'a FilePlan,
    line: u64,
    sink: &'a mut dyn FindingSink,
}

impl Report<'_> {
    fn say(&mut self, rule: &'static Rule, column: Option<usize>, field: Option<&str>, message: String) {
        let mut found = finding(self.plan, rule, Some(self.line), message);
        found.column = column.map(|c| c as u32 + 1);
        found.field = field.map(Arc::from);
        self.sink.find(found);
    }
}

fn delimiter(byte: u8) -> &'static str {
    match byte {
        b'\t' => "tabs",
        b';' => "semicolons",
        b'|' => "bars",
        _ => "another character than commas",
    }
}

/// Columns of the specification: missing, in another letter case, with a table's name in front.
fn columns(
    spec: &FileSpec,
    (sent, names): (&[String], &[String]),
    at: &[Option<usize>],
    report: &mut Report<'_>,
) {
    for (column, at) in spec.columns.iter().zip(at) {
        let Some(at) = *at else {
            if column.required {
                let message = format!("the column {} is not there", column.name);
                report.say(&rules::missing_column::RULE, None, Some(&column.name), message);
            }
            continue;
        };
        if names[at] != sent[at] {
            let message = format!("the column is named \"{}\" and read as {}", short(&sent[at]), column.name);
            report.say(&rules::prefixed_header::RULE, Some(at), Some(&column.name), message);
        } else if *names[at] != *column.name {
            let message =
                format!("the column is named \"{}\", the specification says {}", names[at], column.name);
            report.say(&rules::wrong_case_header::RULE, Some(at), Some(&column.name), message);
        }
    }
}

/// Columns that are not of the specification.
fn others(spec: &FileSpec, names: &[String], at: &[Option<usize>], report: &mut Report<'_>) {
    if let Some(first) = misplaced_metadata_column::check(names) {
        let message = "the extension column stands to the left of a regular one".to_owned();
        report.say(&rules::misplaced_metadata_column::RULE, Some(first), Some(&names[first]), message);
    }
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() || at.contains(&Some(index)) {
            continue;
        }
        if !invalid_metadata_header::is_extension(name) {
            let message = format!("the column \"{}\" is not one of {}", short(name), spec.name);
            report.say(&rules::unknown_column::RULE, Some(index), Some(name), message);
        } else if invalid_metadata_header::check(name) != Checked::Good {
            let message = "the extension column is not named metadata. and a name".to_owned();
            report.say(&rules::invalid_metadata_header::RULE, Some(index), Some(name), message);
        }
    }
}

fn order(spec: &FileSpec, at: &[Option<usize>], report: &mut Report<'_>) {
    let rule = &rules::misordered_header::RULE;
    let present = at.iter().flatten().copied();
    if rules::misordered_header::check(present.clone()) != Checked::Good {
        let message = "the columns are not in the order that the specification gives".to_owned();
        return report.say(rule, None, None, message);
    }
    if report.plan.strictness != super::Strictness::Strict {
        return;
    }
    let lacks = |(column, at): &(&Column, &Option<usize>)| at.is_none() && !column.required;
    let lacks: Vec<&str> = spec.columns.iter().zip(at).filter(lacks).map(|(c, _)| &*c.name).collect();
    // OneRoster 1.2.1 has dropped that one.
    if !lacks.is_empty() && lacks != ["resourceSourcedIds"] {
        let message = format!("the header leaves out {}", lacks.join(", "));
        report.say(rule, None, None, message);
    }
}

/// How a file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    /// In the middle of a row.
    InRow,
    /// Perhaps in the middle of the header: there is nothing behind it, not even a line end.
    InHeader,
}

impl Ending {
    pub(super) fn of(end: &End, problems: &[Problem]) -> Ending {
        let open = problems.iter().any(|problem| problem.kind == ProblemKind::NoFinalLineEnd);
        match (end.last_row_short, end.rows == 0 && open) {
            (true, _) => Ending::InRow,
            (false, true) => Ending::InHeader,
            (false, false) => Ending::Whole,
        }
    }

    pub(super) fn report(self, plan: &FilePlan, line: u64, sink: &mut dyn FindingSink) {
        let message = match self {
            Ending::Whole => return,
            Ending::InRow => "the last row is not whole; nothing of this table is removed",
            Ending::InHeader => "the file ends with its header; nothing of this table is removed",
        };
        sink.find(finding(plan, &rules::truncated_file::RULE, Some(line), message.to_owned()));
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
