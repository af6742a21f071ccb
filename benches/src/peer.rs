//! The peer: a script that does the whole nightly job with DuckDB.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use roster::generate::Counts;
use serde_json::Value;

use crate::Failure;
use crate::counts::{ByEntity, ENTITIES};
use crate::measure::{self, Usage};
use crate::set::Set;

const SCRIPT: &str = "peer_duckdb.py";
/// How the script's closing line begins; then come its totals and the number of errors it found.
const CLOSING: &str = "duckdb e2e csv ";

/// The script, its Python, and where its outputs go.
pub(crate) struct Peer {
    python: PathBuf,
    script: PathBuf,
    work: PathBuf,
}

impl Peer {
    pub(crate) fn find(python: &Path, folder: &Path, work: &Path) -> Result<Self, Failure> {
        let script = folder.join(SCRIPT);
        match script.is_file() {
            true => Ok(Self { python: python.to_owned(), script, work: work.to_owned() }),
            false => Err(format!("{} is not there: name its folder with --peer", script.display()).into()),
        }
    }

    /// Diffs the two days once.
    pub(crate) fn diff(&self, set: &Set) -> Result<Usage, Failure> {
        let mut command = Command::new(&self.python);
        command.arg(&self.script).args([&set.old, &set.new]).env("OUT", &self.work);
        let (usage, status) = measure::run(&mut command, &self.closing_file())?;
        match status.success() {
            true => Ok(usage),
            false => Err(format!("{SCRIPT} failed ({status}): has this Python duckdb?").into()),
        }
    }

    /// What the last diff found; an error if its lists of changes do not add up to its closing line.
    pub(crate) fn counts(&self) -> Result<ByEntity, Failure> {
        let mut counts = ByEntity::new();
        for entity in ENTITIES {
            let file = self.work.join("duckdb").join(format!("{entity}.changes.jsonl"));
            counts.insert(entity.to_owned(), changes(BufReader::new(File::open(file)?))?);
        }
        let closing = std::fs::read_to_string(self.closing_file())?;
        let totals = totals(&closing).ok_or_else(|| format!("the peer ended with {closing:?}"))?;
        match totals == sum(counts.values()) {
            true => Ok(counts),
            false => Err(format!("the peer's lists do not add up to {closing:?}").into()),
        }
    }

    fn closing_file(&self) -> PathBuf {
        self.work.join("peer.txt")
    }
}

fn changes(lines: impl BufRead) -> Result<Counts, Failure> {
    let mut counts = Counts::default();
    for line in lines.lines() {
        let change: Value = serde_json::from_str(&line?)?;
        match change["op"].as_str() {
            Some("create") => counts.created += 1,
            Some("update") => counts.updated += 1,
            Some("delete") => counts.removed += 1,
            other => return Err(format!("the peer wrote a change of kind {other:?}").into()),
        }
    }
    Ok(counts)
}

/// Reads `{'update': 984, 'create': 530, 'delete': 420}` out of the closing line.
fn totals(closing: &str) -> Option<Counts> {
    let list = closing.strip_prefix(CLOSING)?.strip_prefix('{')?.split_once('}')?.0;
    let mut counts = Counts::default();
    for item in list.split(", ").filter(|item| !item.is_empty()) {
        let (name, number) = item.split_once(": ")?;
        let number = number.parse().ok()?;
        match name {
            "'create'" => counts.created = number,
            "'update'" => counts.updated = number,
            "'delete'" => counts.removed = number,
            _ => return None,
        }
    }
    Some(counts)
}

fn sum<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
    counts.fold(Counts::default(), |sum, one| Counts {
        created: sum.created + one.created,
        updated: sum.updated + one.updated,
        removed: sum.removed + one.removed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_read() {
        for (line, expected) in [
            ("duckdb e2e csv {'update': 9, 'create': 5, 'delete': 4} errors 0\n", Some((5, 9, 4))),
            ("duckdb e2e csv {} errors 0\n", Some((0, 0, 0))),
            ("duckdb e2e csv {'upsert': 9} errors 0\n", None),
            ("Traceback", None),
        ] {
            let expected = expected.map(|(created, updated, removed)| Counts { created, updated, removed });
            assert_eq!(totals(line), expected, "{line}");
        }
    }

    #[test]
    fn its_changes_are_counted() {
        let lines = "{\"op\":\"update\"}\n{\"op\":\"delete\"}\n{\"op\":\"update\"}\n";
        let expected = Counts { created: 0, updated: 2, removed: 1 };
        assert_eq!(changes(lines.as_bytes()).unwrap(), expected);
        assert!(changes("{\"op\":\"upsert\"}\n".as_bytes()).is_err());
    }
}
