//! `latest.txt`: what came, what is wrong with it, what will change and when, on one page.

use super::cell::line;
use super::facts::{DeliveryFacts, OperatorFacts, Outlook, Preview};
use super::findings::{Findings, Group, RuleCount};
use super::page::{Page, counted, thousands};
use crate::diff::ChangeCounts;
use crate::finding::Severity;

/// Lines that the page should not exceed; what there is no room for is counted.
const LINES: usize = 80;

/// Files that are listed one by one.
const FILES: usize = 10;

/// Examples of each rule.
const EXAMPLES: usize = 3;

/// The page for the district: about 80 lines of at most 100 columns, without personal values. Text of the files is shown
/// without control characters.
pub fn text(facts: &DeliveryFacts, findings: &Findings, preview: Option<&Preview>) -> String {
    page(facts, findings, preview, Page::default()).finish()
}

/// The page for the operator: the same, and the run's ID and artifacts.
pub fn operator_text(
    facts: &DeliveryFacts,
    findings: &Findings,
    preview: Option<&Preview>,
    operator: &OperatorFacts,
) -> String {
    let mut last = Page::default();
    last.push("");
    last.title("For the operator");
    last.say("", &format!("Run {} of connection {}/{}.", operator.run, facts.tenant, facts.connection));
    operator.artifacts.iter().for_each(|name| last.say("  ", name));
    page(facts, findings, preview, last).finish()
}

/// What becomes of a delivery's changes, and the changes: goes above a page that was made without a preview, so that the
/// page need not be made again as the run moves on.
pub fn preview_text(preview: &Preview) -> String {
    let mut page = Page::default();
    what_next(&mut page, &preview.outlook);
    let nothing = matches!(preview.outlook, Outlook::NothingChanges | Outlook::Rejected { .. });
    if !nothing {
        changes(&mut page, preview);
    }
    page.push("");
    page.finish()
}

fn page(facts: &DeliveryFacts, findings: &Findings, preview: Option<&Preview>, last: Page) -> Page {
    let mut page = Page::default();
    head(&mut page, facts, findings, preview);
    let mut rest = Page::default();
    received(&mut rest, facts);
    if let Some(preview) = preview {
        changes(&mut rest, preview);
    }
    let room = LINES.saturating_sub(page.len() + rest.len() + last.len()).max(16);
    found(&mut page, findings, room);
    page.push("");
    page.append(rest);
    page.append(last);
    page
}

fn head(page: &mut Page, facts: &DeliveryFacts, findings: &Findings, preview: Option<&Preview>) {
    page.push(&format!("Rollcall: delivery {} of {}/{}", facts.delivery, facts.tenant, facts.connection));
    page.push(&format!("Received {}", facts.received_at));
    page.push("");
    completeness(page, facts);
    page.say("", &verdict(findings));
    preview.iter().for_each(|preview| what_next(page, &preview.outlook));
}

fn completeness(page: &mut Page, facts: &DeliveryFacts) {
    let broken = facts.files.iter().filter(|file| !file.whole).map(|file| file.name.as_str());
    let format = facts.format.as_deref().unwrap_or("of no known format");
    if facts.complete {
        return page.say("", &format!("The delivery ({format}) is complete."));
    }
    page.say("", &format!("The delivery ({format}) is NOT complete; nothing is removed because of it."));
    for name in facts.missing.iter().take(FILES) {
        page.say("  missing:     ", &line(name, 80));
    }
    for name in broken.take(FILES) {
        page.say("  not whole:   ", &line(name, 80));
    }
}

fn verdict(findings: &Findings) -> String {
    if findings.total() == 0 {
        return "No problem was found in the files.".to_owned();
    }
    format!(
        "{}, {} and {} were found in the files.",
        counted(findings.errors, "error"),
        counted(findings.warnings, "warning"),
        counted(findings.notices, "notice")
    )
}

fn what_next(page: &mut Page, outlook: &Outlook) {
    match outlook {
        Outlook::Planned { at } => page.say("", &format!("The changes below are planned for {at}.")),
        Outlook::NotActive => page.say("", "The connection is not active yet: no roster changes."),
        Outlook::Paused { until } => {
            page.say(
                "",
                &format!("Changes are paused by the calendar until {until}; files are still checked."),
            );
        }
        Outlook::Held { reasons, who } => {
            page.say("", &format!("The changes are HELD and nothing has changed. {who} must answer."));
            for reason in reasons.iter().take(8) {
                page.say(&format!("  {}  ", reason.code), &reason.message);
            }
            if let Some(more @ 1..) = reasons.len().checked_sub(8) {
                page.say("  ", &format!("and {}", counted(more as u64, "more reason")));
            }
        }
        Outlook::Applied { at } => page.say("", &format!("The changes below were applied {at}.")),
        Outlook::NothingChanges => page.say("", "Nothing changes: the roster is already as these files say."),
        Outlook::Superseded { by } => {
            page.say(
                "",
                &format!("It was superseded by the newer delivery {by}; nothing was changed by it."),
            );
        }
        Outlook::Discarded => page.say("", "It was discarded by a person; nothing was changed by it."),
        Outlook::Rejected { why } => {
            page.say("", &format!("It was rejected, and nothing has changed: {why}"))
        }
        Outlook::Failed => page.say("", "Something went wrong on our side; our operator has been told."),
    }
}

