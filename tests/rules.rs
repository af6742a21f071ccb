//! `docs/rules.md` says what the table of rules says; `UPDATE_DOCS=1` writes it anew.

use std::fmt::Write;
use std::path::Path;

use roster::finding::Rule;
use roster::rules::RULES;

const INTRODUCTION: &str = "\
# Rules

What Rollcall finds in the files of a delivery. `rollcall explain R014` prints one of these entries.

What becomes of the record depends on how bad a finding is:

| severity | what happens |
|---|---|
| error | the record is left out; if it is known from an earlier delivery, it stays as it was and is not removed |
| warning | the value is dropped, the record stays |
| notice | the value stays, repaired into its canonical form where that is certain |

A finding about a whole file means by error that nothing of it could be read. Whatever is wrong, a record is never
removed because of it.

Reading is *tolerant* unless `--strict` is given, which makes an error of everything that the specification demands.
A rule may also be known by other names to other OneRoster validators.
Codes are stable and never used for anything else.

<!-- Generated from the rules in shared/roster/src/rules; write it anew with
     UPDATE_DOCS=1 cargo test -p rollcall-tests --test rules -->
";

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("docs can be made");
        std::fs::write(&path, &page).expect("docs/rules.md can be written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/rules.md is stale: UPDATE_DOCS=1 cargo test -p rollcall-tests --test rules"
    );
}

#[test]
fn the_page_has_every_rule_once() {
    let page = page();
    for rule in RULES {
        assert_eq!(page.matches(&heading(rule)).count(), 1, "{}", rule.code);
    }
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (title, rules) in roster_guide::groups() {
        write_group(&mut page, title, &rules);
    }
    page
}

fn write_group(page: &mut String, title: &str, rules: &[&Rule]) {
    let _ = write!(page, "\n## {title}\n\n| code | name | tolerant | strict |\n|---|---|---|---|\n");
    for Rule { code, name, severity, strict, .. } in rules {
        let _ =
            writeln!(page, "| [{code}](#{}-{name}) | {name} | {severity} | {strict} |", code.to_lowercase());
    }
    for rule in rules {
        write_rule(page, rule);
    }
}

fn write_rule(page: &mut String, rule: &Rule) {
    let _ =
        write!(page, "\n{}\n{}, strict {}.", heading(rule), capitalised(rule.severity.as_str()), rule.strict);
    if !rule.also.is_empty() {
        let _ = write!(page, " Also known as `{}`.", rule.also.join("`, `"));
    }
    let doc = rule.doc.replace("## ", "#### ");
    let _ = write!(page, "\n\n{doc}");
}

fn heading(rule: &Rule) -> String {
    format!("### {} {}\n", rule.code, rule.name)
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
