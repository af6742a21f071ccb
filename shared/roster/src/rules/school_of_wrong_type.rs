//! R140 school-of-wrong-type: a school that is not of type school.

use crate::finding::{Rule, Severity};

/// A school that is not of type school.
pub static RULE: Rule = Rule {
    code: "R140",
    name: "school-of-wrong-type",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.org_type_mismatch"],
    help: "Refer to an org of type school, or correct its type in orgs.csv.",
    doc: "",
};
