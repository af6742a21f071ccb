//! New IDs that are old ones after a spreadsheet: without their leading zeros, or shortened to `3.6E+11`.

use super::entity::EntityDiff;
use super::keys::{Keys, Standing, key_hash};
use super::pass::{Group, Pass};
use crate::brake::Fact;
use crate::finding::Finding;
use crate::read::FindingSink;
use crate::rules::{self, Checked};

/// The longest number that is padded; real ones have up to ten digits.
const WIDEST: usize = 12;
/// IDs below which nothing is held, unless they are half of all.
const FLOOR: u64 = 10;

/// New IDs of one file that look damaged.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// Keys of the snapshot that an ID would have with zeros in front, and the lines of these IDs.
    zeros: Vec<(u128, u64)>,
    shortened: u64,
}

impl Damage {
    /// Looks at an ID that the snapshot does not have.
    pub(super) fn note(&mut self, id: &str, line: u64, keys: &mut Keys) {
        if keys.known() == 0 {
            return;
        }
        if rules::scientific_notation::check(id) == Checked::Bad {
            self.shortened += 1;
            return;
        }
        let is_known = |padded: &String| keys.standing(key_hash(padded)) == Standing::Unmet;
        if let Some(padded) = padded(id).find(is_known) {
            self.zeros.push((key_hash(&padded), line));
        }
    }
}

/// A number with more and more zeros in front, behind what a format put before it, as in `student:42`.
fn padded(id: &str) -> impl Iterator<Item = String> {
    let (prefix, number) = id.rfind(':').map_or(("", id), |at| id.split_at(at + 1));
    let is_number =
        !number.is_empty() && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
    let room = if is_number { WIDEST.saturating_sub(number.len()) } else { 0 };
    (1..=room).map(move |zeros| format!("{prefix}{}{number}", "0".repeat(zeros)))
}

impl EntityDiff<'_> {
    /// How many IDs of the last file lost their zeros, and the line of the first; how many were shortened.
    fn take_damage(&mut self) -> (u64, Option<u64>, u64) {
        let damage = std::mem::take(&mut self.damage);
        // A file may have both forms, and mean both.
        let mut lost =
            damage.zeros.into_iter().filter(|(key, _)| self.keys.standing(*key) == Standing::Unmet);
        let first = lost.next().map(|(_, line)| line);
        (first.map_or(0, |_| 1 + lost.count() as u64), first, damage.shortened)
    }
}

impl Pass<'_> {
    /// Says of a file that was just read which of its IDs are damaged; many of them hold the run.
    pub(super) fn damaged(&mut self, step: usize, diffs: &mut Group<'_>, sink: &mut dyn FindingSink) {
        let step = &self.reader.steps[step];
        let entity = step.spec.entity;
        let Some(diff) = diffs.get_mut(&entity) else { return };
        let (zeros, line, shortened) = diff.take_damage();
        let (changed, of) = (zeros + shortened, diff.keys.living());
        if changed >= FLOOR || changed >= 2 && changed * 2 >= of {
            self.facts.push(Fact::IdsChangedShape { entity, changed, of });
        }
        if zeros == 0 {
            return;
        }
        let rule = &rules::lost_leading_zeros::RULE;
        let column = step.spec.columns.first();
        sink.find(Finding {
            rule,
            severity: self.reader.strictness().severity(rule),
            file: step.name.clone(),
            entity: Some(entity),
            line,
            column: None,
            field: column.map(|column| column.name.clone()),
            record: None,
            message: format!("{zeros} IDs are new, and were sent before with zeros in front"),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Entry;

    fn lost(known: &[&str], ids: &[&str]) -> (usize, u64) {
        let entry = |id: &&str| Entry { key: key_hash(id), row: 0 };
        let mut keys = Keys::of(known.iter().map(entry).collect());
        let mut damage = Damage::default();
        ids.iter().zip(2..).for_each(|(id, line)| damage.note(id, line, &mut keys));
        (damage.zeros.len(), damage.shortened)
    }

    #[test]
    fn an_id_is_damaged_if_it_was_known_with_zeros() {
        for (known, id, want) in [
            ("00042", "42", (1, 0)),
            ("042", "42", (1, 0)),
            ("student:00042", "student:42", (1, 0)),
            ("student:00042", "42", (0, 0)),
            ("00043", "42", (0, 0)),
            ("00042", "A42", (0, 0)),
            ("00042", "042", (0, 0)),
            ("00042", "", (0, 0)),
            ("360008000000", "3.6E+11", (0, 1)),
        ] {
            assert_eq!(lost(&[known], &[id]), want, "{known} {id}");
        }
        assert_eq!(lost(&[], &["3.6E+11", "42"]), (0, 0), "a first delivery has nothing to be compared with");
    }
}
