//! Direct dependencies and the document that says why each is there must name the same crates.

use std::collections::BTreeSet;

use serde_json::Value;

/// Crates that the workspace names and the document does not, and the other way round.
pub fn undocumented(metadata: &Value, document: &str) -> Vec<String> {
    let packages = || metadata["packages"].as_array().into_iter().flatten();
    let ours: BTreeSet<&str> = packages().filter_map(|p| p["name"].as_str()).collect();
    let edges = packages().flat_map(|p| p["dependencies"].as_array().into_iter().flatten());
    let used: BTreeSet<&str> =
        edges.filter_map(|d| d["name"].as_str()).filter(|d| !ours.contains(d)).collect();
    let named: BTreeSet<&str> = document.lines().filter_map(row).collect();
    let missing =
        used.difference(&named).map(|d| format!("docs/dependencies.md does not say why {d} is used"));
    let stale =
        named.difference(&used).map(|d| format!("docs/dependencies.md names {d}, which nothing uses"));
    missing.chain(stale).collect()
}

/// The crate of a table row, in backquotes in the first column.
fn row(line: &str) -> Option<&str> {
    line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_must_name_the_same() {
        let metadata = json!({"packages": [
            {"name": "a", "dependencies": [{"name": "b"}, {"name": "csv"}]},
            {"name": "b", "dependencies": []},
        ]});
        for (document, want) in [
            ("| crate | why |\n|---|---|\n| `csv` | reading |\n", 0),
            ("| `csv` | reading |\n| `chrono` | time |\n", 1),
            ("text with `csv` in it", 1),
            ("| `chrono` | time |\n", 2),
        ] {
            assert_eq!(undocumented(&metadata, document).len(), want, "{document}");
        }
    }
}
