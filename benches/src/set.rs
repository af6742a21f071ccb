//! Two days of one district in two folders, and what a right diff of them finds.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use roster::generate::{self, Counts, District};
use serde_json::Value;

use crate::Failure;
use crate::counts::ByEntity;

const START: Date = date(2026, 8, 17);
/// How large a part of a file is read at once.
const PART: usize = 1 << 20;

/// A set to measure with.
pub(crate) struct Set {
    pub(crate) folder: PathBuf,
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
    /// Empty where nothing is known.
    pub(crate) expected: ByEntity,
}

impl Set {
    /// Takes a folder with `day1`, `day2` and perhaps `expected.json`.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let set = Self::new(folder, ByEntity::new());
        for day in [&set.old, &set.new] {
            if !day.is_dir() {
                return Err(format!("{} is not a folder", day.display()).into());
            }
        }
        match File::open(folder.join("expected.json")) {
            Ok(file) => {
                Ok(Self { expected: expected(&serde_json::from_reader(BufReader::new(file))?), ..set })
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(set),
            Err(e) => Err(e.into()),
        }
    }

    /// Makes up two days of a district of `students` in `folder`.
    pub(crate) fn make_up(students: u32, seed: u64, folder: &Path) -> Result<Self, Failure> {
        let old = District::new(students, seed, START);
        let new = old.on_day(2);
        let by_entity = new.expected_since(1).by_entity();
        let expected = by_entity.into_iter().map(|(name, counts)| (name.to_owned(), counts)).collect();
        let set = Self::new(folder, expected);
        write(&old, &set.old)?;
        write(&new, &set.new)?;
        Ok(set)
    }

    /// Reads the roster's files once, so that no program finds them cold, and counts the lines of both days.
    pub(crate) fn read_once(&self) -> Result<u64, Failure> {
        let mut lines = 0;
        for day in [&self.old, &self.new] {
            for file in generate::File::ALL {
                lines += count_lines(&day.join(file.name()))?;
            }
        }
        Ok(lines)
    }

    fn new(folder: &Path, expected: ByEntity) -> Self {
        Self { folder: folder.to_owned(), old: folder.join("day1"), new: folder.join("day2"), expected }
    }
}

fn write(district: &District, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    for file in generate::File::ALL {
        let mut out = BufWriter::with_capacity(PART, File::create(folder.join(file.name()))?);
        district.write(file, &mut out)?;
        out.flush()?;
    }
    Ok(())
}

/// Reads `"users_changes": {"create": 1, "update": 2, "delete": 3}`, and the like for other entities.
fn expected(json: &Value) -> ByEntity {
    let number = |counts: &Value, name: &str| counts[name].as_u64().unwrap_or_default();
    let counts_of = |counts: &Value| Counts {
        created: number(counts, "create"),
        updated: number(counts, "update"),
        removed: number(counts, "delete"),
    };
    let all = json.as_object().into_iter().flatten();
    all.filter_map(|(key, counts)| Some((key.strip_suffix("_changes")?.to_owned(), counts_of(counts))))
        .collect()
}

fn count_lines(file: &Path) -> Result<u64, Failure> {
    let opened = File::open(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let mut reader = BufReader::with_capacity(PART, opened);
    let mut lines = 0;
    loop {
        let part = reader.fill_buf()?;
        if part.is_empty() {
            return Ok(lines);
        }
        lines += part.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let read = part.len();
        reader.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_set_is_on_disk_and_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let made = Set::make_up(50, 1, folder.path()).unwrap();
        assert!(made.expected["users"].created > 0);
        let opened = Set::open(folder.path()).unwrap();
        assert!(opened.expected.is_empty());
        assert_eq!(opened.read_once().unwrap(), made.read_once().unwrap());
        assert!(made.read_once().unwrap() > 1_000);
        assert!(Set::open(&folder.path().join("day1")).is_err());
    }

    #[test]
    fn expected_counts_are_read_from_their_file() {
        let json = serde_json::json!({"rows_day1": {"users": 9}, "users_changes": {"create": 1, "update": 2, "delete": 3}});
        let users = Counts { created: 1, updated: 2, removed: 3 };
        assert_eq!(expected(&json), ByEntity::from([("users".to_owned(), users)]));
    }
}
