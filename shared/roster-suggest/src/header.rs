//! What a column name alone says: readings, the likelier first.

use roster::sensitive;

use crate::concept::{Concept, Subject};
use crate::vocabulary::{Meaning, Vocabulary};
use crate::words::{folded, words};

/// One way to understand a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) subject: Subject,
    pub(crate) concept: Concept,
    /// Between 0 and 1.
    pub(crate) strength: f32,
}

/// A name, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Heading {
    pub(crate) readings: Vec<Reading>,
    /// Which of several people of a kind: the word and the number, `guardian` 2.
    pub(crate) slot: Slot,
    /// Which of several such columns, as in `Email 2`.
    pub(crate) number: Option<u8>,
    /// Whether it names what nobody needs for a roster.
    pub(crate) sensitive: bool,
}

/// Which of several people a column is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) word: String,
    pub(crate) number: Option<u8>,
}

/// Reads a name in a file that may be named for a database table.
pub(crate) fn read_in(stem: &str, name: &str) -> Heading {
    let coded = Vocabulary::get().coded(&format!("{}.{}", folded(stem), folded(name)));
    match coded {
        Some(meaning) => {
            Heading { readings: vec![of_meaning(meaning, Subject::Any, 0.97)], ..Heading::default() }
        }
        None => read(name),
    }
}

/// Reads a name.
pub(crate) fn read(name: &str) -> Heading {
    let tables = Vocabulary::get();
    let (prefix, rest) = split_prefix(name);
    let mut heading = Heading::default();
    if let (Some(table), rest) = (&prefix, rest)
        && let Some(meaning) = tables.coded(&format!("{table}.{}", folded(rest)))
    {
        heading.readings.push(of_meaning(meaning, Subject::Any, 0.97));
        return heading;
    }
    let all = words(rest, tables);
    heading.sensitive = is_sensitive(&all, tables) || sensitive::judge(name, &[]).is_some();
    let cut = cut(&all, tables);
    heading.slot = cut.slot.clone();
    heading.number = cut.number;
    let outer = prefix.as_deref().and_then(|table| tables.prefix(table)).unwrap_or(Subject::Any);
    heading.readings = readings(&all, &cut, outer, tables);
    heading
}

/// `CC.ID`, `[Students]First_Name`, `[01]Name`: the table, in lower case, and the column.
fn split_prefix(name: &str) -> (Option<String>, &str) {
    let name = name.trim();
    if let Some((table, rest)) = name.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && !rest.is_empty()
    {
        return (Some(folded(table)), rest);
    }
    match name.rsplit_once('.') {
        Some((table, column))
            if column.starts_with(char::is_alphanumeric) && !table.contains(' ') && !table.is_empty() =>
        {
            (Some(folded(table.rsplit('.').next().unwrap_or(table))), column)
        }
        Some(_) | None => (None, name),
    }
}

fn is_sensitive(all: &[String], tables: &Vocabulary) -> bool {
    let longest = all.len().min(4);
    (1..=longest).any(|length| all.windows(length).any(|words| tables.is_sensitive(&words.join(" "))))
}

struct Cut {
    subject: Subject,
    slot: Slot,
    number: Option<u8>,
    /// Without subjects and numbers.
    rest: Vec<String>,
}

/// Takes out the words that say whom the column is about, and numbers.
fn cut(all: &[String], tables: &Vocabulary) -> Cut {
    let mut cut = Cut { subject: Subject::Any, slot: Slot::default(), number: None, rest: Vec::new() };
    let mut at = 0;
    let mut after_subject = false;
    while at < all.len() {
        let found = (1..=3.min(all.len() - at)).rev().find_map(|length| {
            let phrase = all[at..at + length].join(" ");
            tables.subject(&phrase).map(|subject| (length, subject, phrase))
        });
        if let Some((length, subject, phrase)) = found {
            cut.take_subject(subject, &phrase);
            at += length;
            after_subject = true;
            continue;
        }
        let counts = all.get(at + 1).is_some_and(|next| small_number(next).is_some());
        if after_subject && counts && all[at] == "number" {
            at += 1;
            continue;
        }
        match small_number(&all[at]) {
            Some(number) if after_subject || next_is_person(all, at, tables) => {
                cut.slot.number = Some(number)
            }
            Some(number) => cut.number = Some(number),
            None => {
                cut.rest.push(all[at].clone());
                after_subject = false;
            }
        }
        at += 1;
    }
    cut
}

