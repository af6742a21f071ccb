//! R042 implausible-compression: a file in the ZIP that unpacks to far more than a roster could.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that unpacks to far more than a roster could.
pub static RULE: Rule = Rule {
    code: "R042",
    name: "implausible-compression",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Make the ZIP anew from the export's own files.",
    doc: "## What it finds
A file in the ZIP unpacks to many times the size that text can be packed to.

## Why it matters
Such ZIPs are made to fill disks. The file is not read.

## Example
10 MB that unpack to 10 GB of zeros.

## How to fix
Make the ZIP anew from the export's own files.
",
};
