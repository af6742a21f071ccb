//! Lengths of time as settings write them: `45s`, `30m`, `6h`, `2d`.

use std::time::Duration;

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Reads a whole number with one unit.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.iter().find(|(letter, _)| *letter == unit.to_ascii_lowercase())?;
    let number = &text[..text.len() - unit.len_utf8()];
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(*seconds).map(Duration::from_secs)
}

/// Writes whole seconds with the largest unit that divides them; [`parse`] reads it back.
pub(super) fn show(length: Duration) -> String {
    let total = length.as_secs();
    let (letter, seconds) = UNITS
        .into_iter()
        .find(|(_, seconds)| total > 0 && total.is_multiple_of(*seconds))
        .unwrap_or(('s', 1));
    format!("{}{letter}", total / seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_parse_and_print_in_their_largest_unit() {
        for (text, seconds, shown) in [
            ("30m", 1_800, "30m"),
            ("6h", 21_600, "6h"),
            ("90S", 90, "90s"),
            ("120m", 7_200, "2h"),
            ("0s", 0, "0s"),
        ] {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
            assert_eq!(show(Duration::from_secs(seconds)), shown);
        }
        for text in ["", "m", "30", "-5m", "+5m", "1.5h", "1h30m", "30 m", "9999999999999999999d", "30µ"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
