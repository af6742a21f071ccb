//! Templates: text with columns in braces.
//!
//! `{Last Name}` is a column by name, `{3}` by place; `{"3"}` is the column that is called 3, and `""` is a quotation mark
//! inside quotation marks. `{{` and `}}` are braces that stand for themselves.

use super::document::{ColumnRef, Piece};

/// The parts of a template, or what is wrong with it.
pub(super) fn parse(template: &str) -> Result<Vec<Piece>, String> {
    let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), template);
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = behind;
        } else if brace == "}" {
            return Err(format!(
                "the }} after \"{}\" closes nothing; write }}}} for a brace itself",
                super::load::shortened(&template[..template.len() - rest.len() - 1])
            ));
        } else {
            push_text(&mut pieces, &mut text);
            let (column, behind) = column(rest)?;
            pieces.push(Piece::Column(column));
            rest = behind;
        }
    }
    text.push_str(rest);
    push_text(&mut pieces, &mut text);
    match pieces.iter().any(|piece| matches!(piece, Piece::Column(_))) {
        true => Ok(pieces),
        false => Err("a template has a column in braces, as \"student:{ID}\"; what never changes is a \
                      {\"constant\": \"...\"}"
            .to_owned()),
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}

/// The column behind an opening brace, and what follows its closing one.
fn column(rest: &str) -> Result<(ColumnRef, &str), String> {
    if let Some(quoted) = rest.strip_prefix('"') {
        return quoted_name(quoted);
    }
    let open = || {
        format!("the brace before \"{}\" is not closed; {{{{ is a brace itself", super::load::shortened(rest))
    };
    let end = rest.find(['{', '}']).ok_or_else(open)?;
    let name = &rest[..end];
    if rest[end..].starts_with('{') {
        return Err(open());
    }
    if name.trim().is_empty() {
        return Err("{} names no column; write its name or its place between the braces".to_owned());
    }
    let column = match name.bytes().all(|b| b.is_ascii_digit()) {
        true => ColumnRef::Position(name.parse().unwrap_or(usize::MAX)),
        false => ColumnRef::Name(name.to_owned()),
    };
    Ok((column, &rest[end + 1..]))
}

fn quoted_name(mut rest: &str) -> Result<(ColumnRef, &str), String> {
    let mut name = String::new();
    loop {
        let Some(at) = rest.find('"') else {
            return Err(
                "a quotation mark in braces is not closed; {\"3\"} is the column that is called 3".to_owned()
            );
        };
        name.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('"') {
            name.push('"');
            rest = behind;
        } else {
            let behind = rest.strip_prefix('}').filter(|_| !name.trim().is_empty());
            let behind =
                behind.ok_or("behind a quoted name in braces stands the closing brace, as {\"3\"}")?;
            return Ok((ColumnRef::Name(name), behind));
        }
    }
}

/// The template of these parts.
pub(super) fn write(pieces: &[Piece]) -> String {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Piece::Column(ColumnRef::Position(place)) => format!("{{{place}}}"),
        Piece::Column(ColumnRef::Name(name)) if plain(name) => format!("{{{name}}}"),
        Piece::Column(ColumnRef::Name(name)) => format!("{{\"{}\"}}", name.replace('"', "\"\"")),
    }
}

/// Whether a name needs no quotation marks.
fn plain(name: &str) -> bool {
    !name.contains(['{', '}', '"']) && !name.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> Piece {
        Piece::Column(ColumnRef::Name(name.to_owned()))
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    #[test]
    fn a_template_is_text_and_columns() {
        for (template, pieces) in [
            ("student:{ID}", vec![text("student:"), name("ID")]),
            ("{Last Name}, {First}", vec![name("Last Name"), text(", "), name("First")]),
            ("{3}", vec![Piece::Column(ColumnRef::Position(3))]),
            ("{\"3\"}", vec![name("3")]),
            ("{\"a}\"\"b\"}", vec![name("a}\"b")]),
            ("{{type:{ID}}}", vec![text("{type:"), name("ID"), text("}")]),
        ] {
            assert_eq!(parse(template).as_ref(), Ok(&pieces), "{template}");
            assert_eq!(write(&pieces), template);
        }
    }

    #[test]
    fn what_is_not_closed_is_said() {
        for (template, says) in [
            ("student:{ID", "not closed"),
            ("{a{b}", "not closed"),
            ("{\"a}", "not closed"),
            ("ID}", "closes nothing"),
            ("{}", "names no column"),
            ("{ }", "names no column"),
            ("{\"\"}", "closing brace"),
            ("{\"a\"b}", "closing brace"),
            ("plain", "constant"),
            ("{{ID}}", "constant"),
        ] {
            let error = parse(template).unwrap_err();
            assert!(error.contains(says), "{template}: {error}");
        }
    }
}
