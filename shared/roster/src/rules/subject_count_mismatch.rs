//! R105 subject-count-mismatch: as many subject codes as subjects are expected, and the numbers differ.

use super::Checked;
use crate::finding::{Rule, Severity};

/// As many subject codes as subjects are expected, and the numbers differ.
pub static RULE: Rule = Rule {
    code: "R105",
    name: "subject-count-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Give each subject its code, in the same order.",
    doc: "## What it finds
There are more subjects than subject codes, or fewer.

## Why it matters
Both lists are kept, but nobody can say which code belongs to which subject.

## Example
`subjects` = `Algebra,Geometry`, `subjectCodes` = `02052`

## How to fix
Give each subject its code, in the same order. A subject whose name has a comma counts as two.
",
};

/// Two lists of which, if both are there, the second has as many elements as the first.
pub fn check(subjects: &str, codes: &str) -> Checked<'static> {
    let same = subjects.is_empty() || codes.is_empty() || count(subjects) == count(codes);
    if same { Checked::Good } else { Checked::Bad }
}

fn count(list: &str) -> usize {
    list.split(',').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_codes_as_subjects() {
        for (subjects, codes, want) in [
            ("Algebra", "02052", Checked::Good),
            ("Algebra,Geometry", "02052,02072", Checked::Good),
            ("Algebra", "", Checked::Good),
            ("", "02052", Checked::Good),
            ("Algebra,Geometry", "02052", Checked::Bad),
            ("Algebra", "02052,02072", Checked::Bad),
        ] {
            assert_eq!(check(subjects, codes), want, "{subjects} and {codes}");
        }
    }
}