impl Cut {
    /// The last subject counts, but a contact of a student is a contact whatever else is said before it.
    fn take_subject(&mut self, subject: Subject, phrase: &str) {
        if subject == Subject::Contact && (self.slot.word.is_empty() || !is_kin(&self.slot.word)) {
            self.slot.word = slot_word(phrase).to_owned();
        }
        let noise = subject == Subject::Person && self.subject != Subject::Any;
        let kept = self.subject == Subject::Other && subject != Subject::Contact;
        if !noise && !kept {
            self.subject = subject;
        }
    }
}

fn is_kin(word: &str) -> bool {
    !matches!(word, "guardian" | "contact" | "emergency")
}

fn slot_word(phrase: &str) -> &str {
    match phrase {
        "parent" | "guardian" | "caregiver" | "carer" | "adult" => "guardian",
        "emergency contact" | "emergency" => "emergency",
        "mother" | "father" | "stepmother" | "stepfather" | "grandmother" | "grandfather" => phrase,
        _ => "contact",
    }
}

fn small_number(word: &str) -> Option<u8> {
    match word {
        "secondary" => Some(2),
        "tertiary" => Some(3),
        _ => word.parse().ok().filter(|number| (1..=20).contains(number)),
    }
}

/// `Secondary contact`: a number in front of whom it counts.
fn next_is_person(all: &[String], at: usize, tables: &Vocabulary) -> bool {
    let next = all.get(at + 1).and_then(|word| tables.subject(word));
    next == Some(Subject::Contact)
}

/// All ways to read the words: a known phrase, and outside of it only words that say whom it is about.
fn readings(all: &[String], cut: &Cut, outer: Subject, tables: &Vocabulary) -> Vec<Reading> {
    let mut found = Vec::new();
    let plain: Vec<String> = all.iter().filter(|word| small_number(word).is_none()).cloned().collect();
    let own = if cut.subject == Subject::Any { outer } else { cut.subject };
    add(&mut found, tables.phrase(&all.join(" ")), outer, 1.0);
    add_spans(&mut found, &plain, outer, tables);
    add_spans(&mut found, &without_noise(&plain, tables), outer, tables);
    let quiet = without_noise(&cut.rest, tables);
    add(&mut found, tables.phrase(&quiet.join(" ")), own, 0.93);
    if quiet.is_empty() && own != Subject::Any {
        add_bare(&mut found, own);
    }
    if plain.len() > 2 || found.iter().all(|reading| reading.strength < 0.8) {
        let spoken: Vec<String> = plain.iter().filter(|word| !is_stop(word)).cloned().collect();
        add_unordered(&mut found, &spoken, own, tables);
        add_unordered(&mut found, &without_noise(&plain, tables), own, tables);
    }
    if found.iter().all(|reading| reading.strength < 0.6) {
        add_parts(&mut found, &quiet, own, tables);
    }
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found.truncate(8);
    found
}

/// Phrases in a name of which nothing else is said than whom it is about.
fn add_spans(found: &mut Vec<Reading>, words: &[String], outer: Subject, tables: &Vocabulary) {
    for length in (1..=words.len()).rev() {
        for start in 0..=words.len() - length {
            let meanings = tables.phrase(&words[start..start + length].join(" "));
            if meanings.is_empty() {
                continue;
            }
            let outside: Vec<String> =
                words[..start].iter().chain(&words[start + length..]).cloned().collect();
            let rest = cut(&outside, tables);
            if without_noise(&rest.rest, tables).is_empty() {
                let whose = if rest.subject == Subject::Any { outer } else { rest.subject };
                add(found, meanings, whose, if outside.is_empty() { 1.0 } else { 0.97 });
            }
        }
    }
}

fn without_noise(words: &[String], tables: &Vocabulary) -> Vec<String> {
    words.iter().filter(|word| !tables.is_noise(word)).cloned().collect()
}

