//! Findings counted and grouped, with a few examples of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Rule, Severity};

/// Examples kept of each group.
const EXAMPLES: usize = 5;

/// Groups kept; what comes later is counted by rule only. Bounds memory where every column has a finding of its own.
const GROUPS: usize = 2_000;

/// What was found in a delivery. Counts are never cut.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// How many, by code of the rule.
    pub counts: BTreeMap<&'static str, u64>,
    /// How many errors.
    pub errors: u64,
    /// How many warnings.
    pub warnings: u64,
    /// How many notices.
    pub notices: u64,
    /// By severity, rule, file and field, errors first; at most 2,000.
    pub groups: Vec<Group>,
    /// How many of each rule and severity, errors first.
    pub rules: Vec<RuleCount>,
}

/// How often a rule found something, at one severity.
#[derive(Debug, Clone)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

/// Findings of one rule in one field of one file.
#[derive(Debug, Clone)]
pub struct Group {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad they are here.
    pub severity: Severity,
    /// The file's name as it was sent.
    pub file: Arc<str>,
    /// The field's name, if they are about one.
    pub field: Option<Arc<str>>,
    /// How many.
    pub count: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

/// One finding of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Physical line where the record starts; the header is 1.
    pub line: Option<u64>,
    /// 1-based field of the row.
    pub column: Option<u32>,
    /// The record's own ID.
    pub record: Option<Box<str>>,
    /// What is wrong; at most 300 characters.
    pub message: Box<str>,
}

type GroupKey = (Severity, &'static str, Arc<str>, Option<Arc<str>>);

/// Findings while they are still being made.
#[derive(Debug, Default)]
pub(super) struct Counting {
    rules: BTreeMap<(Severity, &'static str), (&'static Rule, u64)>,
    groups: BTreeMap<GroupKey, Group>,
}

impl Counting {
    pub(super) fn add(&mut self, finding: &Finding) {
        let (rule, severity) = (finding.rule, finding.severity);
        self.rules.entry((severity, rule.code)).or_insert((rule, 0)).1 += 1;
        let key = (severity, rule.code, finding.file.clone(), finding.field.clone());
        let full = self.groups.len() >= GROUPS;
        let group = match self.groups.get_mut(&key) {
            Some(group) => group,
            None if full => return,
            None => self.groups.entry(key).or_insert_with(|| Group::of(finding)),
        };
        group.count += 1;
        if group.examples.len() < EXAMPLES {
            group.examples.push(Example::of(finding));
        }
    }

    pub(super) fn finish(self) -> Findings {
        let mut findings = Findings { groups: self.groups.into_values().collect(), ..Findings::default() };
        for ((severity, code), (rule, count)) in self.rules {
            *findings.counts.entry(code).or_default() += count;
            match severity {
                Severity::Error => findings.errors += count,
                Severity::Warning => findings.warnings += count,
                Severity::Notice => findings.notices += count,
            }
            findings.rules.push(RuleCount { rule, severity, count });
        }
        findings
    }
}

impl Findings {
    /// How many there are.
    pub fn total(&self) -> u64 {
        self.errors + self.warnings + self.notices
    }
}

impl Group {
    fn of(finding: &Finding) -> Group {
        Group {
            rule: finding.rule,
            severity: finding.severity,
            file: finding.file.clone(),
            field: finding.field.clone(),
            count: 0,
            examples: Vec::new(),
        }
    }
}

impl Example {
    fn of(finding: &Finding) -> Example {
        let message: String = finding.message.chars().take(300).collect();
        Example {
            line: finding.line,
            column: finding.column,
            record: finding.record.clone(),
            message: message.into_boxed_str(),
        }
    }
}
