//! `rollcall diff`: how it is called and what it found.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use roster::generate::Counts;
use serde_json::Value;

use crate::Failure;
use crate::counts::ByEntity;
use crate::measure::{self, Usage};
use crate::set::Set;

/// Could not run; any other exit of `rollcall` is an answer about the files.
const COULD_NOT_RUN: i32 = 2;

/// The program under measurement, and where its outputs go.
pub(crate) struct Rollcall {
    program: PathBuf,
    summary: PathBuf,
    changes: PathBuf,
}

impl Rollcall {
    /// Takes `program`, or the one that was built beside this one.
    pub(crate) fn find(program: Option<&Path>, work: &Path) -> Result<Self, Failure> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("rollcall"),
        };
        if !program.is_file() {
            return Err(format!("{} is not there: run `cargo build --release`", program.display()).into());
        }
        Ok(Self { program, summary: work.join("summary.json"), changes: work.join("changes.jsonl") })
    }

    /// Diffs the two days once.
    pub(crate) fn diff(&self, set: &Set) -> Result<Usage, Failure> {
        let mut command = Command::new(&self.program);
        command.arg("diff").args([&set.old, &set.new]).arg("--changes").arg(&self.changes).arg("--json");
        let (usage, status) = measure::run(&mut command, &self.summary)?;
        match status.code() {
            None | Some(COULD_NOT_RUN) => Err(format!("rollcall diff failed: {status}").into()),
            Some(_) => Ok(usage),
        }
    }

    /// What the last diff found; an error if its summary and its list of changes disagree.
    pub(crate) fn counts(&self) -> Result<ByEntity, Failure> {
        let counts = summary(&serde_json::from_reader(BufReader::new(File::open(&self.summary)?))?)?;
        let lines = lines(BufReader::new(File::open(&self.changes)?))?;
        for (entity, counts) in &counts {
            let listed = lines.get(entity).copied().unwrap_or_default();
            let summed = counts.created + counts.updated + counts.removed;
            if listed != summed {
                return Err(format!("rollcall lists {listed} changes of {entity} and counts {summed}").into());
            }
        }
        Ok(counts)
    }
}

fn summary(json: &Value) -> Result<ByEntity, Failure> {
    let entities = json["entities"].as_object().ok_or("rollcall's summary has no entities")?;
    let number = |counts: &Value, name: &str| counts[name].as_u64().unwrap_or_default();
    let counts_of = |counts: &Value| Counts {
        created: number(counts, "created"),
        updated: number(counts, "updated"),
        removed: number(counts, "removed"),
    };
    Ok(entities.iter().map(|(name, counts)| (name.clone(), counts_of(counts))).collect())
}

fn lines(changes: impl BufRead) -> Result<BTreeMap<String, u64>, Failure> {
    let mut by_entity = BTreeMap::new();
    for line in changes.lines() {
        let change: Value = serde_json::from_str(&line?)?;
        let entity = change["entity"].as_str().ok_or("a change has no entity")?;
        *by_entity.entry(entity.to_owned()).or_default() += 1;
    }
    Ok(by_entity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_read_by_entity() {
        let json =
            serde_json::json!({"entities": {"users": {"created": 1, "updated": 2, "removed": 3, "kept": 4}}});
        let expected = Counts { created: 1, updated: 2, removed: 3 };
        assert_eq!(summary(&json).unwrap(), ByEntity::from([("users".to_owned(), expected)]));
        assert!(summary(&serde_json::json!({})).is_err());
    }

    #[test]
    fn changes_are_counted_by_entity() {
        let text = "{\"op\":\"create\",\"entity\":\"users\"}\n{\"op\":\"remove\",\"entity\":\"users\"}\n";
        assert_eq!(lines(text.as_bytes()).unwrap(), BTreeMap::from([("users".to_owned(), 2)]));
        assert!(lines("{}".as_bytes()).is_err());
    }
}
