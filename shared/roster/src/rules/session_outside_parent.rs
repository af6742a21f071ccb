//! R149 session-outside-parent: a session that is not within its parent's dates.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A session that is not within its parent's dates.
pub static RULE: Rule = Rule {
    code: "R149",
    name: "session-outside-parent",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the dates or the parent of the session.",
    doc: "## What it finds
A session begins before its parent or ends after it.

## Why it matters
Both are kept as they are. An application may show the wrong term as current.

## Example
A term that ends on 2027-07-01 in a school year that ends on 2027-06-10.

## How to fix
Correct the dates, or the parent. The end is the day after the last day.
",
};

/// Start and end of a session and of its parent, in canonical form; missing ones are good.
pub fn check(session: (&str, &str), parent: (&str, &str)) -> Checked<'static> {
    let known = |date: &str| date.len() == 10;
    let starts_before = known(session.0) && known(parent.0) && session.0 < parent.0;
    let ends_after = known(session.1) && known(parent.1) && session.1 > parent.1;
    if starts_before || ends_after { Checked::Bad } else { Checked::Good }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_within_its_parent() {
        let year = ("2026-08-15", "2027-06-10");
        for (session, want) in [
            (year, Checked::Good),
            (("2026-08-15", "2026-12-20"), Checked::Good),
            (("", ""), Checked::Good),
            (("2026-08-01", "2026-12-20"), Checked::Bad),
            (("2027-01-05", "2027-07-01"), Checked::Bad),
        ] {
            assert_eq!(check(session, year), want, "{session:?}");
        }
    }
}
