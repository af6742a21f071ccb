//! R097 invalid-user-id: an element of userIds that is not {type:id}.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// An element of userIds that is not {type:id}.
pub static RULE: Rule = Rule {
    code: "R097",
    name: "invalid-user-id",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Write each ID as {type:id}, for example {SIS:12345}.",
    doc: r#"## What it finds
An element of `userIds` is not a type and an ID in braces.

## Why it matters
Missing braces are repaired. If the type or the ID is not there, the value is dropped, the record stays.

## Example
`userIds` = `1001`

## How to fix
Write `{SIS:1001}`. Several go into one field: `"{SIS:1001},{LDAP:ann}"`.
"#,
};

/// One element `{type:id}` of `userIds`. Missing braces and spaces around the parts are repaired.
#[inline]
pub fn check(element: &str) -> Checked<'_> {
    pair(element)
}

/// Two texts in braces with a colon between them; the first colon counts.
pub(super) fn pair(element: &str) -> Checked<'_> {
    let inner = element.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let Some((left, right)) = inner.unwrap_or(element).split_once(':') else { return Checked::Bad };
    let (first, second) = (left.trim(), right.trim());
    let plain = |part: &str| !part.is_empty() && !part.contains(['{', '}']);
    if !plain(first) || !plain(second) {
        return Checked::Bad;
    }
    let untouched = inner.is_some() && first.len() == left.len() && second.len() == right.len();
    if untouched { Checked::Good } else { Checked::Repaired(Cow::Owned(format!("{{{first}:{second}}}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn an_element_is_a_type_and_an_id() {
        good(check, &["{SIS:1001}", "{LDAP:ldap://a}", "{Fed:a@b.example}"]);
        repairs(
            check,
            &[("SIS:1001", "{SIS:1001}"), ("{ SIS : 1001 }", "{SIS:1001}"), (" SIS:1", "{SIS:1}")],
        );
        bad(check, &["", "1001", "{1001}", "{SIS:}", "{:1001}", "{}", "{SIS:1001", "{{SIS:1}}", ":"]);
    }
}
