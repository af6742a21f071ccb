//! The file that a connector writes a listing to.

use std::collections::BTreeMap;

use aws_sdk_s3::operation::get_object::GetObjectOutput;
use jiff::Timestamp;
use roster_pipeline::ports::{Listing, RemoteFile};
use roster_pipeline::pull::PullSettings;
use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde::Deserialize;

/// 200,000 names, the most that a listing has, of 250 bytes each.
const LARGEST: i64 = 64 << 20;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    #[serde(default)]
    files: Vec<File>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    file_path: String,
    #[serde(default)]
    modified_timestamp: Option<Timestamp>,
    #[serde(default)]
    size: Option<u64>,
}

/// Reads the object that a listing was written to.
pub(super) async fn read(
    answer: GetObjectOutput,
    settings: &PullSettings,
    what: &str,
) -> PortResult<Listing> {
    let corrupt = || PortError::new(ErrorKind::Corrupt, what);
    if answer.content_length().is_some_and(|length| length > LARGEST) {
        return Err(corrupt());
    }
    let body = answer.body.collect().await;
    let body = body.map_err(|error| PortError::because(ErrorKind::Unavailable, what, error))?;
    parse(&body.into_bytes(), settings).ok_or_else(corrupt)
}

/// The wanted files, by the last part of their paths: a listing is one level deep.
fn parse(bytes: &[u8], settings: &PullSettings) -> Option<Listing> {
    let output: Output = serde_json::from_slice(bytes).ok()?;
    let (mut files, mut others) = (BTreeMap::new(), 0);
    for file in output.files {
        let name = file.file_path.rsplit('/').next().unwrap_or_default();
        let plain = !name.is_empty() && name != "." && name != ".." && !name.chars().any(char::is_control);
        if plain && settings.wants(name) {
            let (size, modified) = (file.size, file.modified_timestamp);
            files.insert(name.to_owned(), RemoteFile { path: name.to_owned(), size, modified });
        } else {
            others += 1;
        }
    }
    Some(Listing { files: files.into_values().collect(), others, truncated: output.truncated })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_optional_and_unwanted_names_are_counted() {
        let text = r#"{"files":[{"filePath":"/export/what.txt","modifiedTimestamp":"2024-01-30T20:34:54Z","size":2323},
            {"filePath":"/export/users.csv"},{"filePath":"/export/.."}],"paths":[{"path":"/export/dir"}],"truncated":true}"#;
        let settings = PullSettings { patterns: vec!["*.csv".into()], ..PullSettings::new("h", "u") };
        let listing = parse(text.as_bytes(), &settings).unwrap();
        let file = RemoteFile { path: "users.csv".into(), size: None, modified: None };
        assert_eq!(listing, Listing { files: vec![file], others: 2, truncated: true });
        let all = parse(text.as_bytes(), &PullSettings::new("h", "u")).unwrap();
        assert_eq!((all.files[1].path.as_str(), all.files[1].size), ("what.txt", Some(2323)));
        assert!(all.files[1].modified.is_some() && parse(b"<html>", &settings).is_none());
    }
}
