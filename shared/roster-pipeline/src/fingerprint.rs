//! What makes two deliveries the same work: contents and settings.

use sha2::{Digest, Sha256};

use crate::ports::Arrival;
use crate::records::Connection;
use crate::sources::Role;

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A hash over the paths and contents of a set.
pub(crate) fn of_content(arrivals: &[Arrival]) -> String {
    let mut files: Vec<(&str, &str)> =
        arrivals.iter().map(|a| (a.path.as_str(), a.sha256.as_str())).collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (path, sha256) in files {
        hash.update(format!("{}\0{path}\0{sha256}\0", path.len()).as_bytes());
    }
    hex(&hash.finalize())
}

/// A hash over the uploads of a set: the same contents sent again are other uploads.
pub(crate) fn of_uploads(arrivals: &[Arrival]) -> String {
    let mut uploads: Vec<String> = arrivals.iter().map(|a| format!("{}\0{}\0", a.path, a.version)).collect();
    uploads.sort_unstable();
    hex(&Sha256::digest(uploads.concat().as_bytes()))
}

/// A hash over the settings that decide what a delivery does; when it runs is not among them.
pub(crate) fn of_settings(connection: &Connection) -> String {
    let mut settings = format!(
        "{:?}\0{}\0{}\0{}\0{}\0{}",
        connection.format,
        connection.strict,
        connection.adds_only,
        connection.removal_after,
        roster::diff::ROW_VERSION,
        connection.limits.iter().map(|(name, value)| format!("{name}={value};")).collect::<String>(),
    );
    if let Some(mapping) = &connection.mapping {
        settings.push_str(&format!("\0{}", mapping.sha256));
    }
    if let Some(profile) = &connection.profile {
        settings.push_str(&format!("\0profile {profile}"));
    }
    if !connection.duplicates.is_default() {
        settings.push_str(&format!("\0duplicates {}", connection.duplicates.as_str()));
    }
    if !connection.id_changes.is_default() {
        settings.push_str(&format!("\0ids {}", connection.id_changes.version()));
    }
    if let Role::Primary { owns, .. } = &connection.role
        && !owns.is_empty()
    {
        settings.push_str(&format!("\0owns {owns:?}"));
    }
    hex(&Sha256::digest(settings.as_bytes()))[..16].to_owned()
}
