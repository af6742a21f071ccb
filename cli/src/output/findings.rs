//! Findings: counted all, kept some, shown by rule.

use std::collections::BTreeMap;
use std::fmt::Write;

use roster::finding::{Finding, Rule, Severity};
use roster::read::FindingSink;
use serde::Serialize;

use super::plain::one_line;
use super::{count, counted};
use crate::exit::Exit;

/// Which findings are kept to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The first so many.
    First(usize),
    /// The first so many of each rule.
    OfEachRule(usize),
}

/// Counts findings and keeps some; memory does not grow with their number.
#[derive(Debug)]
pub(crate) struct Collected {
    keep: Keep,
    kept: Vec<Finding>,
    rules: BTreeMap<&'static str, Seen>,
}

#[derive(Debug)]
struct Seen {
    rule: &'static Rule,
    severity: Severity,
    count: u64,
}

impl Collected {
    /// Nothing yet.
    pub(crate) fn new(keep: Keep) -> Collected {
        Collected { keep, kept: Vec::new(), rules: BTreeMap::new() }
    }

    /// How many of each rule there are, by code.
    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.rules.iter().map(|(code, seen)| (*code, seen.count)).collect()
    }

    /// What the findings mean for the exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self.rules.values().any(|seen| seen.severity == Severity::Error) {
            true => Exit::Errors,
            false => Exit::Fine,
        }
    }

    /// The kept ones, as programs read them.
    pub(crate) fn json(&self) -> Vec<FindingJson<'_>> {
        self.kept.iter().map(FindingJson::of).collect()
    }

    /// One line: how many of each severity.
    pub(crate) fn summary(&self) -> String {
        let part = |severity, one, more| counted(self.total(severity), one, more);
        format!(
            "{}, {}, {}",
            part(Severity::Error, "error", "errors"),
            part(Severity::Warning, "warning", "warnings"),
            part(Severity::Notice, "notice", "notices"),
        )
    }

    /// By rule, the worst first: how often, a few examples, what to do.
    pub(crate) fn text(&self) -> String {
        self.text_led_by(&[])
    }

    /// The same, with some rules before all others.
    pub(crate) fn text_led_by(&self, first: &[&Rule]) -> String {
        let leads = |seen: &Seen| first.iter().any(|rule| rule.code == seen.rule.code);
        let mut rules: Vec<&Seen> = self.rules.values().collect();
        rules
            .sort_by_key(|seen| (!leads(seen), seen.severity, std::cmp::Reverse(seen.count), seen.rule.code));
        rules.into_iter().map(|seen| self.group(seen)).collect()
    }

    fn total(&self, severity: Severity) -> u64 {
        self.rules.values().filter(|seen| seen.severity == severity).map(|seen| seen.count).sum()
    }

    fn group(&self, seen: &Seen) -> String {
        let rule = seen.rule;
        let mut text = format!("\n{:<7} {} {}: {}\n", seen.severity, rule.code, rule.name, count(seen.count));
        let mut shown = 0;
        for finding in self.kept.iter().filter(|finding| finding.rule.code == rule.code) {
            shown += 1;
            let line = format!("{}  {}", place(finding), finding.message);
            text += &format!("    {}\n", one_line(line.trim_start()));
        }
        if shown > 0 && shown < seen.count {
            text += &format!("    and {} more\n", count(seen.count - shown));
        }
        text + &format!("    -> {}\n", rule.help)
    }
}

impl FindingSink for Collected {
    fn find(&mut self, finding: Finding) {
        let new = Seen { rule: finding.rule, severity: finding.severity, count: 0 };
        let seen = self.rules.entry(finding.rule.code).or_insert(new);
        seen.count += 1;
        // The same rule may be milder elsewhere; it is listed where it is worst.
        seen.severity = seen.severity.min(finding.severity);
        let room = match self.keep {
            Keep::First(most) => self.kept.len() < most,
            Keep::OfEachRule(most) => seen.count <= most as u64,
        };
        if room {
            self.kept.push(finding);
        }
    }
}

/// `file:line:column [record]`, as far as it applies.
fn place(finding: &Finding) -> String {
    let mut place = finding.file.to_string();
    for number in [finding.line, finding.column.map(u64::from)].into_iter().flatten() {
        // Writing to a string cannot fail.
        let _ = write!(place, ":{number}");
    }
    if let Some(record) = finding.record.as_deref().filter(|record| !record.is_empty()) {
        let _ = write!(place, " [{record}]");
    }
    place
}

/// A finding as programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct FindingJson<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    file: &'a str,
    line: Option<u64>,
    column: Option<u32>,
    field: Option<&'a str>,
    record: Option<&'a str>,
    message: &'a str,
    help: &'a str,
}

impl FindingJson<'_> {
    fn of(finding: &Finding) -> FindingJson<'_> {
        FindingJson {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: finding.severity.as_str(),
            file: &finding.file,
            line: finding.line,
            column: finding.column,
            field: finding.field.as_deref(),
            record: finding.record.as_deref(),
            message: &finding.message,
            help: finding.rule.help,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster::rules;

    fn finding(code: &str, line: u64) -> Finding {
        let rule = rules::find(code).unwrap();
        Finding {
            rule,
            severity: rule.severity,
            file: "enrollments.csv".into(),
            entity: None,
            line: Some(line),
            column: Some(4),
            field: Some("classSourcedId".into()),
            record: Some("e-1".into()),
            message: "what is wrong".into(),
        }
    }

    #[test]
    fn all_are_counted_and_only_so_many_kept() {
        for (keep, kept) in [(Keep::First(3), 3), (Keep::OfEachRule(2), 4), (Keep::First(0), 0)] {
            let mut found = Collected::new(keep);
            for line in 2..102 {
                found.find(finding("R014", line));
                found.find(finding("missing-email", line));
            }
            assert_eq!(found.json().len(), kept, "{keep:?}");
            assert_eq!(found.counts()["R014"], 100);
            assert_eq!(found.exit(), Exit::Errors);
        }
    }

    #[test]
    fn people_read_the_worst_first_with_examples_and_what_to_do() {
        let mut found = Collected::new(Keep::OfEachRule(1));
        found.find(finding("missing-email", 2));
        found.find(finding("R014", 3));
        found.find(finding("R014", 4));
        let text = found.text();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines[..4],
            [
                "error   R014 unknown-class: 2",
                "    enrollments.csv:3:4 [e-1]  what is wrong",
                "    and 1 more",
                "    -> Add the class to classes.csv or remove the row.",
            ]
        );
        assert!(lines[4].contains("missing-email: 1"), "{text}");
    }
}
