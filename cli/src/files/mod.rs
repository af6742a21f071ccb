//! The files that a command is given: files, folders and ZIPs of one delivery.

mod input;
mod mapping;
mod progress;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use roster::read::{Input, Set};

use crate::exit::Failure;
use input::FileInput;
pub(crate) use mapping::{mapping, mapping_text};
pub(crate) use progress::Progress;

/// Folders in folders deeper than this are not looked into.
const DEPTH: usize = 16;

/// The files behind paths, as one delivery. Folders give their files and those of their folders, by name; names that
/// begin with a dot are passed over. A ZIP stands for what is in it.
///
/// # Errors
/// A path that is not there or cannot be read.
pub(crate) fn open(paths: &[PathBuf], progress: &Progress) -> Result<Set, Failure> {
    let mut inputs: Vec<Box<dyn Input>> = Vec::new();
    let mut add = |path: &Path, name: String| {
        inputs.push(Box::new(FileInput::new(path, name, progress)?));
        Ok(())
    };
    for path in paths {
        let found = fs::metadata(path).and_then(|about| match about.is_dir() {
            true => walk(path, "", &mut add),
            false => add(path, last_part(path)),
        });
        found.map_err(|error| unreadable(path, &error))?;
    }
    Ok(Set::new(inputs))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::new(format_args!("cannot read {path}: {error}; check the path and who may read it"))
}

fn walk(folder: &Path, prefix: &str, add: &mut dyn FnMut(&Path, String) -> io::Result<()>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let (path, name) = (entry.path(), format!("{prefix}{name}"));
        // A link to a folder could lead back here, so it is not followed; a link to a file is.
        if entry.file_type()?.is_dir() {
            if prefix.matches('/').count() < DEPTH {
                walk(&path, &format!("{name}/"), add)?;
            }
        } else if fs::metadata(&path).is_ok_and(|about| about.is_file()) {
            add(&path, name)?;
        }
    }
    Ok(())
}

fn last_part(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[PathBuf]) -> Vec<String> {
        let set = open(paths, &Progress::none()).unwrap();
        set.iter().map(|input| input.name().to_owned()).collect()
    }

    #[test]
    fn folders_give_their_files_by_name_without_hidden_ones() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["users.csv", "orgs.csv", ".hidden", "deep/roles.csv", ".git/config"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        std::os::unix::fs::symlink(dir.path(), dir.path().join("deep/loop")).unwrap();
        assert_eq!(names(&[dir.path().to_owned()]), ["deep/roles.csv", "orgs.csv", "users.csv"]);
        assert_eq!(names(&[dir.path().join("deep/roles.csv")]), ["roles.csv"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let Err(Failure::Said(line)) = open(&["no/such/file".into()], &Progress::none()) else {
            panic!("opened")
        };
        assert!(line.contains("no/such/file") && line.contains("check the path"), "{line}");
    }
}
