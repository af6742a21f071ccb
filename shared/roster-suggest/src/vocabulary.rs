//! What words mean: the tables in `vocabulary/`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::concept::{Concept, Subject};
use crate::words::{folded, words};

/// One meaning of a phrase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) concept: Concept,
    pub(crate) subject: Subject,
    /// Between 0 and 1: how often the phrase means that.
    pub(crate) weight: f32,
}

/// All tables.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    spelled: HashMap<String, Vec<String>>,
    known: HashSet<String>,
    subjects: HashMap<String, Subject>,
    prefixes: HashMap<String, Subject>,
    noise: HashSet<String>,
    phrases: HashMap<String, Vec<Meaning>>,
    /// Phrases of several words, the words in the order of the alphabet.
    unordered: HashMap<String, Vec<Meaning>>,
    coded: HashMap<String, Meaning>,
    sensitive: HashSet<String>,
    /// By list, then by code.
    values: HashMap<String, HashMap<String, String>>,
}

impl Vocabulary {
    /// The tables of this program.
    pub(crate) fn get() -> &'static Vocabulary {
        static TABLES: OnceLock<Vocabulary> = OnceLock::new();
        TABLES.get_or_init(|| {
            let mut tables = Vocabulary::default();
            tables.read_words();
            tables.read_subjects();
            tables.read_phrases();
            tables.read_values();
            tables
        })
    }

    /// What an abbreviation stands for.
    pub(crate) fn spelled(&self, word: &str) -> Option<&[String]> {
        self.spelled.get(word).map(Vec::as_slice)
    }

    /// Whether a word stands in any phrase.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.known.contains(word)
    }

    pub(crate) fn subject(&self, phrase: &str) -> Option<Subject> {
        self.subjects.get(phrase).copied()
    }

    pub(crate) fn prefix(&self, table: &str) -> Option<Subject> {
        self.prefixes.get(table).copied()
    }

    pub(crate) fn is_noise(&self, word: &str) -> bool {
        self.noise.contains(word)
    }

    pub(crate) fn phrase(&self, phrase: &str) -> &[Meaning] {
        self.phrases.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// What several words mean in whatever order.
    pub(crate) fn unordered(&self, words: &[String]) -> &[Meaning] {
        self.unordered.get(&sorted(words)).map_or(&[], Vec::as_slice)
    }

    /// What `table.column` means where columns are named by two letters.
    pub(crate) fn coded(&self, name: &str) -> Option<Meaning> {
        self.coded.get(name).copied()
    }

    pub(crate) fn is_sensitive(&self, phrase: &str) -> bool {
        self.sensitive.contains(phrase)
    }

    /// What a code means in a list, in any letter case.
    pub(crate) fn value(&self, list: &str, code: &str) -> Option<&str> {
        let table = self.values.get(list)?;
        table.get(code).or_else(|| table.get(code.to_lowercase().as_str())).map(String::as_str)
    }

    fn read_words(&mut self) {
        for (word, meaning) in pairs(include_str!("../vocabulary/words.txt")) {
            self.spelled.insert(word.to_owned(), meaning.split(' ').map(str::to_owned).collect());
        }
        for word in lines(include_str!("../vocabulary/noise.txt")) {
            self.know(word);
            self.noise.insert(word.to_owned());
        }
    }

    fn read_subjects(&mut self) {
        for (phrase, subject) in pairs(include_str!("../vocabulary/subjects.txt")) {
            self.know(phrase);
            self.subjects.extend(Subject::of(subject).map(|subject| (phrase.to_owned(), subject)));
        }
        for (table, subject) in pairs(include_str!("../vocabulary/prefixes.txt")) {
            self.prefixes.extend(Subject::of(subject).map(|subject| (table.to_owned(), subject)));
        }
    }

    fn read_phrases(&mut self) {
        let phrases = || pairs(include_str!("../vocabulary/columns.txt"));
        let sensitive = || lines(include_str!("../vocabulary/sensitive.txt"));
        phrases().map(|(phrase, _)| phrase).chain(sensitive()).for_each(|phrase| self.know(phrase));
        for (phrase, meaning) in phrases() {
            // As names are read, so that they meet.
            let read = words(phrase, self);
            if read.len() > 1 {
                self.unordered.entry(sorted(&read)).or_default().extend(meaning_of(meaning));
            }
            self.phrases.entry(read.join(" ")).or_default().extend(meaning_of(meaning));
        }
        for (name, meaning) in pairs(include_str!("../vocabulary/codes.txt")) {
            self.coded.extend(meaning_of(meaning).map(|meaning| (name.to_owned(), meaning)));
        }
        for phrase in sensitive() {
            let read = words(phrase, self).join(" ");
            self.sensitive.insert(read);
        }
    }

    fn read_values(&mut self) {
        for line in lines(include_str!("../vocabulary/values.txt")) {
            let Some((list, pair)) = line.split_once(": ") else { continue };
            let Some((code, word)) = pair.split_once(" = ") else { continue };
            self.values.entry(list.to_owned()).or_default().insert(code.to_owned(), word.to_owned());
        }
    }

    fn know(&mut self, phrase: &str) {
        self.known.extend(phrase.split(' ').map(str::to_owned));
    }
}

fn sorted(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.join(" ")
}

fn meaning_of(text: &str) -> Option<Meaning> {
    let mut words = text.split_whitespace();
    let concept = Concept::of(words.next()?)?;
    let mut meaning = Meaning { concept, subject: Subject::Any, weight: 1.0 };
    for word in words {
        match word.split_at_checked(1)? {
            ("@", subject) => meaning.subject = Subject::of(subject)?,
            ("*", weight) => meaning.weight = weight.parse().ok()?,
            _ => return None,
        }
    }
    Some(meaning)
}

/// The lines that say something.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|line| line.split_once(" = "))
}

/// Whether a code of a list stands in a text as a word of its own.
pub(crate) fn has_word_of(list: &str, text: &str) -> bool {
    let vocabulary = Vocabulary::get();
    folded(text).split(' ').any(|word| vocabulary.value(list, word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        for text in [include_str!("../vocabulary/columns.txt"), include_str!("../vocabulary/codes.txt")] {
            for line in lines(text) {
                let (_, meaning) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                assert!(meaning_of(meaning).is_some(), "{line}");
            }
        }
        for text in [include_str!("../vocabulary/subjects.txt"), include_str!("../vocabulary/prefixes.txt")] {
            for line in lines(text) {
                let (_, subject) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                assert!(Subject::of(subject).is_some(), "{line}");
            }
        }
        for line in lines(include_str!("../vocabulary/values.txt")) {
            assert!(line.split_once(": ").is_some_and(|(_, pair)| pair.contains(" = ")), "{line}");
        }
    }
}
