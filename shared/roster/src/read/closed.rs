//! Files that no reader of text can read, and that say so by their name or their first bytes.

use crate::finding::Rule;
use crate::rules;

/// How many first bytes are looked at.
pub(super) const HEAD: usize = 64;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It was encrypted before it was sent.
    Encrypted,
    /// It is a document of an office program.
    Office,
}

impl Closed {
    /// Judges a file by its name and its first bytes.
    pub(super) fn of(name: &str, head: &[u8]) -> Option<Closed> {
        const ENCRYPTED: [&str; 3] = [".pgp", ".gpg", ".age"];
        const OFFICE: [&str; 8] = [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".docx", ".mdb"];
        let name = name.to_ascii_lowercase();
        let named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let begins = |start: &[u8]| head.starts_with(start);
        if named(&ENCRYPTED) || begins(b"-----BEGIN PGP MESSAGE") || begins(b"age-encryption.org/") {
            Some(Closed::Encrypted)
        } else if begins(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") || named(&OFFICE) && !is_text(head) {
            Some(Closed::Office)
        } else {
            None
        }
    }

    pub(super) fn rule(self) -> (&'static Rule, &'static str) {
        match self {
            Closed::Encrypted => (
                &rules::encrypted_file::RULE,
                "is encrypted and was not read; send it as it is, SFTP encrypts it",
            ),
            Closed::Office => (
                &rules::office_document::RULE,
                "is a document of an office program and was not read; send CSV",
            ),
        }
    }
}

/// Some systems write text and name it for the program that opens it.
fn is_text(head: &[u8]) -> bool {
    !head.is_empty() && !head.starts_with(b"PK") && !head.iter().any(|b| matches!(b, 0 | 1..=8 | 0x0E..=0x1F))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_as_text_is_known_by_name_or_first_bytes() {
        for (name, head, want) in [
            ("users.csv.pgp", &b"\x85\x01"[..], Some(Closed::Encrypted)),
            ("x/USERS.CSV.GPG", b"", Some(Closed::Encrypted)),
            ("users.csv", b"-----BEGIN PGP MESSAGE-----\n", Some(Closed::Encrypted)),
            ("users.csv", b"age-encryption.org/v1\n", Some(Closed::Encrypted)),
            ("users.asc", b"sourcedId,status\n", None),
            ("users.xlsx", b"PK\x03\x04", Some(Closed::Office)),
            ("users.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", Some(Closed::Office)),
            ("users.csv", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", Some(Closed::Office)),
            ("users.xls", b"sourcedId\tstatus\n", None),
            ("users.csv", b"sourcedId,status\n", None),
            ("message.csv", b"", None),
        ] {
            assert_eq!(Closed::of(name, head), want, "{name}");
        }
    }
}
