//! Steps in plain words.

use super::values::{column, listed, on_one_line, quoted};
use crate::mapping::document::{Codes, Other, Step};

/// Codes of a table that are told; of more only how many.
const TOLD: usize = 12;

/// What a step does, as what follows a comma.
pub(super) fn step(step: &Step) -> String {
    match step {
        Step::Upper => "in capitals".to_owned(),
        Step::Lower => "in lower case".to_owned(),
        Step::Title => "each word with a capital".to_owned(),
        Step::Digits => "its digits alone".to_owned(),
        Step::Squeeze => "with one space where there were several".to_owned(),
        Step::Grade => "as the standard code of a grade".to_owned(),
        Step::Pad { to, with } => {
            format!("filled up with {} on the left to {to} characters", quoted(&with.to_string()))
        }
        Step::Unpad(with) => format!("without {} in front", quoted(&with.to_string())),
        Step::Prefix(text) => format!("with {} in front", quoted(text)),
        Step::Suffix(text) => format!("with {} behind", quoted(text)),
        Step::Replace { from, to } if to.is_empty() => format!("without {}", quoted(from)),
        Step::Replace { from, to } => format!("with {} instead of {}", quoted(to), quoted(from)),
        Step::Split { by, take } => format!("{} of its parts with {} between", part(*take), quoted(by)),
        Step::Before(text) => format!("what stands in front of {}", quoted(text)),
        Step::After(text) => format!("what stands behind {}", quoted(text)),
        Step::Cut { from, length: None } => format!("from its character {from} on"),
        Step::Cut { from, length: Some(length) } => {
            format!("{length} of its characters from character {from} on")
        }
        Step::Date(patterns) => date(patterns),
        Step::Codes(codes) => table(codes),
        Step::Through(lookup) => format!(
            "looked up in {} ({} of the row whose {} is the same; without such a row it {})",
            lookup.file,
            column(&lookup.take),
            column(&lookup.matches),
            other(lookup.other)
        ),
    }
}

fn part(take: i32) -> String {
    match take {
        1 => "the first".to_owned(),
        -1 => "the last".to_owned(),
        take if take > 0 => format!("number {take}"),
        take => format!("number {} from the end", take.unsigned_abs()),
    }
}

/// Shows what a pattern means by one date whose day and month cannot be mixed up unseen.
fn date(patterns: &[String]) -> String {
    let examples: Vec<_> = patterns.iter().map(|pattern| example(pattern)).collect();
    format!("read as a date (4 March 2031 is {})", examples.join(" or "))
}

fn example(pattern: &str) -> String {
    let parts = [
        ("yyyy", "2031"),
        ("yy", "31"),
        ("MMMM", "March"),
        ("MMM", "Mar"),
        ("MM", "03"),
        ("M", "3"),
        ("dd", "04"),
        ("d", "4"),
    ];
    let (mut out, mut rest) = (String::new(), pattern);
    while let Some(first) = rest.chars().next() {
        let (taken, shown) = match parts.iter().find(|(part, _)| rest.starts_with(part)) {
            Some((part, shown)) => (part.len(), (*shown).to_owned()),
            None => (first.len_utf8(), first.to_string()),
        };
        out.push_str(&shown);
        rest = &rest[taken..];
    }
    out
}

fn table(codes: &Codes) -> String {
    let told = codes.table.iter().take(TOLD).map(|(code, word)| match word.is_empty() {
        true => format!("{} is blank", quoted(code)),
        false => format!("{} is {}", quoted(code), on_one_line(word)),
    });
    let mut told: Vec<_> = told.collect();
    if codes.table.len() > TOLD {
        told.push(format!("{} more", codes.table.len() - TOLD));
        return format!("by a table ({}; any other code {})", listed(&told), other(codes.other));
    }
    format!("by a table ({}; any other code {})", told.join(", "), other(codes.other))
}

fn other(other: Other) -> &'static str {
    match other {
        Other::Warn => "is dropped with a warning",
        Other::Error => "makes the record an error",
        Other::Keep => "stays as it is",
        Other::Blank => "becomes blank",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_month_show_in_the_example() {
        for (pattern, shown) in [
            ("M/d/yyyy", "3/4/2031"),
            ("dd.MM.yy", "04.03.31"),
            ("d MMMM yyyy", "4 March 2031"),
            ("yyyyMMdd", "20310304"),
        ] {
            assert_eq!(example(pattern), shown, "{pattern}");
        }
    }

    #[test]
    fn parts_are_counted_from_both_ends() {
        for (take, shown) in
            [(1, "the first"), (-1, "the last"), (3, "number 3"), (-2, "number 2 from the end")]
        {
            assert_eq!(part(take), shown);
        }
    }
}
