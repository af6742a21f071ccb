//! The rules in groups, as every page shows them.

use roster::finding::Rule;
use roster::rules::RULES;

/// Titles of the groups, each with the first code after it.
const GROUPS: &[(&str, &str)] = &[
    ("Text of a file", "R030"),
    ("ZIP archives", "R045"),
    ("Files and manifest", "R065"),
    ("Columns", "R080"),
    ("Values", "R120"),
    ("References", "R131"),
    ("Privacy, attachments, spreadsheets", "R140"),
    ("Meaning", "R999"),
];

/// Every rule once, under the title of its group.
pub fn groups() -> Vec<(&'static str, Vec<&'static Rule>)> {
    let of = |index: usize| RULES.iter().copied().filter(|rule| group(rule) == Some(index)).collect();
    GROUPS.iter().enumerate().map(|(index, (title, _))| (*title, of(index))).collect()
}

fn group(rule: &Rule) -> Option<usize> {
    // An unknown class is a reference like any other, whatever its code.
    let code = if rule.code == "R014" { "R125" } else { rule.code };
    GROUPS.iter().position(|(_, end)| code < *end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_one_group() {
        let all: usize = groups().iter().map(|(_, rules)| rules.len()).sum();
        assert_eq!(all, RULES.len());
        assert!(groups().iter().all(|(_, rules)| !rules.is_empty()));
    }
}
