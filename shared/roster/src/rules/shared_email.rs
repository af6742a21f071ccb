//! R094 shared-email: one e-mail address for several people.

use crate::finding::{Rule, Severity};

/// One e-mail address for several people.
pub static RULE: Rule = Rule {
    code: "R094",
    name: "shared-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Give each person an address of their own where your application needs it to log in.",
    doc: "",
};
