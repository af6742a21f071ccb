//! Pages as people get them.

use super::super::facts::HoldReason;
use super::super::finding_log::FindingLog;
use super::super::page::WIDTH;
use super::*;
use crate::diff::{EntitySummary, FileSummary, ReadCounts};
use crate::finding::Finding;
use crate::model::Entity;
use crate::read::FindingSink;
use crate::rules::{self, RULES};

fn facts() -> DeliveryFacts {
    let file = |name: &str, rows| FileSummary {
        name: name.into(),
        rows,
        columns: vec![],
        shapes: Default::default(),
        whole: true,
    };
    let read = ReadCounts { read: 1_855, accepted: 1_853, rejected: 2, ..ReadCounts::default() };
    let changes = ChangeCounts { created: 12, removed: 3, kept: 2, ..ChangeCounts::default() };
    DeliveryFacts {
        tenant: "springfield".into(),
        connection: "sis".into(),
        delivery: "d-17".into(),
        received_at: "Sun 22 Nov 2026 20:05 CST".into(),
        format: Some("OneRoster 1.1 CSV".into()),
        files: vec![file("users.csv", 268), file("enrollments.csv", 1_855)],
        missing: vec![],
        complete: true,
        entities: [(Entity::Enrollments, EntitySummary { read, changes })].into(),
    }
}

fn finding(rule: &'static crate::finding::Rule, line: u64) -> Finding {
    Finding {
        rule,
        severity: rule.severity,
        file: "enrollments.csv".into(),
        entity: Some(Entity::Enrollments),
        line: Some(line),
        column: Some(4),
        field: Some("classSourcedId".into()),
        record: Some("e-9931".into()),
        message: "class \"MATH-7B\" is not in classes.csv".into(),
    }
}

fn findings(of: &[&'static crate::finding::Rule], each: u64) -> Findings {
    let mut log = FindingLog::with_limit(std::io::sink(), 0);
    for rule in of {
        (0..each).for_each(|line| log.find(finding(rule, 118 + line)));
    }
    log.finish().unwrap().1
}

fn preview(outlook: Outlook) -> Preview {
    Preview::new(&facts().entities, outlook)
}

#[test]
fn a_page_says_what_came_what_is_wrong_and_what_will_change() {
    let planned = preview(Outlook::Planned { at: "Mon 23 Nov 2026 00:15 CST (America/Chicago)".into() });
    let text = text(&facts(), &findings(&[&rules::unknown_class::RULE], 2), Some(&planned));
    let help = rules::unknown_class::RULE.help;
    let want = format!(
        "\
Rollcall: delivery d-17 of springfield/sis
Received Sun 22 Nov 2026 20:05 CST

The delivery (OneRoster 1.1 CSV) is complete.
2 errors, 0 warnings and 0 notices were found in the files.
The changes below are planned for Mon 23 Nov 2026 00:15 CST (America/Chicago).

What to correct
---------------
ERROR    R014 unknown-class  2
    enrollments.csv:118:4  e-9931  class \"MATH-7B\" is not in classes.csv
    enrollments.csv:119:4  e-9931  class \"MATH-7B\" is not in classes.csv
    to do: {help}
Every finding with its file, line and column is in findings.csv.

What came
---------
  file              rows
  users.csv          268
  enrollments.csv  1,855

  records       read  accepted  rejected  not used  kept from before
  enrollments  1,855     1,853         2         0                 2

What changes
------------
  records      created  updated  removed  revived  renamed  unchanged
  enrollments       12        0        3        0        0          0
"
    );
    assert_eq!(text, want);
}

#[test]
fn a_held_delivery_says_why_and_who_must_answer() {
    let reason = HoldReason { code: "B001".into(), message: "31 of 268 users would be removed".into() };
    let held = preview(Outlook::Held { reasons: vec![reason; 10], who: "The operator".into() });
    let text = text(&facts(), &Findings::default(), Some(&held));
    for part in ["HELD", "  B001  31 of 268 users", "The operator must answer", "and 2 more reasons"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!text.contains("planned") && text.contains("No problem was found"), "{text}");
}

#[test]
fn what_is_missing_is_named() {
    let mut facts = facts();
    facts.complete = false;
    facts.missing = vec!["orgs.csv".into()];
    facts.files[1].whole = false;
    let text = text(&facts, &Findings::default(), None);
    for part in ["NOT complete", "missing:     orgs.csv", "not whole:   enrollments.csv"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn a_preview_stands_above_a_page_that_was_made_before() {
    let planned = preview_text(&preview(Outlook::Planned { at: "tonight".into() }));
    assert!(planned.starts_with("The changes below are planned for tonight.\n\nWhat changes\n"), "{planned}");
    assert!(planned.contains("enrollments       12"), "{planned}");
    let none = preview_text(&preview(Outlook::NothingChanges));
    assert!(none.starts_with("Nothing changes") && !none.contains("What changes"), "{none}");
    assert!(!text(&facts(), &Findings::default(), None).contains("changes"), "a page of its own is silent");
}

#[test]
fn a_long_message_is_wrapped_and_not_cut() {
    let mut log = FindingLog::with_limit(std::io::sink(), 0);
    let message = format!("schoolYear is written {} and read as 2027", "\"2026-2027\" ".repeat(5));
    let severity = Severity::Notice;
    log.find(Finding { message, severity, ..finding(&rules::invalid_year::RULE, 1) });
    let page = text(&facts(), &log.finish().unwrap().1, None);
    assert!(
        page.contains("What was noticed")
            && page.contains("\n        \"2026-2027\" \"2026-2027\" and read as 2027\n"),
        "{page}"
    );
}

#[test]
fn however_much_is_wrong_it_fits_on_a_page() {
    let mut facts = facts();
    facts.complete = false;
    facts.missing = (0..30).map(|n| format!("m{n}.csv")).collect();
    let file = FileSummary {
        name: "x".repeat(300),
        rows: 1,
        columns: vec![],
        shapes: Default::default(),
        whole: false,
    };
    facts.files = vec![file; 40];
    facts.entities = Entity::ALL.iter().map(|e| (*e, facts.entities[&Entity::Enrollments])).collect();
    let operator = OperatorFacts { run: "r-1".into(), artifacts: vec!["change set".into()] };
    let planned = Preview::new(&facts.entities, Outlook::NotActive);
    let page = operator_text(&facts, &findings(RULES, 20), Some(&planned), &operator);
    assert!(page.lines().count() <= 120, "{} lines:\n{page}", page.lines().count());
    assert!(page.lines().all(|line| line.chars().count() <= WIDTH), "{page}");
    assert!(page.contains("Run r-1") && page.contains("also: "), "{page}");
}

#[test]
fn text_of_the_files_cannot_move_the_cursor() {
    let mut facts = facts();
    facts.files[0].name = "users\u{1b}[2J.csv".into();
    let mut log = FindingLog::with_limit(std::io::sink(), 0);
    log.find(Finding { message: "a\u{1b}b\nc\u{202e}".into(), ..finding(&rules::unknown_class::RULE, 1) });
    let page = text(&facts, &log.finish().unwrap().1, None);
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page}");
    assert!(page.contains("users?[2J.csv") && page.contains("a?b?c?"), "{page}");
}

#[test]
fn errors_come_first() {
    let all = findings(RULES, 1);
    let severities: Vec<_> = all.rules.iter().map(|rule| rule.severity).collect();
    assert!(severities.is_sorted() && severities.len() == RULES.len());
}
