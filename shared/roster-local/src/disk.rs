//! Directory changes that survive a power cut.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes the entries of a directory durable; a file's own `sync_all` does not cover its name.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Owner and group only: there are pupils in it.
const DIR_MODE: u32 = 0o750;

/// Creates a directory and those above it that are missing, each durable and closed to others.
pub(crate) fn create_dirs(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        create_dirs(parent)?;
        match DirBuilder::new().mode(DIR_MODE).create(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => {}
            other => other?,
        }
        sync_dir(parent)?;
    }
    Ok(())
}

/// Removes a file and then the directories above it, below `root`, that this left empty. Absent is fine.
pub(crate) fn remove_and_prune(file: &Path, root: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    }
    let above = file.ancestors().skip(1).take_while(|dir| *dir != root && dir.starts_with(root));
    for dir in above {
        if fs::remove_dir(dir).is_err() {
            return sync_dir(dir);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_created_is_closed_to_others() {
        let root = tempfile::tempdir().unwrap();
        create_dirs(&root.path().join("a/b")).unwrap();
        for dir in ["a", "a/b"] {
            let mode = fs::metadata(root.path().join(dir)).unwrap().permissions().mode();
            assert_eq!(mode & 0o007, 0, "{dir}: {mode:o}");
        }
    }

    #[test]
    fn pruning_stops_at_the_root_and_at_what_is_not_empty() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        create_dirs(&deep).unwrap();
        for name in ["a/keep", "a/b/c/one"] {
            fs::write(root.path().join(name), "x").unwrap();
        }
        remove_and_prune(&deep.join("one"), root.path()).unwrap();
        assert!(!root.path().join("a/b").exists() && root.path().join("a/keep").exists());
        remove_and_prune(&root.path().join("a/keep"), root.path()).unwrap();
        remove_and_prune(&root.path().join("a/keep"), root.path()).unwrap();
        assert!(root.path().exists() && !root.path().join("a").exists());
    }
}
