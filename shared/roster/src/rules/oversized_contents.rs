//! R034 oversized-contents: a ZIP whose files together are larger than allowed when unpacked.

use crate::finding::{Rule, Severity};

/// A ZIP whose files together are larger than allowed when unpacked.
pub static RULE: Rule = Rule {
    code: "R034",
    name: "oversized-contents",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.total_uncompressed_size_exceeded"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "## What it finds
All files of the ZIP together are larger than allowed when they are unpacked.

## Why it matters
The ZIP is not read. This protects all districts from a file that would fill the disk.

## Example
A ZIP of 10 MB that unpacks to 200 GB.

## How to fix
Put only the roster files into the ZIP. If they are really that large, ask for a higher limit.
",
};
