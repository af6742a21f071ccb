//! Every rule is found in the delivery that breaks it, at the right place, tolerantly and strictly.

use std::collections::BTreeSet;

use roster::finding::Severity;
use roster::rules::RULES;

use super::district::{Files, v11, v12};
use super::nights::Nights;
use super::{
    archives, broken_files, broken_mapped, broken_privacy, broken_rows, own_fields, renames, scopes,
    spreadsheet, supplements,
};

/// One broken delivery.
pub(super) struct Case {
    rule: &'static str,
    /// A district that is right in every respect.
    base: fn() -> Files,
    broken: fn(Files) -> Files,
    /// Severity and place of the first finding in tolerant reading; blank if there is none.
    tolerant: &'static str,
    strict: &'static str,
}

pub(super) const fn case(
    (rule, base): (&'static str, fn() -> Files),
    broken: fn(Files) -> Files,
    tolerant: &'static str,
    strict: &'static str,
) -> Case {
    Case { rule, base, broken, tolerant, strict }
}

fn all() -> impl Iterator<Item = &'static Case> {
    let files = [broken_files::TEXT, broken_files::PACKAGE, broken_files::COLUMNS, broken_privacy::PRIVACY];
    let rows = [broken_rows::VALUES, broken_rows::REFERENCES, broken_rows::MEANING];
    files.into_iter().chain(rows).flatten()
}

/// Rules that are looked at in strict reading only: they need memory for each record. The list may only shrink.
const STRICT_ONLY: &[&str] = &[
    "primary-org-without-role",
    "second-primary-role",
    "enrollment-without-role",
    "enrollment-school-mismatch",
    "repeated-enrollment",
    "shared-username",
    "result-of-unenrolled-student",
    "result-class-mismatch",
    "score-below-minimum",
    "score-above-maximum",
    "resource-school-mismatch",
    "resource-of-unenrolled-user",
    "resource-role-mismatch",
    "repeated-resource-link",
];

fn found(case: &Case, nights: &Nights) -> String {
    let files = (case.broken)((case.base)());
    nights.plan(&files).found(case.rule).into_iter().next().unwrap_or_default()
}

#[test]
fn a_district_that_is_right_in_every_respect_has_no_findings() {
    for (files, strict) in [(v11(), Nights::strict()), (v12(), Nights::strict())] {
        for nights in [Nights::new(), strict] {
            let night = nights.plan(&files);
            assert_eq!(night.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
            assert!(night.comparison.complete);
        }
    }
}

#[test]
fn every_case_is_found_where_it_is() {
    let mut wrong = Vec::new();
    for case in all() {
        let got = (found(case, &Nights::new()), found(case, &Nights::strict()));
        if (got.0.as_str(), got.1.as_str()) != (case.tolerant, case.strict) {
            wrong.push(format!("{}\t{}\t{}", case.rule, got.0, got.1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_are_as_bad_as_their_rule_says_or_milder_where_a_repair_is_certain() {
    for case in all() {
        let rule = roster::rules::find(case.rule).unwrap();
        for (text, severity) in [(case.tolerant, rule.severity), (case.strict, rule.strict)] {
            let word = text.split(' ').next().unwrap_or("");
            // Where a row breaks off, no field after it can be trusted.
            let is_worse = word == "error" && severity != Severity::Error && case.rule != "unclosed-quote";
            assert!(!is_worse, "{}: {text}", case.rule);
        }
    }
}

#[test]
fn every_rule_has_a_delivery_that_breaks_it() {
    let cases: BTreeSet<&str> = all()
        .map(|case| case.rule)
        .chain(archives::broken_rules())
        .chain(broken_mapped::rules())
        .chain(own_fields::RULES.iter().copied())
        .chain(renames::rules())
        .chain(spreadsheet::BROKEN_RULES)
        .chain(scopes::RULES.iter().copied())
        .chain(supplements::RULES.iter().copied())
        .collect();
    let missing: Vec<&str> =
        RULES.iter().map(|rule| rule.name).filter(|name| !cases.contains(name)).collect();
    assert_eq!(missing, [""; 0]);
    let silent: Vec<&str> = all().filter(|case| case.tolerant.is_empty()).map(|case| case.rule).collect();
    assert_eq!(silent, STRICT_ONLY);
    assert!(all().all(|case| !case.strict.is_empty()));
}
