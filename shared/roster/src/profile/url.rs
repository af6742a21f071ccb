//! A web address.

use crate::rules::Checked;

const LONGEST: usize = 2_000;

/// An address with `http://` or `https://`, a host, and no spaces. Never repaired.
pub(super) fn check(value: &str) -> Checked<'_> {
    if is_address(value) { Checked::Good } else { Checked::Bad }
}

fn is_address(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let known = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    let port = authority.split_once(':').map_or("", |(_, port)| port);
    let named = host.split('.').count() > 1 && host.split('.').all(is_label);
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`');
    known
        && named
        && port.chars().all(|c| c.is_ascii_digit())
        && !value.contains(odd)
        && value.len() <= LONGEST
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn an_address_says_how_and_where() {
        good(
            check,
            &[
                "https://school.example",
                "HTTP://school.example:8080/a/b.jpg?x=1#y",
                "https://a.b.example/é.png",
            ],
        );
        bad(
            check,
            &["", "school.example/x.jpg", "www.school.example", "ftp://school.example/x", "photos/1.jpg"],
        );
        bad(
            check,
            &[
                "https://",
                "https:///x",
                "https://localhost/x",
                "https://a..example",
                "javascript://a.b/%0aalert(1)",
            ],
        );
        bad(
            check,
            &[
                "https://school.example/a b.jpg",
                "https://school.example/\"><script>",
                "https://me:pw@school.example",
            ],
        );
    }
}
