//! Of whom a field must not be blank, as the operator's profile says.

use std::fmt::Write;

use roster::mapping::{FieldTarget, FileMapping};
use roster::model::{Entity, Kind};
use roster::profile::{Profile, RoleGroup};

use crate::escape::text;
use crate::values::roles;

/// A role of each group that the profile says nothing else of.
fn of_group(group: RoleGroup) -> &'static str {
    match group {
        RoleGroup::Student => "student",
        RoleGroup::Contact => "contact",
        RoleGroup::Staff => "staff",
    }
}

/// OneRoster's words for roles.
fn words() -> &'static [&'static str] {
    match Entity::Roles.field("role").map(|at| Entity::Roles.fields()[at].kind) {
        Some(Kind::OpenEnum(words)) => words,
        _ => &[],
    }
}

/// Of whom in a file a field of users must not be blank: groups, and single roles of other groups.
pub(crate) fn of_whom(profile: &Profile, file: Option<&FileMapping>, field: &str) -> Vec<String> {
    let here = file.map(roles_of).unwrap_or_default();
    let only = file.and_then(|file| group_of(file.usual_name()));
    let is_here = |role: &str| here.is_empty() || here.contains(&role);
    let needs = |role: &str| profile.required(role).iter().any(|(name, _)| name.eq_ignore_ascii_case(field));
    let mut whom = Vec::new();
    for group in RoleGroup::ALL.into_iter().filter(|group| only.is_none_or(|only| only == *group)) {
        let any = here.is_empty() || here.iter().any(|role| RoleGroup::of(role) == group);
        match any && needs(of_group(group)) {
            true => whom.push(group.word().to_owned()),
            false => whom.extend(
                words()
                    .iter()
                    .filter(|role| RoleGroup::of(role) == group && is_here(role) && needs(role))
                    .map(|role| (*role).to_owned()),
            ),
        }
    }
    whom
}

/// The only people that a file of our templates is for.
pub(crate) fn group_of(file: &str) -> Option<RoleGroup> {
    match file {
        "students.csv" => Some(RoleGroup::Student),
        "staff.csv" => Some(RoleGroup::Staff),
        "contacts.csv" => Some(RoleGroup::Contact),
        _ => None,
    }
}

fn roles_of(file: &FileMapping) -> Vec<&str> {
    let fields = file.records.iter().flat_map(|record| &record.fields);
    fields.filter(|field| field.target == FieldTarget::UserRole).flat_map(roles).collect()
}

/// What the profile requires, role by role; empty if it requires nothing.
pub(crate) fn section(profile: &Profile) -> String {
    let mut table = String::new();
    for group in RoleGroup::ALL {
        let base = profile.required(of_group(group));
        line(&mut table, group.word(), &base);
        for role in words().iter().filter(|role| RoleGroup::of(role) == group) {
            let own = profile.required(role);
            if own != base {
                line(&mut table, role, &own);
            }
        }
    }
    match table.is_empty() {
        true => table,
        false => format!(
            "\n### What must not be blank\n\nBeside what the tables above say:\n\n\
             | people | field | if it is blank |\n|---|---|---|\n{table}"
        ),
    }
}

fn line(table: &mut String, who: &str, required: &[(&str, roster::finding::Severity)]) {
    for (field, severity) in required {
        let _ = writeln!(table, "| {} | {} | {severity} |", text(who), text(field));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_count_before_their_roles_and_only_roles_of_the_file() {
        let profile = Profile::load(
            r#"{"profile": 1, "required": {"student": ["email"], "teacher": {"title": "error"}, "contact": ["phone"]}}"#,
        )
        .expect("a profile");
        let format = crate::templates::format();
        let mapping = format.mapping().expect("it is one");
        let of = |name: &str, field: &str| {
            let file = mapping.files.iter().find(|file| file.usual_name() == name);
            of_whom(&profile, file, field).join(",")
        };
        assert_eq!(of("students.csv", "email"), "student");
        assert_eq!((of("staff.csv", "email"), of("staff.csv", "title")), (String::new(), "teacher".into()));
        assert_eq!(of("people.csv", "email"), "student");
        assert_eq!(of("contacts.csv", "phone"), "contact");
        assert_eq!(of("contacts.csv", "title"), "");
        let page = section(&profile);
        for line in
            ["| student | email | warning |", "| teacher | title | error |", "| contact | phone | warning |"]
        {
            assert_eq!(page.matches(line).count(), 1, "{page}");
        }
        assert_eq!(section(&Profile::standard()), "");
    }
}
