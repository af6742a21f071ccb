//! R161 due-before-assigned: a line item that is due before it is assigned.

use super::{Checked, end_before_begin};
use crate::finding::{Rule, Severity};

/// A line item that is due before it is assigned.
pub static RULE: Rule = Rule {
    code: "R161",
    name: "due-before-assigned",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the two dates.",
    doc: "## What it finds
A line item is due before it is assigned.

## Why it matters
Both dates are kept as they are. An application may show the work as late from the start.

## Example
`assignDate` = `2026-09-08`, `dueDate` = `2026-09-01`

## How to fix
Correct the two dates.
",
};

/// Two dates in canonical form, of which the due date must not be before the other; a missing one is good.
pub fn check(assigned: &str, due: &str) -> Checked<'static> {
    end_before_begin::check(assigned, due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_due_after_it_is_assigned() {
        assert_eq!(check("2026-09-01", "2026-09-08"), Checked::Good);
        assert_eq!(check("2026-09-01", "2026-08-08"), Checked::Bad);
    }
}
