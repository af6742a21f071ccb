//! Empty files of a format, to fill.

use std::fmt::Write;

use super::{FileSpec, Format, Version};

/// Every file of a format with its header and no rows, and a manifest that announces them all; as name and text.
pub fn templates(format: &Format) -> Vec<(&'static str, String)> {
    let files = (format.files)();
    let mut all = Vec::new();
    if format.mapped.is_none() {
        all.push(("manifest.csv", manifest(format.version, files)));
    }
    for file in files {
        let names: Vec<&str> = file.columns.iter().map(|column| &*column.name).collect();
        all.push((file.name, names.join(",") + "\r\n"));
    }
    all
}

fn manifest(version: Version, files: &[FileSpec]) -> String {
    let version = match version {
        Version::V11 => "1.1",
        Version::V12 => "1.2",
    };
    let head = "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,";
    let mut text = format!("{head}{version}\r\n");
    for file in files {
        let _ = write!(text, "file.{},bulk\r\n", file.entity);
    }
    text
}
