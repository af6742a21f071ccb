//! What each finding means and what to do about it, short: `rollcall explain` says more.

use std::fmt::Write;

use roster::finding::{Rule, Severity};

use crate::groups::groups;

/// The entries of all rules, each under a heading of its own, so that it can be linked to.
pub(crate) fn findings() -> String {
    let mut page = String::from(
        "## What each finding means\n\nReports name each finding by a code. How bad it is says what becomes of the record:\n\n\
         | severity | what happens |\n|---|---|\n",
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let _ = writeln!(page, "| {severity} | {} |", becomes(severity));
    }
    page += "\nWhatever is wrong, nobody is removed because of it.\n";
    for (title, rules) in groups() {
        let _ = write!(page, "\n### {title}\n");
        for rule in rules {
            page += &entry(rule);
        }
    }
    page
}

fn becomes(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "the record is left out; if we know it from before, it stays as it was",
        Severity::Warning => "the value is left out, the record stays",
        Severity::Notice => "the value stays, repaired where that is certain",
    }
}

fn entry(rule: &Rule) -> String {
    let Rule { code, name, severity, help, doc, .. } = rule;
    let finds = section(doc, "What it finds");
    format!(
        "\n#### {code} {name}\n\n*{}.* {finds}\n\n**What to do:** {help}\n",
        capitalised(severity.as_str())
    )
}

/// The text under a heading of a rule's own page.
fn section<'d>(doc: &'d str, title: &str) -> &'d str {
    let rest = doc.split("## ").find_map(|part| part.strip_prefix(title));
    rest.map_or("", str::trim)
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster::rules::RULES;

    #[test]
    fn every_rule_has_its_entry_with_what_it_finds() {
        let page = findings();
        for rule in RULES {
            assert_eq!(
                page.matches(&format!("\n#### {} {}\n", rule.code, rule.name)).count(),
                1,
                "{}",
                rule.code
            );
            assert!(section(rule.doc, "What it finds").len() > 20, "{}", rule.code);
        }
    }
}
