//! Lambda functions and the SAM template must name each other exactly.

use std::collections::BTreeSet;

/// Functions that the template has and that are still to be written. Take each away when it comes.
const AWAITED: &[&str] = &["pull"];

/// What one side names and the other does not: folders of functions that are crates, and the text of all templates.
pub fn unmatched(functions: &[String], templates: &[String]) -> Vec<String> {
    let crates: BTreeSet<String> = functions.iter().cloned().collect();
    let named: BTreeSet<String> = templates.iter().flat_map(|t| code_uris(t)).collect();
    let without_template = crates.difference(&named).map(|f| format!("functions/{f} is in no SAM template"));
    let without_crate = named
        .difference(&crates)
        .filter(|f| !AWAITED.contains(&f.as_str()))
        .map(|f| format!("a SAM template names functions/{f}, which is no crate"));
    without_template.chain(without_crate).collect()
}

/// The last folder of every `CodeUri` of a template, whatever leads to it.
fn code_uris(template: &str) -> Vec<String> {
    let value = |line: &str| {
        let value =
            line.trim().strip_prefix("CodeUri:")?.trim().trim_matches(['"', '\'']).trim_end_matches('/');
        Some(value.rsplit('/').next().unwrap_or(value).to_owned())
    };
    template.lines().filter_map(value).filter(|v| !v.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_must_name_the_same() {
        let template = "Resources:\n  Receive:\n    Properties:\n      CodeUri: ../functions/console/\n";
        for (functions, templates, want) in [
            (&[][..], &[][..], 0),
            (&["console"], &[template], 0),
            (&["console"], &[], 1),
            (&[], &[template], 1),
            (&["apply"], &[template], 2),
            (&["console", "apply"], &[template], 1),
        ] {
            let functions: Vec<String> = functions.iter().map(|f| f.to_string()).collect();
            let templates: Vec<String> = templates.iter().map(|t| t.to_string()).collect();
            assert_eq!(unmatched(&functions, &templates).len(), want, "{functions:?}");
        }
    }
}
