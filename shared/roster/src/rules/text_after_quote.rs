//! R013 text-after-quote: text between a closing quotation mark and the next comma.

use crate::finding::{Rule, Severity};

/// Text between a closing quotation mark and the next comma.
pub static RULE: Rule = Rule {
    code: "R013",
    name: "text-after-quote",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.unexpected_character_after_quote"],
    help: "Double quotation marks that belong to the value.",
    doc: "",
};
