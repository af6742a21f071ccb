//! Documents that are made to be slow or large.

use super::cases::FULL;
use crate::mapping::Mapping;
use crate::mapping::limits::MAX_BYTES;
use proptest::prelude::*;

/// A document as large as allowed, of one part over and over.
fn filled(before: &str, part: &str, after: &str) -> String {
    let times = (MAX_BYTES - before.len() - after.len()) / part.len();
    format!("{before}{}{after}", part.repeat(times))
}

#[test]
fn a_large_document_is_refused_with_paths() {
    let file = r#"{"mapping": 1, "files": [{"file": "a.csv", "records": [{"entity": "users", "each": ["A", "B"], "fields": {"#;
    let column = r#""sourcedId": {"column": ["#;
    for json in [
        filled("[", "[],", "[]]"),
        filled("{", "\"a\":1,", "\"a\":1}"),
        filled("", "[", ""),
        filled("", "{\"a\":", ""),
        filled("\"", "\\u0000", "\""),
        filled(file, "\"email\": \"{each}\",", "\"email\": 1}}]}]}"),
        filled(&format!("{file}{column}"), "\"{each}\",", "1]}}}]}]}"),
        filled("{\"mapping\": 1, \"name\": \"", "x", "\", \"files\": []}"),
        filled("{\"mapping\": 1, \"files\": [", "{\"file\": \"*a*b*c*\"},", "{\"file\": \"x\"}]}"),
    ] {
        let errors = Mapping::from_json(&json).expect_err("it is hostile");
        assert!(!errors.errors.is_empty() && errors.errors.len() <= 50);
        assert!(errors.errors.iter().all(|error| !error.path.is_empty() && error.message.len() < 2_000));
        assert!(
            !errors.to_string().chars().any(|c| c.is_control() && c != '\n'),
            "a terminal could be told something"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let errors = Mapping::from_json(&text).expect_err("it is no mapping");
        prop_assert!(!errors.errors.is_empty());
    }

    #[test]
    fn a_document_with_a_piece_changed_is_read_or_refused_with_paths(
        at in 0..FULL.len(), length in 0_usize..40, with in "[\\[\\]{}\":,a-z0-9 ]{0,6}"
    ) {
        let end = (at + length).min(FULL.len());
        let json = format!("{}{with}{}", &FULL[..at], &FULL[end..]);
        match Mapping::from_json(&json) {
            Ok(mapping) => prop_assert_eq!(Mapping::from_json(&mapping.to_json()), Ok(mapping)),
            Err(errors) => {
                prop_assert!(!errors.errors.is_empty());
                prop_assert!(errors.errors.iter().all(|error| !error.path.is_empty()));
            }
        }
    }
}