/// The findings by rule, errors first, in at most so many lines.
fn found(page: &mut Page, findings: &Findings, room: usize) {
    if findings.rules.is_empty() {
        return;
    }
    page.title(if findings.errors + findings.warnings > 0 { "What to correct" } else { "What was noticed" });
    let end = page.len() + room.saturating_sub(5);
    let mut shown = 0;
    for rule in &findings.rules {
        let mut one = Page::default();
        about_rule(&mut one, rule, findings);
        if shown > 0 && page.len() + one.len() > end {
            break;
        }
        page.append(one);
        shown += 1;
    }
    if shown < findings.rules.len() {
        let rest = findings.rules[shown..].iter();
        let list = rest.map(|r| format!("{} {} {}", r.rule.code, r.rule.name, thousands(r.count)));
        let list: Vec<String> = list.take(12).collect();
        page.say("also: ", &list.join(", "));
    }
    page.say("", "Every finding with its file, line and column is in findings.csv.");
}

fn about_rule(page: &mut Page, counted: &RuleCount, findings: &Findings) {
    let RuleCount { rule, severity, count } = counted;
    page.push(&format!("{}  {} {}  {}", severity_word(*severity), rule.code, rule.name, thousands(*count)));
    let same = |group: &&Group| group.rule.code == rule.code && group.severity == *severity;
    let groups: Vec<&Group> = findings.groups.iter().filter(same).collect();
    for (place, message) in examples(&groups) {
        page.say(&format!("    {place}  "), &line(message, 200));
    }
    page.say("    to do: ", rule.help);
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR  ",
        Severity::Warning => "warning",
        Severity::Notice => "notice ",
    }
}

/// One example of each group first, then more of the same: where, and what.
fn examples<'g>(groups: &[&'g Group]) -> Vec<(String, &'g str)> {
    let nth = |n: usize| groups.iter().filter_map(move |group| Some((*group, group.examples.get(n)?)));
    let all = (0..EXAMPLES).flat_map(nth).take(EXAMPLES);
    let text = all.map(|(group, example)| {
        let mut text = line(&group.file, 60);
        example.line.iter().for_each(|line| text.push_str(&format!(":{line}")));
        example.column.iter().for_each(|column| text.push_str(&format!(":{column}")));
        if let Some(record) = example.record.as_deref().filter(|id| !id.is_empty()) {
            text.push_str(&format!("  {}", line(record, 40)));
        }
        (text, &*example.message)
    });
    text.collect()
}

fn received(page: &mut Page, facts: &DeliveryFacts) {
    page.title("What came");
    let files = facts.files.iter().take(FILES);
    let rows: Vec<_> = files.map(|file| vec![line(&file.name, 60), thousands(file.rows)]).collect();
    if !rows.is_empty() {
        page.table(&["file", "rows"], &rows);
    }
    if facts.files.len() > FILES {
        page.say("  ", &format!("and {}", counted((facts.files.len() - FILES) as u64, "more file")));
    }
    let read: Vec<_> = facts.entities.iter().filter(|(_, summary)| summary.read.read > 0).collect();
    if read.is_empty() {
        return;
    }
    page.push("");
    let row = |(entity, summary): &(&crate::model::Entity, &crate::diff::EntitySummary)| {
        let (read, kept) = (summary.read, summary.changes.kept);
        let repeated = read.repeated + read.out_of_scope;
        let counts = [read.read, read.accepted, read.rejected, repeated, kept];
        std::iter::once(entity.name().to_owned()).chain(counts.map(thousands)).collect()
    };
    let rows: Vec<Vec<String>> = read.iter().take(12).map(row).collect();
    page.table(&["records", "read", "accepted", "rejected", "not used", "kept from before"], &rows);
}

fn changes(page: &mut Page, preview: &Preview) {
    let total = |c: &ChangeCounts| c.created + c.updated + c.removed + c.revived + c.renamed;
    let changed: Vec<_> = preview.changes.iter().filter(|(_, counts)| total(counts) > 0).collect();
    page.title("What changes");
    if changed.is_empty() {
        return page.say("  ", "nothing");
    }
    let row = |(entity, c): &(&crate::model::Entity, &ChangeCounts)| {
        let counts = [c.created, c.updated, c.removed, c.revived, c.renamed, c.unchanged];
        std::iter::once(entity.name().to_owned()).chain(counts.map(thousands)).collect()
    };
    let rows: Vec<Vec<String>> = changed.iter().map(row).collect();
    page.table(&["records", "created", "updated", "removed", "revived", "renamed", "unchanged"], &rows);
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
