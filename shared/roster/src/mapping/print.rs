//! JSON as people like to read it: what fits on a line stands on one.

use super::node::Node;

/// Characters of a line.
const WIDTH: usize = 110;

/// The JSON of a tree, with a line end behind it.
pub(super) fn pretty(node: &Node) -> String {
    let mut out = String::new();
    write(node, 0, &mut out);
    out.push('\n');
    out
}

fn write(node: &Node, indent: usize, out: &mut String) {
    let begin = out.len();
    let line = out.rfind('\n').map_or(0, |at| at + 1);
    if inline(node, out, line + WIDTH) {
        return;
    }
    out.truncate(begin);
    match node {
        Node::List(list) => {
            out.push('[');
            lines(list, indent, out, |node, out| write(node, indent + 2, out));
            out.push(']');
        }
        Node::Object(pairs) => {
            out.push('{');
            lines(pairs, indent, out, |(key, node), out| {
                text(key, out);
                out.push_str(": ");
                write(node, indent + 2, out);
            });
            out.push('}');
        }
        Node::Null | Node::Flag(_) | Node::Integer(_) | Node::Decimal(_) | Node::Text(_) => {
            inline(node, out, usize::MAX);
        }
    }
}

fn lines<T>(list: &[T], indent: usize, out: &mut String, one: impl Fn(&T, &mut String)) {
    for (i, item) in list.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n(' ', indent + 2));
        one(item, out);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Writes on one line; false, with something written, if that goes beyond the end.
fn inline(node: &Node, out: &mut String, end: usize) -> bool {
    match node {
        Node::Null => out.push_str("null"),
        Node::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Node::Integer(number) => out.push_str(&number.to_string()),
        Node::Decimal(number) => out.push_str(&serde_json::to_string(number).unwrap_or_default()),
        Node::Text(string) => text(string, out),
        Node::List(list) => {
            out.push('[');
            for (i, node) in list.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                if !inline(node, out, end) {
                    return false;
                }
            }
            out.push(']');
        }
        Node::Object(pairs) => {
            out.push('{');
            for (i, (key, node)) in pairs.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                text(key, out);
                out.push_str(": ");
                if !inline(node, out, end) {
                    return false;
                }
            }
            out.push('}');
        }
    }
    out.len() <= end
}

fn text(text: &str, out: &mut String) {
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_line_is_broken() {
        let short = Node::object([("a", Node::Integer(1)), ("b", Node::List(vec![Node::text("x\"")]))]);
        assert_eq!(pretty(&short), "{\"a\": 1, \"b\": [\"x\\\"\"]}\n");
        let long = Node::object([("a", Node::text("x".repeat(120))), ("b", short)]);
        let expected =
            format!("{{\n  \"a\": \"{}\",\n  \"b\": {{\"a\": 1, \"b\": [\"x\\\"\"]}}\n}}\n", "x".repeat(120));
        assert_eq!(pretty(&long), expected);
    }
}
