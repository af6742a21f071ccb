//! What holds for the table of rules as a whole.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::formats::Version;

/// The codes of the other validator that are worth matching.
const KNOWN_ELSEWHERE: &str = "
    zip.invalid_archive zip.input_too_large zip.entry_too_large zip.entry_count_exceeded
    zip.total_uncompressed_size_exceeded zip.entry_duplicate_name zip.entry_nested_path zip.entry_path_traversal
    zip.entry_absolute_path zip.entry_directory zip.entry_empty_name
    csv.invalid_utf8 csv.bare_carriage_return csv.line_break_in_quoted_field csv.field_line_break
    csv.unclosed_quote csv.unescaped_quote csv.unexpected_character_after_quote
    package.missing_manifest package.unknown_file package.duplicate_file
    manifest.missing_header manifest.invalid_header manifest.row_width_mismatch manifest.missing_property
    manifest.unknown_property manifest.duplicate_property manifest.invalid_manifest_version
    manifest.invalid_oneroster_version manifest.invalid_file_mode manifest.file_missing manifest.file_unexpected
    schema.missing_header schema.header_order_mismatch schema.invalid_metadata_header
    schema.metadata_column_position
    row.missing_required_value row.invalid_guid row.invalid_enum row.invalid_list row.invalid_boolean
    row.invalid_date row.invalid_datetime row.invalid_year row.invalid_integer row.invalid_float
    row.field_required_in_delta row.field_forbidden_in_bulk
    reference.duplicate_sourced_id reference.missing_target_file reference.missing_target_record
    semantic.org_type_mismatch semantic.academic_session_type_mismatch semantic.primary_org_missing_role
    semantic.multiple_primary_roles_for_user_org semantic.user_profile_user_mismatch
    semantic.enrollment_role_mismatch semantic.result_student_not_enrolled semantic.result_class_mismatch
    semantic.score_below_min semantic.score_above_max semantic.invalid_score_range
    semantic.invalid_score_scale_mapping semantic.user_resource_class_org_mismatch
    semantic.user_resource_user_not_enrolled semantic.resource_role_mismatch";

#[test]
fn codes_are_an_r_and_three_digits_in_ascending_order() {
    let codes: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
    for code in &codes {
        let digits = code.strip_prefix('R').unwrap_or("");
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
    }
    assert!(codes.is_sorted_by(|a, b| a < b), "a code is used twice or out of order");
}

#[test]
fn names_are_kebab_case_and_used_once() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        let words = rule.name.split('-');
        let kebab = words
            .clone()
            .all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert!(kebab && seen.insert(rule.name), "{}", rule.name);
    }
}

#[test]
fn names_say_what_the_file_has_and_not_what_is_to_be_done() {
    let verbs =
        ["no", "not", "is", "has", "must", "check", "use", "require", "disallow", "avoid", "remove", "fix"];
    for rule in RULES {
        let first = rule.name.split('-').next().unwrap_or("");
        assert!(!verbs.contains(&first), "\"this file has a {}\" does not read well", rule.name);
    }
}

#[test]
fn every_code_known_elsewhere_belongs_to_just_one_rule() {
    for code in KNOWN_ELSEWHERE.split_whitespace() {
        let rules: Vec<_> =
            RULES.iter().filter(|rule| rule.also.contains(&code)).map(|rule| rule.code).collect();
        assert_eq!(rules.len(), 1, "{code} belongs to {rules:?}");
    }
    let mut seen = BTreeSet::new();
    for also in RULES.iter().flat_map(|rule| rule.also) {
        assert!(seen.insert(also), "{also} belongs to two rules");
    }
}

#[test]
fn a_rule_is_found_by_code_and_by_name() {
    for rule in RULES {
        assert_eq!(find(rule.code).map(|r| r.name), Some(rule.name));
        assert_eq!(find(&rule.name.to_uppercase()).map(|r| r.code), Some(rule.code));
    }
    assert!(find("R999").is_none() && find("").is_none());
}

#[test]
fn strict_reading_is_never_milder_than_tolerant_reading() {
    for rule in RULES {
        assert!(rule.strict <= rule.severity, "{} {}", rule.code, rule.name);
    }
}

#[test]
fn help_is_one_sentence() {
    for rule in RULES {
        assert!(
            rule.help.ends_with('.') && !rule.help.contains('\n') && rule.help.len() <= 140,
            "{}",
            rule.code
        );
    }
}

#[test]
fn every_doc_has_its_four_sections_with_text_in_them() {
    const SECTIONS: [&str; 4] = ["What it finds", "Why it matters", "Example", "How to fix"];
    for rule in RULES {
        let parts: Vec<_> = rule.doc.trim_start_matches("## ").split("\n\n## ").collect();
        let split = |part: &&'static str| part.split_once('\n').unwrap_or((*part, ""));
        let titles: Vec<_> = parts.iter().map(|part| split(part).0).collect();
        assert_eq!(titles, SECTIONS, "{} {}", rule.code, rule.name);
        assert!(parts.iter().all(|part| split(part).1.trim().len() > 5), "{} {}", rule.code, rule.name);
        assert!(rule.doc.lines().all(|line| line.len() <= 120), "{} {}", rule.code, rule.name);
    }
}

type Check = for<'a> fn(&'a str) -> Checked<'a>;

/// Every value is good as it is.
pub(crate) fn good(check: impl for<'a> Fn(&'a str) -> Checked<'a>, values: &[&str]) {
    for value in values {
        assert_eq!(check(value), Checked::Good, "{value:?}");
    }
}

/// Every value is bad.
pub(crate) fn bad(check: impl for<'a> Fn(&'a str) -> Checked<'a>, values: &[&str]) {
    for value in values {
        assert_eq!(check(value), Checked::Bad, "{value:?}");
    }
}

/// Every first value becomes the second, and that is good.
pub(crate) fn repairs(check: impl for<'a> Fn(&'a str) -> Checked<'a>, values: &[(&str, &str)]) {
    for (value, want) in values {
        assert_eq!(check(value), Checked::Repaired(Cow::Borrowed(want)), "{value:?}");
        assert_eq!(check(want), Checked::Good, "{want:?}");
    }
}

const CHECKS: &[(&str, Check)] = &[
    ("date", invalid_date::check),
    ("datetime", invalid_datetime::check),
    ("boolean", invalid_boolean::check),
    ("year", invalid_year::check),
    ("integer", invalid_integer::check),
    ("float", invalid_float::check),
    ("email", invalid_email::check),
    ("status", invalid_status::check),
    ("guid", invalid_guid::check),
    ("overlong", overlong_id::check),
    ("user ID", invalid_user_id::check),
    ("score scale", malformed_score_scale::check),
    ("grade", |v| invalid_grade::check(v, Version::V11)),
    ("list", invalid_list::check),
    ("padded", padded_value::check),
    ("scientific", scientific_notation::check),
    ("metadata", invalid_metadata_header::check),
];

proptest! {
    #[test]
    fn no_value_makes_a_check_panic_and_what_is_repaired_is_good(
        value in prop_oneof![".{0,40}", "[0-9TZ:./ +eE,-]{0,24}", "[{}:a-z ,]{0,12}", "(?i)(metadata|grade|ext).{0,9}"],
    ) {
        for (name, check) in CHECKS {
            if let Checked::Repaired(repaired) = check(&value) {
                prop_assert_ne!(&*repaired, &value, "{}", name);
                prop_assert_eq!(check(&repaired), Checked::Good, "{} {}", name, repaired);
            }
        }
    }
}
