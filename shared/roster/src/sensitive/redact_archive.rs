//! Takes the values of columns out of files inside a ZIP.

use std::io::{self, Read, Write};

use super::{Redaction, Taken, redact};
use crate::read::Bytes;
use crate::table::archive;

/// Writes the archive that `open` gives with the named entries redacted; says what of each column of each entry is
/// gone. All other entries are copied as they are, also those that cannot be read.
///
/// # Errors
/// Those of the archive's bytes and of `out`; `InvalidData` if it is no archive.
pub fn redact_archive(
    open: &dyn Fn() -> io::Result<Box<dyn Bytes>>,
    entries: &[(String, Redaction)],
    out: &mut dyn Write,
) -> io::Result<Vec<Vec<Taken>>> {
    let mut taken: Vec<Vec<Taken>> = entries.iter().map(|_| Vec::new()).collect();
    archive::rewrite(open, out, &mut |entry, to| {
        let Some(which) = entries.iter().position(|(name, _)| name == entry.name()) else { return Ok(None) };
        let read = || Ok(Box::new(entry.read(open()?)?) as Box<dyn Read + Send>);
        if let Some(to) = to {
            taken[which] = redact(&read, &entries[which].1, to)?;
        }
        Ok(Some(()))
    })?;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::Category;
    use crate::table::Options;
    use crate::table::archive::{Archive, Limits};
    use std::io::Cursor;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn text(bytes: &[u8], name: &str) -> String {
        let archive = Archive::open(Cursor::new(bytes), &Limits::default()).unwrap();
        assert_eq!(archive.problems(), []);
        let mut text = String::new();
        let entry = archive.entries().iter().find(|entry| entry.name() == name).unwrap();
        entry.read(Cursor::new(bytes)).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn redacted(bytes: &[u8]) -> (Vec<u8>, Vec<Vec<Taken>>) {
        let redaction = Redaction {
            options: Options::default(),
            columns: vec![(1, Category::SocialSecurity)],
            used: vec![true, false],
        };
        let owned = bytes.to_vec();
        let open = move || Ok(Box::new(Cursor::new(owned.clone())) as Box<dyn Bytes>);
        let mut out = Vec::new();
        let taken = redact_archive(&open, &[("users.csv".to_owned(), redaction)], &mut out).unwrap();
        (out, taken)
    }

    #[test]
    fn one_file_of_an_archive_is_redacted_and_the_others_stay() {
        let before = zip(&[
            ("orgs.csv", "id,n\n1,a\n"),
            ("users.csv", "id,ssn\n1,078-05-1120\n2,\n"),
            ("x.bin", "\0\0"),
        ]);
        let (after, taken) = redacted(&before);
        assert_eq!(text(&after, "users.csv"), "id,ssn\n1,[removed: social-security]\n2,\n");
        assert_eq!(
            (text(&after, "orgs.csv").as_str(), taken),
            ("id,n\n1,a\n", vec![vec![Taken { now: 1, before: 0 }]])
        );
        assert!(!after.windows(11).any(|w| w == b"078-05-1120"));
        let (again, taken) = redacted(&after);
        assert_eq!(
            (text(&again, "users.csv"), taken),
            (text(&after, "users.csv"), vec![vec![Taken { now: 0, before: 1 }]])
        );
    }

    #[test]
    fn what_is_no_archive_is_an_error() {
        let open = || Ok(Box::new(Cursor::new(b"no".to_vec())) as Box<dyn Bytes>);
        let error = redact_archive(&open, &[], &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
