//! What the brake says.

use roster::brake::{Reason, Verdict};
use serde::Serialize;

use super::counted;

/// A verdict as programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct BrakeJson<'a> {
    held: bool,
    reasons: Vec<ReasonJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ReasonJson<'a> {
    code: &'a str,
    entity: Option<&'a str>,
    school: Option<&'a str>,
    actual: f64,
    limit: f64,
    message: &'a str,
}

impl ReasonJson<'_> {
    fn of(reason: &Reason) -> ReasonJson<'_> {
        ReasonJson {
            code: reason.cause.code(),
            entity: reason.entity.map(|entity| entity.name()),
            school: reason.school.as_deref(),
            actual: reason.actual,
            limit: reason.limit,
            message: &reason.message,
        }
    }
}

/// For programs.
pub(crate) fn json(verdict: &Verdict) -> BrakeJson<'_> {
    BrakeJson { held: verdict.held(), reasons: verdict.reasons.iter().map(ReasonJson::of).collect() }
}

/// Reasons shown to people; the JSON has all.
const SHOWN: usize = 20;

/// For people.
pub(crate) fn text(verdict: &Verdict) -> String {
    if !verdict.held() {
        return "The brake lets it pass.\n".to_owned();
    }
    let reasons = verdict.reasons.len();
    let mut text = format!("The brake holds, for {}:\n", counted(reasons as u64, "reason", "reasons"));
    for reason in verdict.reasons.iter().take(SHOWN) {
        text += &format!("    {}  {}\n", reason.cause, reason.message);
    }
    if reasons > SHOWN {
        text += &format!("    and {} more; see them with --json\n", reasons - SHOWN);
    }
    text
}
