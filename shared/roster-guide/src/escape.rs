//! Text of others in Markdown, so that nothing in it is taken for Markdown or HTML.

/// Text as it is, on one line, also in a cell of a table.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(character);
            }
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Text as code, which spreadsheets' users know to type letter for letter; blank stays blank.
pub(crate) fn code(value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    if value.contains(['`', '\n', '\r', '\\']) {
        return text(value);
    }
    format!("`{}`", value.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_markdown() {
        assert_eq!(text("a|b <i> [x](y)\n*z*"), "a\\|b \\<i\\> \\[x\\](y) \\*z\\*");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b"), "a\\`b");
        assert_eq!(code(""), "");
    }
}
