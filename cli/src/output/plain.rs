//! Texts of others made safe for a terminal.

/// The text without anything that moves a cursor, colours, or turns text around; it stays on its line.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || is_unsafe(c) { '?' } else { c }).collect()
}

/// The text as [`one_line`], but with its line ends.
pub(super) fn lines(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && is_unsafe(c) { '?' } else { c }).collect()
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        for (text, line, all) in [
            ("users.csv", "users.csv", "users.csv"),
            ("a\r\nb", "a??b", "a?\nb"),
            ("\u{1b}[2Jx\u{7}", "?[2Jx?", "?[2Jx?"),
            ("\u{202e}gpj", "?gpj", "?gpj"),
            ("\u{9b}31m é", "?31m é", "?31m é"),
        ] {
            assert_eq!(one_line(text), line);
            assert_eq!(lines(text), all);
        }
    }
}
