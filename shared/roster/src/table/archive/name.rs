//! Names of entries: cleaned, ignored, refused.

use super::ArchiveProblemKind;

/// The name with `/` between folders. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn clean(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/")
}

/// What systems put into archives by themselves.
pub(super) fn is_ignored(name: &str) -> bool {
    let hidden = |part: &str| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != "..");
    let file = name.rsplit('/').next().unwrap_or(name);
    name.split('/').any(hidden) || matches!(file.to_lowercase().as_str(), "thumbs.db" | "desktop.ini")
}

/// What forbids the name.
pub(super) fn judge(name: &str) -> Option<ArchiveProblemKind> {
    if name.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty() {
        Some(ArchiveProblemKind::EntryEmptyName)
    } else if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        Some(ArchiveProblemKind::EntryAbsolutePath)
    } else if name.split('/').any(|part| part == "..") {
        Some(ArchiveProblemKind::EntryPathTraversal)
    } else if name.ends_with('/') {
        Some(ArchiveProblemKind::EntryDirectory)
    } else {
        None
    }
}
