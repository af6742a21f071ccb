//! Names of files that come again every day under another date.

use super::FileBefore;

/// Whether two names are of one file, of the same day or of two.
pub fn is_same_file(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || undated(&one.to_lowercase()) == undated(&other.to_lowercase())
}

/// The file as it came before: under the same name, or else under one of another day.
pub(super) fn before<'f>(files: &'f [FileBefore], name: &str) -> Option<&'f FileBefore> {
    let exact = files.iter().find(|file| file.name.eq_ignore_ascii_case(name));
    exact.or_else(|| files.iter().find(|file| is_same_file(&file.name, name)))
}

/// A file's name without the dates and times in it: `students_20261122.csv` and `students_20261123.csv` are one file of two
/// days, `students_101.csv` and `students_102.csv` are two files.
pub fn undated(name: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(name.len()), name);
    let mut dated = false;
    while let Some(first) = rest.chars().next() {
        let length = match first.is_ascii_digit() {
            true => date(rest).or_else(|| time(rest).filter(|_| dated)),
            false => None,
        };
        match length {
            Some(length) => {
                dated = true;
                out.push('#');
                rest = &rest[length..];
            }
            None => {
                let run = digits(rest).max(first.len_utf8());
                out.push_str(&rest[..run]);
                rest = &rest[run..];
            }
        }
    }
    out
}

/// How many digits a text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

fn is_day(year: &str, month: &str, day: &str) -> bool {
    number(year).is_some_and(|year| (1990..2100).contains(&year))
        && number(month).is_some_and(|month| (1..=12).contains(&month))
        && number(day).is_some_and(|day| (1..=31).contains(&day))
}

/// The length of a date that a text begins with, with a time right behind it.
fn date(text: &str) -> Option<usize> {
    let packed = || {
        let run = digits(text);
        let day = matches!(run, 8 | 12 | 14)
            && (is_day(&text[..4], &text[4..6], &text[6..8]) || is_day(&text[4..8], &text[..2], &text[2..4]));
        day.then_some(run)
    };
    let spread = || {
        let head = text.get(..10)?;
        let mark = *head.as_bytes().get(4)?;
        let parts: Vec<&str> = head.split(char::from(mark)).collect();
        let day = matches!(mark, b'-' | b'_' | b'.') && digits(&text[10..]) == 0;
        match parts.as_slice() {
            [year, month, day_of] if day && is_day(year, month, day_of) => Some(10),
            _ => None,
        }
    };
    packed().or_else(spread)
}

/// The length of a time that a text begins with; only behind a date is it one.
fn time(text: &str) -> Option<usize> {
    let run = digits(text);
    matches!(run, 4 | 6).then_some(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_go_and_other_numbers_stay() {
        for (name, without) in [
            ("students.csv", "students.csv"),
            ("students_101.csv", "students_101.csv"),
            ("students_20261122.csv", "students_#.csv"),
            ("students_11222026.csv", "students_#.csv"),
            ("students-2026-11-22.csv", "students-#.csv"),
            ("students_2026_11_22_0615.csv", "students_#_#.csv"),
            ("students_20261122T061500Z.csv", "students_#T#Z.csv"),
            ("20261122061500-users.csv", "#-users.csv"),
            ("school_00001234_20261122.csv", "school_00001234_#.csv"),
            ("school_99999999.csv", "school_99999999.csv"),
            ("2026.csv", "2026.csv"),
            ("year_2026-27.csv", "year_2026-27.csv"),
            ("Schüler_20261122.csv", "Schüler_#.csv"),
            ("2026-11-2\u{fc}.csv", "2026-11-2\u{fc}.csv"),
            ("2\u{661}26-11-22.csv", "2\u{661}26-11-22.csv"),
            ("", ""),
        ] {
            assert_eq!(undated(name), without, "{name}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]
        #[test]
        fn any_name_has_one(name in "[0-9_.\\-aü١]{0,40}") {
            proptest::prop_assert!(undated(&name).len() <= name.len());
        }
    }
}
