//! How a landed file or folder looks to a client.

use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath};

/// What stat and listings say of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes {
    pub(crate) size: u64,
    /// Type and permission bits of Unix.
    pub(crate) mode: u32,
    pub(crate) modified: Timestamp,
}

impl Attributes {
    pub(crate) fn of(landed: &Landed) -> Attributes {
        Attributes { size: landed.size, mode: mode(&landed.path, landed.kind), modified: landed.modified }
    }

    /// Of a file that is still being uploaded.
    pub(crate) fn of_upload(path: &LandingPath, size: u64) -> Attributes {
        Attributes { size, mode: mode(path, LandedKind::File), modified: Timestamp::now() }
    }

    /// Seconds since 1970, as far as version 3 of the protocol can tell them.
    pub(crate) fn seconds(&self) -> u32 {
        u32::try_from(self.modified.as_second().max(0)).unwrap_or(u32::MAX)
    }

    /// A line as `ls -l` prints it; some clients show it as it comes, and old ones parse it.
    pub(crate) fn line(&self, name: &str, now: Timestamp) -> String {
        let age = now.as_second() - self.modified.as_second();
        let recent = (-86_400..180 * 86_400).contains(&age);
        let time = self.modified.strftime(if recent { "%b %e %H:%M" } else { "%b %e  %Y" });
        let kind = if self.mode & 0o040_000 != 0 { 'd' } else { '-' };
        let letters = ['r', 'w', 'x'].into_iter().cycle().enumerate().take(9);
        let rights: String =
            letters.map(|(i, letter)| if self.mode >> (8 - i) & 1 == 1 { letter } else { '-' }).collect();
        format!("{kind}{rights}    1 sftp     sftp     {:>12} {time} {name}", self.size)
    }
}

fn mode(path: &LandingPath, kind: LandedKind) -> u32 {
    match (kind, path.is_report()) {
        (LandedKind::File, false) => 0o100_644,
        (LandedKind::File, true) => 0o100_444,
        (LandedKind::Folder, false) => 0o040_755,
        (LandedKind::Folder, true) => 0o040_555,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_look_like_ls() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let entry = |path: &str, kind, modified: &str| {
            let path = LandingPath::parse(path).unwrap();
            let modified = modified.parse().unwrap();
            Attributes::of(&Landed { path, kind, size: 12, modified, version: String::new() })
        };
        for (attributes, want) in [
            (
                entry("a.csv", LandedKind::File, "2026-11-02T03:04:05Z"),
                "-rw-r--r--    1 sftp     sftp               12 Nov  2 03:04 x",
            ),
            (
                entry("reports", LandedKind::Folder, "2020-01-31T03:04:05Z"),
                "dr-xr-xr-x    1 sftp     sftp               12 Jan 31  2020 x",
            ),
        ] {
            assert_eq!(attributes.line("x", now), want);
        }
    }
}
