//! R133 encrypted-file: a file that was encrypted before it was sent, such as one of PGP.

use crate::finding::{Rule, Severity};

/// A file that was encrypted before it was sent, such as one of PGP.
pub static RULE: Rule = Rule {
    code: "R133",
    name: "encrypted-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Send the file as it is, without PGP, GPG or age; the transfer itself is encrypted.",
    doc: "## What it finds
A file is encrypted with PGP, GPG or age, by its name (`.pgp`, `.gpg`, `.age`) or its first bytes.

## Why it matters
We have no key for it and cannot read it. The table counts as not sent, and nothing of it is removed.

## Example
`users.csv.pgp`

## How to fix
Switch the encryption of the file off in the export or in the script that sends it. SFTP encrypts the whole way to us,
and what we keep is encrypted too. If a policy of yours demands PGP, tell us.
",
};
