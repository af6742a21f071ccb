//! What can be wrong or notable in a file: one rule per file here, one line per rule in [`RULES`].

use std::borrow::Cow;

use crate::finding::Rule;

pub mod absent_file;
pub mod absolute_path;
pub mod ambiguous_file;
pub mod ambiguous_person;
pub mod attachment;
pub mod bare_carriage_return;
pub mod binary_file;
pub mod byte_order_mark;
pub mod changed_date_format;
pub mod changed_header;
pub mod changed_positions;
pub mod circular_parent;
pub mod conflicting_record;
pub mod deleted_in_bulk;
pub mod due_before_assigned;
pub mod duplicate_entry;
pub mod duplicate_file;
pub mod duplicate_header;
pub mod duplicate_manifest_property;
pub mod empty_file;
pub mod empty_header;
pub mod encrypted_entry;
pub mod encrypted_file;
pub mod end_before_begin;
pub mod enrollment_school_mismatch;
pub mod enrollment_without_role;
pub mod file_without_rows;
pub mod folder_entry;
pub mod foreign_user_profile;
pub mod headerless_file;
pub mod implausible_compression;
pub mod invalid_archive;
pub mod invalid_boolean;
pub mod invalid_date;
pub mod invalid_datetime;
pub mod invalid_email;
pub mod invalid_enum;
pub mod invalid_file_mode;
pub mod invalid_float;
pub mod invalid_grade;
pub mod invalid_guid;
pub mod invalid_integer;
pub mod invalid_list;
pub mod invalid_manifest_header;
pub mod invalid_manifest_version;
pub mod invalid_metadata_header;
pub mod invalid_oneroster_version;
pub mod invalid_own_value;
pub mod invalid_status;
pub mod invalid_user_id;
pub mod invalid_utf_8;
pub mod invalid_year;
pub mod inverted_score_range;
pub mod line_break_in_field;
pub mod long_row;
pub mod lost_column;
pub mod lost_leading_zeros;
pub mod malformed_objective_id;
pub mod malformed_score_scale;
pub mod mapped_sensitive_column;
pub mod misordered_header;
pub mod misplaced_metadata_column;
pub mod misshapen_manifest_row;
pub mod missing_column;
pub mod missing_email;
pub mod missing_file;
pub mod missing_id;
pub mod missing_listed_file;
pub mod missing_manifest;
pub mod missing_manifest_header;
pub mod missing_manifest_property;
pub mod missing_modified_in_delta;
pub mod missing_required_field;
pub mod missing_status_in_delta;
pub mod missing_target_file;
pub mod missing_value;
pub mod mixed_encoding;
pub mod modified_in_bulk_row;
pub mod nested_entry;
pub mod nul_byte;
pub mod office_document;
pub mod out_of_scope;
pub mod overlong_id;
pub mod oversized_archive;
pub mod oversized_contents;
pub mod oversized_entry;
pub mod oversized_record;
pub mod oversized_supplement;
pub mod padded_value;
pub mod path_traversal;
pub mod person_twice;
pub mod prefixed_header;
pub mod primary_org_without_role;
pub mod repeated_enrollment;
pub mod repeated_record;
pub mod repeated_resource_link;
pub mod resource_of_unenrolled_user;
pub mod resource_role_mismatch;
pub mod resource_school_mismatch;
pub mod result_class_mismatch;
pub mod result_of_unenrolled_student;
pub mod school_of_wrong_type;
pub mod scientific_notation;
pub mod score_above_maximum;
pub mod score_below_minimum;
pub mod second_primary_role;
pub mod sensitive_column;
pub mod session_of_wrong_type;
pub mod session_outside_parent;
pub mod shared_email;
pub mod shared_username;
pub mod short_row;
pub mod status_in_bulk_row;
pub mod subject_count_mismatch;
#[cfg(test)]
pub(crate) mod tests;
pub mod text_after_quote;
pub mod too_many_entries;
pub mod truncated_file;
pub mod unclosed_quote;
pub mod undelimited_file;
pub mod unescaped_quote;
pub mod unknown_agent;
pub mod unknown_class;
pub mod unknown_code;
pub mod unknown_column;
pub mod unknown_course;
pub mod unknown_file;
pub mod unknown_kind;
pub mod unknown_manifest_property;
pub mod unknown_org;
pub mod unknown_role;
pub mod unknown_school;
pub mod unknown_session;
pub mod unknown_target;
pub mod unknown_user;
pub mod unlisted_file;
pub mod unmatched_lookup;
pub mod unmatched_people;
pub mod unnamed_entry;
pub mod unread_date;
pub mod unrecognised_delivery;
pub mod unusable_id_change;
pub mod unusual_delimiter;
pub mod utf_16_file;
pub mod windows_1252_file;
pub mod wrong_case_file_name;
pub mod wrong_case_header;

