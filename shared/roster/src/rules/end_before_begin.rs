//! R106 end-before-begin: a date of the end that is before that of the begin.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A date of the end that is before that of the begin.
pub static RULE: Rule = Rule {
    code: "R106",
    name: "end-before-begin",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Correct the two dates in the SIS.",
    doc: "## What it finds
The end lies before the begin.

## Why it matters
Both dates are kept as they are. An application may hide the record as it is never current.

## Example
`beginDate` = `2026-08-15`, `endDate` = `2025-06-10`

## How to fix
Correct the dates in the SIS. Often one of them is of the year before.
",
};

/// Two dates in canonical form, of which the second must not be before the first; a missing one is good.
pub fn check(begin: &str, end: &str) -> Checked<'static> {
    let both = begin.len() == 10 && end.len() == 10;
    if both && end < begin { Checked::Bad } else { Checked::Good }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_not_before_the_begin() {
        for (begin, end, want) in [
            ("2026-08-15", "2027-06-10", Checked::Good),
            ("2026-08-15", "2026-08-15", Checked::Good),
            ("2026-08-15", "", Checked::Good),
            ("", "2026-08-15", Checked::Good),
            ("2026-08-15", "2026-08-14", Checked::Bad),
            ("2026-08-15", "2025-12-31", Checked::Bad),
        ] {
            assert_eq!(check(begin, end), want, "{begin} to {end}");
        }
    }
}
