//! LibreOffice Calc without a window.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a person chooses in the window *Text Import*.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Import {
    /// UTF-8, and *Format quoted field as text*.
    QuotedAsText,
    /// UTF-8, and every column as text.
    AllColumnsText,
    /// UTF-8, and nothing else: what Excel does with a double click.
    AsItLooks,
    /// Windows-1252, and *Format quoted field as text*.
    OtherEncoding,
}

/// Longer than any conversion; a program that hangs must not hang the tests.
const PATIENCE: Duration = Duration::from_secs(300);

const FILTER: &str = "Text - txt - csv (StarCalc)";

impl Import {
    /// Separator, quote, encoding, first line, formats of columns, language, quoted as text, special numbers.
    fn options(self) -> String {
        let all_text = (1..=60).map(|column| format!("{column}/2")).collect::<Vec<_>>().join("/");
        let (encoding, columns, quoted) = match self {
            Import::QuotedAsText => ("76", "", "true"),
            Import::AllColumnsText => ("76", all_text.as_str(), "false"),
            Import::AsItLooks => ("76", "", "false"),
            Import::OtherEncoding => ("1", "", "true"),
        };
        format!("{FILTER}:44,34,{encoding},1,{columns},1033,{quoted},false")
    }
}

/// Whether there is no such program.
pub(crate) fn is_missing() -> bool {
    let found = Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    !found.is_ok_and(|status| status.success())
}

/// Opens the CSV files of a folder and stores each as a workbook.
pub(crate) fn open(from: &Path, import: Import, to: &Path) {
    convert(from, &[&format!("--infilter={}", import.options()), "--convert-to", "xlsx"], to);
}

/// Opens the workbooks of a folder and saves each as CSV in UTF-8 with all text cells quoted.
pub(crate) fn save(from: &Path, to: &Path) {
    convert(from, &["--convert-to", &format!("csv:{FILTER}:44,34,76,1,,0,true,true,false")], to);
}

/// The files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn convert(from: &Path, how: &[&str], to: &Path) {
    // A profile of its own: a program that somebody has open would take the work over and answer nothing.
    let profile = tempfile::tempdir().unwrap();
    let mut child = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .env("HOME", profile.path())
        .args(["--headless", "--norestore"])
        .args(how)
        .arg("--outdir")
        .arg(to)
        .args(files(from))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("LibreOffice did not come back");
        }
        sleep(Duration::from_millis(50));
    }
    assert_eq!(files(to).len(), files(from).len(), "LibreOffice converted every file");
}