/// All rules, in order of their codes. A code is never reused.
pub static RULES: &[&Rule] = &[
    &empty_file::RULE,
    &file_without_rows::RULE,
    &binary_file::RULE,
    &nul_byte::RULE,
    &windows_1252_file::RULE,
    &utf_16_file::RULE,
    &mixed_encoding::RULE,
    &byte_order_mark::RULE,
    &bare_carriage_return::RULE,
    &line_break_in_field::RULE,
    &unclosed_quote::RULE,
    &unescaped_quote::RULE,
    &text_after_quote::RULE,
    &unknown_class::RULE,
    &short_row::RULE,
    &long_row::RULE,
    &oversized_record::RULE,
    &duplicate_header::RULE,
    &empty_header::RULE,
    &unusual_delimiter::RULE,
    &undelimited_file::RULE,
    &invalid_utf_8::RULE,
    &truncated_file::RULE,
    &invalid_archive::RULE,
    &oversized_archive::RULE,
    &oversized_entry::RULE,
    &too_many_entries::RULE,
    &oversized_contents::RULE,
    &duplicate_entry::RULE,
    &nested_entry::RULE,
    &path_traversal::RULE,
    &absolute_path::RULE,
    &folder_entry::RULE,
    &unnamed_entry::RULE,
    &encrypted_entry::RULE,
    &implausible_compression::RULE,
    &missing_manifest::RULE,
    &unknown_file::RULE,
    &duplicate_file::RULE,
    &wrong_case_file_name::RULE,
    &missing_manifest_header::RULE,
    &invalid_manifest_header::RULE,
    &misshapen_manifest_row::RULE,
    &missing_manifest_property::RULE,
    &unknown_manifest_property::RULE,
    &duplicate_manifest_property::RULE,
    &invalid_manifest_version::RULE,
    &invalid_oneroster_version::RULE,
    &invalid_file_mode::RULE,
    &missing_listed_file::RULE,
    &unlisted_file::RULE,
    &missing_file::RULE,
    &unrecognised_delivery::RULE,
    &missing_column::RULE,
    &misordered_header::RULE,
    &invalid_metadata_header::RULE,
    &misplaced_metadata_column::RULE,
    &unknown_column::RULE,
    &wrong_case_header::RULE,
    &prefixed_header::RULE,
    &headerless_file::RULE,
    &missing_id::RULE,
    &missing_value::RULE,
    &invalid_guid::RULE,
    &overlong_id::RULE,
    &invalid_enum::RULE,
    &unknown_role::RULE,
    &invalid_list::RULE,
    &invalid_boolean::RULE,
    &invalid_date::RULE,
    &invalid_datetime::RULE,
    &invalid_year::RULE,
    &invalid_integer::RULE,
    &invalid_float::RULE,
    &invalid_email::RULE,
    &shared_email::RULE,
    &missing_email::RULE,
    &invalid_grade::RULE,
    &invalid_user_id::RULE,
    &padded_value::RULE,
    &status_in_bulk_row::RULE,
    &modified_in_bulk_row::RULE,
    &missing_status_in_delta::RULE,
    &missing_modified_in_delta::RULE,
    &invalid_status::RULE,
    &deleted_in_bulk::RULE,
    &subject_count_mismatch::RULE,
    &end_before_begin::RULE,
    &scientific_notation::RULE,
    &repeated_record::RULE,
    &conflicting_record::RULE,
    &missing_target_file::RULE,
    &unknown_org::RULE,
    &unknown_school::RULE,
    &unknown_user::RULE,
    &unknown_course::RULE,
    &unknown_session::RULE,
    &unknown_agent::RULE,
    &unknown_target::RULE,
    &circular_parent::RULE,
    &sensitive_column::RULE,
    &mapped_sensitive_column::RULE,
    &encrypted_file::RULE,
    &office_document::RULE,
    &attachment::RULE,
    &lost_leading_zeros::RULE,
    &changed_date_format::RULE,
    &person_twice::RULE,
    &school_of_wrong_type::RULE,
    &session_of_wrong_type::RULE,
    &primary_org_without_role::RULE,
    &second_primary_role::RULE,
    &foreign_user_profile::RULE,
    &enrollment_without_role::RULE,
    &enrollment_school_mismatch::RULE,
    &repeated_enrollment::RULE,
    &shared_username::RULE,
    &session_outside_parent::RULE,
    &result_of_unenrolled_student::RULE,
    &result_class_mismatch::RULE,
    &score_below_minimum::RULE,
    &score_above_maximum::RULE,
    &inverted_score_range::RULE,
    &malformed_score_scale::RULE,
    &malformed_objective_id::RULE,
    &resource_school_mismatch::RULE,
    &resource_of_unenrolled_user::RULE,
    &resource_role_mismatch::RULE,
    &repeated_resource_link::RULE,
    &due_before_assigned::RULE,
    &invalid_own_value::RULE,
    &missing_required_field::RULE,
    &unknown_kind::RULE,
    &unknown_code::RULE,
    &unread_date::RULE,
    &unmatched_lookup::RULE,
    &changed_header::RULE,
    &lost_column::RULE,
    &changed_positions::RULE,
    &ambiguous_file::RULE,
    &absent_file::RULE,
    &ambiguous_person::RULE,
    &unmatched_people::RULE,
    &oversized_supplement::RULE,
    &unusable_id_change::RULE,
    &out_of_scope::RULE,
];

/// The rule of a code or a name, letter case aside.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let same = |text: &str| text.eq_ignore_ascii_case(code_or_name);
    RULES.iter().copied().find(|rule| same(rule.code) || same(rule.name))
}

/// What became of a value that a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked<'a> {
    /// It is good as it is.
    Good,
    /// It was not good, and this is certainly what was meant.
    Repaired(Cow<'a, str>),
    /// It is not good, and what was meant is not certain.
    Bad,
}
