//! R045 missing-manifest: a OneRoster delivery without manifest.csv.

use crate::finding::{Rule, Severity};

/// A OneRoster delivery without manifest.csv.
pub static RULE: Rule = Rule {
    code: "R045",
    name: "missing-manifest",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["package.missing_manifest"],
    help: "Let the export write manifest.csv, with one line per file.",
    doc: "## What it finds
There is no `manifest.csv` among the files.

## Why it matters
The manifest says which files belong to the delivery and whether they are whole. Without it we go by the files
that came and take each as whole.

## Example
`orgs.csv`, `users.csv`, `classes.csv` and nothing else.

## How to fix
Switch on the manifest in the export. It has the header `propertyName,value` and a line for each file.
",
};
