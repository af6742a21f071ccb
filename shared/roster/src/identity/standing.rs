//! Whether a file of ID changes fits the roster.

use std::collections::{HashMap, HashSet};

use super::file::{FileError, Line};
use crate::model::Entity;

/// Whether the roster has a record of an ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    There,
    /// Not, or only as removed.
    NotThere,
}

/// Faults that are listed, at most.
const LISTED: usize = 100;

/// Compares the lines that are to be applied with the roster: every old ID is there, and a new ID that somebody has already
/// is given up in the same file. `is_applied` says which lines count; one without a new ID says that its record is gone.
pub fn check_against(
    lines: &[Line],
    is_applied: impl Fn(&Line) -> bool,
    mut standing: impl FnMut(Entity, &str) -> Standing,
) -> Vec<FileError> {
    let counts = |line: &&Line| line.new.is_some() && is_applied(line);
    let said: HashSet<(Entity, &str)> = lines
        .iter()
        .filter(|line| line.new.is_none() || is_applied(line))
        .map(|line| (line.entity, line.old.as_str()))
        .collect();
    let left_out: HashMap<(Entity, &str), u64> = lines
        .iter()
        .filter(|line| line.new.is_some() && !is_applied(line))
        .map(|line| ((line.entity, line.old.as_str()), line.line))
        .collect();
    let mut faults = Vec::new();
    for line in lines.iter().filter(counts) {
        let Some(new) = line.new.as_deref() else { continue };
        if faults.len() >= LISTED {
            break;
        }
        if standing(line.entity, &line.old) == Standing::NotThere {
            let message = format!("the roster has no {} with the ID \"{}\"", line.entity, line.old);
            faults.push(FileError::new(line.line, message));
            continue;
        }
        if said.contains(&(line.entity, new)) || standing(line.entity, new) == Standing::NotThere {
            continue;
        }
        let message = match left_out.get(&(line.entity, new)) {
            Some(other) => format!("newId \"{new}\" is given up in line {other} only, which is not applied"),
            None => format!(
                "newId \"{new}\" is another record's in the roster; add a line with oldId \"{new}\" and its new ID, or \
                 with a blank newId if it is gone"
            ),
        };
        faults.push(FileError::new(line.line, message));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Confidence, read};

    fn check(text: &str) -> String {
        let text = format!("oldId,newId,confidence\n{text}");
        let lines = read(Box::new(std::io::Cursor::new(text))).unwrap().unwrap();
        let roster = ["a", "b", "c"];
        let standing = |_, id: &str| if roster.contains(&id) { Standing::There } else { Standing::NotThere };
        let faults = check_against(&lines, |line| line.confidence == Confidence::Sure, standing);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn ids_must_be_known_and_nobody_loses_one_unsaid() {
        for (text, want) in [
            ("a,x,\nb,y,\n", ""),
            ("a,b,\nb,a,\n", ""),
            ("a,b,\nb,c,\nc,x,\n", ""),
            ("a,b,\nb,,\n", ""),
            ("a,b,\nb,,none\n", ""),
            ("x,y,doubtful\n", ""),
            ("q,x,\n", "line 2: the roster has no users with the ID \"q\""),
            ("a,b,\n", "line 2: newId \"b\" is another record's in the roster"),
            ("a,b,\nb,x,doubtful\n", "line 2: newId \"b\" is given up in line 3 only, which is not applied"),
        ] {
            let got = check(text);
            assert!(got.starts_with(want) && got.is_empty() == want.is_empty(), "{text}: {got}");
        }
    }
}
