//! What lies between two headers: columns added, gone, renamed and moved.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use super::super::bind::fold;

/// What lies between two headers. Letter case, spaces and punctuation make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderChanges {
    /// Only there now.
    pub added: Vec<String>,
    /// Only there before.
    pub gone: Vec<String>,
    /// What is probably the same under another name: as it was, as it is.
    pub renamed: Vec<(String, String)>,
    /// There before and now, but not in the same order among those that stayed.
    pub moved: Vec<String>,
}

/// Names shown of each kind.
const SHOWN: usize = 6;
/// Characters shown of a name, and compared.
const LETTERS: usize = 60;
/// More pairs than this are not compared.
const PAIRS: usize = 10_000;
/// Shares of a name, in hundredths, that must be the same.
const ALIKE: usize = 60;

impl HeaderChanges {
    /// Compares two headers.
    pub fn between(was: &[String], now: &[String]) -> HeaderChanges {
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, name) in now.iter().enumerate() {
            places.entry(fold(name)).or_default().push_back(at);
        }
        let (mut gone, mut stayed) = (Vec::new(), Vec::new());
        for (at, name) in was.iter().enumerate() {
            match places.get_mut(&fold(name)).and_then(VecDeque::pop_front) {
                Some(place) => stayed.push((at, place)),
                None => gone.push(at),
            }
        }
        let mut added: Vec<usize> = places.into_values().flatten().collect();
        added.sort_unstable();
        let pairs = pairs((was, &gone), (now, &added), &stayed);
        let (old, new): (HashSet<usize>, HashSet<usize>) = pairs.iter().copied().unzip();
        HeaderChanges {
            added: added.iter().filter(|at| !new.contains(at)).map(|at| now[*at].clone()).collect(),
            gone: gone.iter().filter(|at| !old.contains(at)).map(|at| was[*at].clone()).collect(),
            renamed: pairs.iter().map(|(old, new)| (was[*old].clone(), now[*new].clone())).collect(),
            moved: moved(&stayed).into_iter().map(|place| now[place].clone()).collect(),
        }
    }

    /// Whether the headers are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.renamed.is_empty() && self.moved.is_empty()
    }
}

/// Which of those that are gone is which of those that came, the likeliest first.
fn pairs(
    (was, gone): (&[String], &[usize]),
    (now, added): (&[String], &[usize]),
    stayed: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    if gone.len() * added.len() > PAIRS {
        return Vec::new();
    }
    let (mut likely, stayed) = (Vec::new(), stayed.iter().copied().collect::<HashSet<_>>());
    for old in gone {
        for new in added {
            let same_place = is_same_place((*old, *new), (was.len(), now.len()), &stayed);
            let alike = alike(&fold(&was[*old]), &fold(&now[*new]));
            if same_place || alike >= ALIKE {
                likely.push((alike + usize::from(same_place) * ALIKE / 2, *old, *new));
            }
        }
    }
    likely.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut olds, mut news, mut pairs) = (HashSet::new(), HashSet::new(), Vec::new());
    for (_, old, new) in likely {
        if !olds.contains(&old) && !news.contains(&new) {
            olds.insert(old);
            news.insert(new);
            pairs.push((old, new));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Whether the neighbours of both are the same, or both are at the edge.
fn is_same_place(
    (old, new): (usize, usize),
    (then, now): (usize, usize),
    stayed: &HashSet<(usize, usize)>,
) -> bool {
    let known = |old: usize, new: usize| stayed.contains(&(old, new));
    let left = match (old.checked_sub(1), new.checked_sub(1)) {
        (Some(old), Some(new)) => known(old, new),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let right = match (old + 1 < then, new + 1 < now) {
        (true, true) => known(old + 1, new + 1),
        (false, false) => true,
        (true, false) | (false, true) => false,
    };
    left && right
}

/// How much of two names is the same, in hundredths.
fn alike(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(LETTERS).collect();
    let other: Vec<char> = other.chars().take(LETTERS).collect();
    let longer = one.len().max(other.len());
    if one.len().min(other.len()) < 2 {
        return 0;
    }
    let within = |long: &[char], short: &[char]| {
        short.len() >= 4 && (long.starts_with(short) || long.ends_with(short))
    };
    if within(&one, &other) || within(&other, &one) {
        return 90;
    }
    100 - edits(&one, &other) * 100 / longer
}

/// How many letters must be put in, left out or changed.
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (place, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != b);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

/// The new places of the columns that stayed but for the longest run of them that kept its order.
fn moved(stayed: &[(usize, usize)]) -> Vec<usize> {
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, (_, place)) in stayed.iter().enumerate() {
        let length = ends.partition_point(|end| stayed[*end].1 < *place);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let (mut kept, mut last) = (HashSet::new(), ends.last().copied());
    while let Some(at) = last {
        kept.insert(stayed[at].1);
        last = before[at];
    }
    let mut moved: Vec<usize> = stayed.iter().map(|(_, place)| *place).collect();
    moved.retain(|place| !kept.contains(place));
    moved.sort_unstable();
    moved
}

impl fmt::Display for HeaderChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: &[String]| list(names.iter().map(|name| short(name)));
        let renamed =
            list(self.renamed.iter().map(|(old, new)| format!("{} is now {}", short(old), short(new))));
        let kinds = [
            ("added", self.added.len(), names(&self.added)),
            ("gone", self.gone.len(), names(&self.gone)),
            ("renamed", self.renamed.len(), renamed),
            ("moved", self.moved.len(), names(&self.moved)),
        ];
        let said = kinds.iter().filter(|(_, count, _)| *count > 0);
        let said: Vec<String> =
            said.map(|(kind, count, names)| format!("{count} {kind} ({names})")).collect();
        f.write_str(&said.join(", "))
    }
}

fn short(name: &str) -> String {
    let shown: String = name.trim().chars().take(LETTERS).filter(|c| !c.is_control()).collect();
    format!("\"{shown}\"")
}

fn list(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = names.take(SHOWN).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.join(", ")
}
