//! Why a run may be held, and from which numbers on.

use std::fmt::Write;

use roster::brake::{Cause, Limit};

/// What each reason of the brake means for those who sent the files.
pub(crate) fn causes() -> String {
    let mut table = String::from("| reason | when | what to do |\n|---|---|---|\n");
    for cause in Cause::ALL {
        let (when, what) = said(cause);
        let _ = writeln!(table, "| {} {} | {when} | {what} |", cause.code(), cause.name());
    }
    table
}

/// When it holds, and what those who sent the files can do; [`Cause::help`] is for the operator.
fn said(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Removals => (
            "too many would be removed",
            "If the export was cut short, send the whole set again. If they have really left, tell us.",
        ),
        Cause::IdentityUpdates => (
            "too many people would get other names, addresses or IDs",
            "Check that the columns and IDs still mean the same people, and tell us if they do.",
        ),
        Cause::InvalidRows => {
            ("too many rows are in error", "See the findings, correct the export and send it again.")
        }
        Cause::ZeroRows => (
            "a file has no rows, and there were some",
            "Send the file with its rows, or leave the file out. If all of it is really gone, tell us.",
        ),
        Cause::SchoolEmptied => (
            "everybody of a school would be removed",
            "Send the set again with the school. If the school has closed, tell us.",
        ),
        Cause::FileMissing => ("a file that every set has did not come", "Send the whole set again."),
        Cause::ColumnLost => (
            "a column is gone that says who, where or as what",
            "Put the column back, or tell us what it is called now.",
        ),
        Cause::FileTruncated => (
            "a file is shorter than before and its last row is broken",
            "It was probably cut off on its way: send it again.",
        ),
        Cause::IdsChangedShape => (
            "IDs look different from those of before",
            "If a spreadsheet changed them, send the export as the SIS wrote it. If they were changed on purpose, tell us.",
        ),
        Cause::OtherTenant => (
            "these look like another district's files",
            "Check what was sent, and tell us before you send again.",
        ),
        Cause::ConflictingIds => (
            "rows of one ID say different things",
            "Correct the export so that each ID comes once, and send it again.",
        ),
        Cause::BrokenChain => {
            ("changes build on a set that was discarded", "Send a whole set: it says all there is.")
        }
        Cause::IdsReissued => (
            "many would go and come again under other IDs",
            "Tell us what happened; with a list of old and new IDs everybody keeps their history.",
        ),
        Cause::PositionsChanged => (
            "columns without names are not where they were",
            "Put the columns back as they were, or tell us.",
        ),
    }
}

/// The limits in force where nothing else was agreed.
pub(crate) fn limits() -> String {
    let mut table = String::from("| limit | what it does |\n|---|---|\n");
    for limit in Limit::all() {
        let unit = if limit.name().ends_with("percent") { " %" } else { "" };
        let _ = writeln!(table, "| {}{unit} | {} |", limit.default_value(), limit.doc());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_every_limit_has_a_line() {
        assert_eq!(causes().lines().count(), Cause::ALL.len() + 2);
        assert_eq!(limits().lines().count(), Limit::all().count() + 2);
        assert!(limits().contains("| 10 % | Hold if more than this share"));
    }
}
