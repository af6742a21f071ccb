//! `reports/received.txt`: what has arrived, so that whoever sends can see it.

use std::fmt::Write;

use super::cell::line;

/// One file that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFile {
    /// Its path in the connection's folder.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// The hash of its content in hexadecimal, all of it or its beginning; 12 digits are shown.
    pub sha256: String,
    /// When it arrived, for people.
    pub received: String,
    /// What became of it, in a few words: `waiting for the rest`, `part of delivery D-17`.
    pub note: String,
}

/// The list as a table of text, in the order given.
pub fn received_txt(files: &[ReceivedFile]) -> String {
    let mut text = String::from("What has arrived in this folder\n\n");
    if files.is_empty() {
        text.push_str("Nothing yet.\n");
        return text;
    }
    let paths: Vec<String> = files.iter().map(|file| line(&file.path, 60)).collect();
    let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or(0).max(4);
    let when = files.iter().map(|file| file.received.chars().count()).max().unwrap_or(0).max(8);
    let _ =
        writeln!(text, "{:when$}  {:width$}  {:>15}  {:12}  note", "received", "file", "bytes", "sha-256");
    for (file, path) in files.iter().zip(&paths) {
        let hash: String = file.sha256.chars().take(12).collect();
        let size = super::page::thousands(file.size);
        let (received, note) = (line(&file.received, 60), line(&file.note, 200));
        let row = format!("{received:when$}  {path:width$}  {size:>15}  {hash:12}  {note}");
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_line_and_columns_stand_under_each_other() {
        let file = |path: &str, size, note: &str| ReceivedFile {
            path: path.into(),
            size,
            sha256: "0123456789abcdef".into(),
            received: "2026-11-22 07:00 CST".into(),
            note: note.into(),
        };
        let files = [file("users.csv", 1_234_567, ""), file("daily/e\n=1.csv", 9, "waiting for the rest")];
        let want = "\
What has arrived in this folder

received              file                      bytes  sha-256       note
2026-11-22 07:00 CST  users.csv             1,234,567  0123456789ab
2026-11-22 07:00 CST  daily/e?=1.csv                9  0123456789ab  waiting for the rest
";
        assert_eq!(received_txt(&files), want);
        assert!(received_txt(&[]).contains("Nothing yet"));
    }
}