/// `Teacher` alone may be a name or an ID.
fn add_bare(found: &mut Vec<Reading>, subject: Subject) {
    for (concept, strength) in [(Concept::Name, 0.6), (Concept::Id, 0.6)] {
        push(found, Reading { subject, concept, strength });
    }
}

fn is_stop(word: &str) -> bool {
    matches!(word, "of" | "the" | "for" | "in" | "at" | "to" | "by" | "a" | "an" | "and" | "your" | "s")
}

/// Known phrases in another order, or around a word that says whom they are about.
fn add_unordered(found: &mut Vec<Reading>, words: &[String], subject: Subject, tables: &Vocabulary) {
    add(found, tables.unordered(words), subject, 0.98);
    for at in 0..words.len() {
        if tables.subject(&words[at]).is_some() {
            let others: Vec<String> = [&words[..at], &words[at + 1..]].concat();
            add(found, tables.unordered(&others), subject, 0.87);
        }
    }
}

/// The longest part of a name that is known, at a discount for what is not.
fn add_parts(found: &mut Vec<Reading>, words: &[String], subject: Subject, tables: &Vocabulary) {
    for length in (1..words.len()).rev() {
        for start in 0..=words.len() - length {
            let share = length as f32 / words.len() as f32;
            let phrase = words[start..start + length].join(" ");
            add(found, tables.phrase(&phrase), subject, 0.35 + 0.35 * share);
        }
        if !found.is_empty() {
            return;
        }
    }
}

fn add(found: &mut Vec<Reading>, meanings: &[Meaning], subject: Subject, strength: f32) {
    for &meaning in meanings {
        push(found, of_meaning(meaning, subject, strength));
    }
}

fn of_meaning(meaning: Meaning, subject: Subject, strength: f32) -> Reading {
    let specific =
        meaning.subject != Subject::Any && subject != Subject::Contact && subject != Subject::Other;
    let subject = if specific || subject == Subject::Any { meaning.subject } else { subject };
    Reading { subject, concept: meaning.concept, strength: strength * (0.5 + 0.5 * meaning.weight) }
}

fn push(found: &mut Vec<Reading>, reading: Reading) {
    let same = found.iter_mut().find(|one| one.subject == reading.subject && one.concept == reading.concept);
    match same {
        Some(one) => one.strength = one.strength.max(reading.strength),
        None => found.push(reading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str) -> String {
        let heading = read(name);
        let Some(reading) = heading.readings.first() else { return "none".to_owned() };
        let number = heading.number.map(|n| format!(" #{n}")).unwrap_or_default();
        let slot = match reading.subject {
            Subject::Contact => format!(" {}{}", heading.slot.word, heading.slot.number.unwrap_or(0)),
            _ => String::new(),
        };
        format!("{}.{}{slot}{number}", reading.subject.text(), reading.concept.text())
    }

    #[test]
    fn names_of_many_systems_are_understood() {
        for (name, want) in [
            ("Student_First_Name", "student.givenName"),
            ("STU.LN", "student.familyName"),
            ("[Students]LastFirst", "student.fullName"),
            ("CC.StudentID", "student.id"),
            ("School_ID", "school.id"),
            ("Student School Name", "school.name"),
            ("Guardian 1 Email", "contact.email guardian1"),
            ("Mother's Cell Phone", "contact.mobile mother0"),
            ("Parent/Guardian 2 First Name", "contact.givenName guardian2"),
            ("Teacher_2_id", "staff.id"),
            ("Email 2", "any.email #2"),
            ("classSourcedId", "class.id"),
            ("DATE_OF_BIRTH", "any.birthDate"),
            ("Term Start", "term.startDate"),
            ("Section SIS ID", "class.id"),
            ("Course_Number", "course.number"),
            ("STD_ID_LOCAL", "student.number"),
            ("Blorf", "none"),
        ] {
            assert_eq!(best(name), want, "{name}: {:?}", read(name));
        }
    }

    #[test]
    fn sensitive_names_are_known() {
        for (name, want) in [
            ("SSN", true),
            ("Lunch_Status", true),
            ("Student Social Security Number", true),
            ("IEP_status", true),
            ("Last Name", false),
            ("Home Room", false),
        ] {
            assert_eq!(read(name).sensitive, want, "{name}");
        }
    }
}
