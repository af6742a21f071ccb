//! A column name as the words it is made of.

use crate::vocabulary::Vocabulary;

/// Longer names are cut: no name of a column is longer.
const MOST_CHARS: usize = 120;

/// A name cut at punctuation, at capitals and at digits, in lower case and without accents, with abbreviations spelled out.
pub(crate) fn words(name: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let mut out = Vec::new();
    let name = name
        .replace("e-mail", "email")
        .replace("E-mail", "Email")
        .replace("E-MAIL", "EMAIL")
        .replace("E-Mail", "Email");
    let parts = parts(&name);
    for (at, part) in parts.iter().enumerate() {
        let is_counted =
            parts.get(at + 1).is_some_and(|next| matches!(next.as_str(), "1" | "2" | "3" | "4" | "5" | "6"));
        let before = at.checked_sub(1).and_then(|before| parts.get(before)).map_or("", String::as_str);
        let is_ordinal = matches!(part.as_str(), "st" | "nd" | "rd" | "th");
        if is_ordinal && before.bytes().all(|b| b.is_ascii_digit()) && !before.is_empty() {
            continue;
        }
        // In Spanish the tutor is a guardian, in English a teacher.
        if part == "tutor" && matches!(before, "del" | "de" | "la" | "el") {
            out.push("guardian".to_owned());
            continue;
        }
        if let Some(person) = counted(part).filter(|_| is_counted) {
            out.extend(person.iter().map(|word| (*word).to_owned()));
            continue;
        }
        match vocabulary.spelled(part) {
            Some(known) => out.extend(known.iter().cloned()),
            None => out.extend(segmented(singular(part, vocabulary), vocabulary)),
        }
    }
    out.truncate(24);
    out
}

/// Whom a letter in front of a number stands for, as in `P1 First Name`.
fn counted(part: &str) -> Option<&'static [&'static str]> {
    Some(match part {
        "p" | "pg" | "g" | "par" | "grd" | "gdn" | "gd" => &["guardian"],
        "ec" | "emg" | "emc" => &["emergency", "contact"],
        "ct" | "con" | "cn" | "cont" => &["contact"],
        _ => return None,
    })
}

/// Lower case without accents; what is no letter or digit becomes a space.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(plain) => out.push_str(plain),
            None if letter.is_alphanumeric() => out.push(letter),
            None => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => "a",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => "o",
        'ú' | 'ù' | 'û' | 'ü' => "u",
        'ñ' => "n",
        'ç' => "c",
        'ß' => "ss",
        '\u{307}' => "",
        _ => return None,
    })
}

fn parts(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().take(MOST_CHARS).collect();
    let mut marked = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        if let Some(&before) = at.checked_sub(1).and_then(|before| letters.get(before)) {
            let next_is_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
            let camel = letter.is_uppercase()
                && (before.is_lowercase()
                    || (before.is_uppercase() && next_is_small && !is_plural(&letters, at)));
            let digits = before.is_ascii_digit() != letter.is_ascii_digit()
                && before.is_alphanumeric()
                && letter.is_alphanumeric();
            if camel || digits {
                marked.push(' ');
            }
        }
        marked.push(if letter == '#' { ' ' } else { letter });
        if letter == '#' {
            marked.push_str("number ");
        }
    }
    folded(&marked).split(' ').filter(|part| !part.is_empty()).map(unpadded).collect()
}

/// `IDs`: the small letter ends a word of capitals.
fn is_plural(letters: &[char], at: usize) -> bool {
    letters.get(at + 1) == Some(&'s') && letters.get(at + 2).is_none_or(|after| !after.is_lowercase())
}

fn unpadded(part: &str) -> String {
    let short = part.trim_start_matches('0');
    let is_number = part.bytes().all(|b| b.is_ascii_digit()) && !short.is_empty();
    if is_number { short.to_owned() } else { part.to_owned() }
}

/// A word without the `s` of several, where only that one is known.
fn singular<'a>(part: &'a str, vocabulary: &Vocabulary) -> &'a str {
    match part.strip_suffix('s') {
        Some(one) if one.len() > 2 && !vocabulary.is_word(part) && vocabulary.is_word(one) => one,
        Some(_) | None => part,
    }
}

/// Words written together, `studentfirstname`, if all of it is known words: as few as possible.
fn segmented(part: &str, vocabulary: &Vocabulary) -> Vec<String> {
    if part.len() < 5 || part.len() > 40 || !part.is_ascii() || vocabulary.is_word(part) {
        return vec![part.to_owned()];
    }
    let mut best: Vec<Option<(usize, usize)>> = vec![None; part.len() + 1];
    best[0] = Some((0, 0));
    for end in 2..=part.len() {
        for start in 0..end - 1 {
            let Some((count, _)) = best[start] else { continue };
            let piece = &part[start..end];
            let cost = match piece.len() {
                2 => 3,
                3 => 2,
                _ => 1,
            };
            let known = vocabulary.is_word(piece) || vocabulary.spelled(piece).is_some();
            if known && best[end].is_none_or(|(least, _)| count + cost < least) {
                best[end] = Some((count + cost, start));
            }
        }
    }
    let mut pieces = Vec::new();
    let mut end = part.len();
    while end > 0 {
        let Some((_, start)) = best[end] else { return vec![part.to_owned()] };
        pieces.push(&part[start..end]);
        end = start;
    }
    pieces.reverse();
    let spell = |piece: &&str| {
        vocabulary.spelled(piece).map_or_else(|| vec![(*piece).to_owned()], <[String]>::to_vec)
    };
    pieces.iter().flat_map(spell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        for (name, want) in [
            ("Student_First_Name", "student first name"),
            ("studentNumber", "student number"),
            ("STUDENTID", "student id"),
            ("orgSourcedIds", "school sourced id"),
            ("DOB", "birth date"),
            ("Guardian01-Email", "guardian 1 email"),
            ("Teacher_2_id", "teacher 2 id"),
            ("Prénom", "given name"),
            ("Stu #", "student number"),
            ("lastname", "last name"),
            ("P1FirstName", "guardian 1 first name"),
            ("2nd Parent Email", "2 parent email"),
            ("Nombre del tutor", "given name del guardian"),
            ("", ""),
        ] {
            assert_eq!(words(name, Vocabulary::get()).join(" "), want, "{name}");
        }
    }
}
