//! What names the exact contents of a landed file.

use std::collections::BTreeSet;
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use roster_pipeline::{ErrorKind, PortError, PortResult};
use tempfile::{NamedTempFile, TempPath};

/// The version of a file: its inode, the time its inode was born, and its size.
///
/// Every upload is a new inode, which lives until its name is replaced or removed; renaming and setting times leave both
/// numbers alone, and no extended attributes or side files are needed. An inode number may be used again after a removal,
/// and the birth time moves in ticks of some milliseconds, so [`Births`] never lets one pair be born twice. The size
/// catches a file that somebody overwrote in place, past us. A restored copy has new versions: it is received again, and
/// is a no-op by its content.
pub(super) fn version(metadata: &Metadata) -> io::Result<String> {
    let born = metadata.created()?.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Ok(format!("{:x}-{:x}-{:x}", metadata.ino(), born.as_nanos(), metadata.len()))
}

/// Longer than any tick of a file system's clock.
const REMEMBERED: Duration = Duration::from_secs(10);

/// The inodes born lately.
#[derive(Debug, Default)]
pub(super) struct Births(Mutex<BTreeSet<(SystemTime, u64)>>);

impl Births {
    /// Tells births on the file system of `spool` apart; `Refused` if it keeps no creation times.
    pub(super) fn on(spool: &Path) -> PortResult<Births> {
        match NamedTempFile::new_in(spool)?.as_file().metadata()?.created() {
            Ok(_) => Ok(Births::default()),
            Err(error) => {
                let what =
                    "landing folder on a file system that keeps no creation times (use ext4, xfs or btrfs)";
                Err(PortError::because(ErrorKind::Refused, what, error))
            }
        }
    }

    /// A new file in `spool` whose inode and birth time were never seen together.
    pub(super) fn file(&self, spool: &Path) -> io::Result<(File, TempPath)> {
        loop {
            let file = NamedTempFile::new_in(spool)?;
            let metadata = file.as_file().metadata()?;
            if self.is_new(metadata.created()?, metadata.ino()) {
                return Ok(file.into_parts());
            }
            drop(file);
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn is_new(&self, born: SystemTime, inode: u64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((oldest, _)) = seen.first() {
            if born.duration_since(*oldest).unwrap_or_default() <= REMEMBERED {
                break;
            }
            seen.pop_first();
        }
        seen.insert((born, inode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_born_once_and_forgotten_when_it_cannot_come_again() {
        let births = Births::default();
        let at = |millis| UNIX_EPOCH + Duration::from_millis(millis);
        for (born, inode, new) in [(1, 5, true), (1, 5, false), (1, 6, true), (2, 5, true), (20_000, 5, true)]
        {
            assert_eq!(births.is_new(at(born), inode), new, "{born} {inode}");
        }
        assert_eq!(births.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn files_made_and_removed_in_a_hurry_have_different_versions() {
        let dir = tempfile::tempdir().unwrap();
        let births = Births::on(dir.path()).unwrap();
        let mut versions = BTreeSet::new();
        for _ in 0..50 {
            let (file, _path) = births.file(dir.path()).unwrap();
            assert!(versions.insert(version(&file.metadata().unwrap()).unwrap()));
        }
    }
}
