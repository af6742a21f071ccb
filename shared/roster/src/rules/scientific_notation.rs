//! R107 scientific-notation: a number that a spreadsheet has shortened, like 3.6E+11.

use crate::finding::{Rule, Severity};

/// A number that a spreadsheet has shortened, like 3.6E+11.
pub static RULE: Rule = Rule {
    code: "R107",
    name: "scientific-notation",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Do not open the export in a spreadsheet program before sending it.",
    doc: "",
};
