//! What a mapping would make of the newest delivery.

use std::collections::BTreeMap;

use roster_pipeline::mapping::Tried;
use roster_pipeline::records::BrakeRecord;
use serde::Serialize;

use super::diff::{self, ChangesJson};
use super::people::{self, PeopleJson};
use super::{check, count, json_text};
use crate::exit::Failure;
use crate::local::Form;

/// A trial as programs read it.
#[derive(Debug, Serialize)]
struct TrialJson<'a> {
    delivery: &'a str,
    complete: bool,
    entities: BTreeMap<&'a str, ChangesJson>,
    people: Vec<PeopleJson<'a>>,
    counts: &'a BTreeMap<&'static str, u64>,
    brake: &'a BrakeRecord,
}

/// What came of a trial; `None` if there was nothing to try the mapping on.
pub(crate) fn show(tried: Option<&Tried>, form: Form) -> Result<String, Failure> {
    match (form, tried) {
        (Form::Json, tried) => json_text(&tried.map(json)),
        (Form::Text, None) => {
            Ok("There is no delivery whose files are still kept, to try it on.\n".to_owned())
        }
        (Form::Text, Some(tried)) => Ok(text(tried)),
    }
}

fn json(tried: &Tried) -> TrialJson<'_> {
    let changes = diff::changes(&tried.comparison);
    TrialJson {
        delivery: &tried.delivery.0,
        complete: tried.comparison.complete,
        entities: changes.map(|(entity, counts)| (entity, counts.into())).collect(),
        people: people::json(&tried.people),
        counts: &tried.findings.counts,
        brake: &tried.brake,
    }
}

fn text(tried: &Tried) -> String {
    let (comparison, headline) = (&tried.comparison, check::headline(&tried.comparison));
    let mut text = format!("Tried on delivery {}: {headline}\n", tried.delivery);
    if comparison.files.is_empty() {
        return text + "It reads none of the files.\n";
    }
    text += &format!("\n{}\n{}", diff::table(diff::changes(comparison)), people::text(&tried.people));
    if !tried.findings.rules.is_empty() {
        text += "\nFindings:\n";
    }
    for found in &tried.findings.rules {
        let rule = found.rule;
        text += &format!("    {:<7} {} {}: {}\n", found.severity, rule.code, rule.name, count(found.count));
    }
    text + &brake(&tried.brake)
}

fn brake(brake: &BrakeRecord) -> String {
    if !brake.held {
        return "\nThe brake lets it pass.\n".to_owned();
    }
    let reasons: String =
        brake.reasons.iter().take(10).map(|r| format!("    {}  {}\n", r.code, r.message)).collect();
    format!("\nThe brake would hold it:\n{reasons}")
}
