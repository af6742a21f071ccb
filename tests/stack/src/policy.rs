//! IAM policies of a template, and a small model of how AWS judges them: what no statement allows is denied.

use std::collections::BTreeMap;

use serde_json::Value;

/// What is known of a request beside action and resource, by condition key; a key may have several values.
pub type Context = BTreeMap<String, Vec<String>>;

/// The statements of a policy document.
pub fn statements(document: &Value) -> Vec<&Value> {
    list(&document["Statement"])
}

/// A value, or all values of a list.
pub fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

/// The text of a name: attributes and references as `${Name.Attribute}`, as in `Fn::Sub`.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => match (&value["Fn::Sub"], &value["Fn::GetAtt"], &value["Ref"]) {
            (Value::String(text), ..) => text.clone(),
            (_, Value::Array(path), _) => {
                format!("${{{}}}", path.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."))
            }
            (.., Value::String(name)) => format!("${{{name}}}"),
            _ => value.to_string(),
        },
    }
}

/// Whether these statements allow an action on a resource, written as [`text`] writes it.
pub fn allows(statements: &[&Value], action: &str, resource: &str, context: &Context) -> bool {
    let judged = |effect: &str| {
        statements.iter().any(|statement| {
            statement["Effect"] == effect
                && list(&statement["Action"]).iter().any(|a| like(&text(a), action))
                && list(&statement["Resource"]).iter().any(|r| is_resource(&text(r), resource, context))
                && conditions_hold(&statement["Condition"], context)
        })
    };
    judged("Allow") && !judged("Deny")
}

fn is_resource(pattern: &str, resource: &str, context: &Context) -> bool {
    filled(pattern, context).is_some_and(|pattern| like(&pattern, resource))
}

/// A pattern with the session's tags; none if it wants one that the session lacks.
fn filled(pattern: &str, context: &Context) -> Option<String> {
    let pattern = pattern.replace("${!aws:", "${aws:");
    let Some((before, rest)) = pattern.split_once("${aws:") else { return Some(pattern) };
    let (key, after) = rest.split_once('}')?;
    let value = context.get(&format!("aws:{key}"))?.first()?;
    filled(&format!("{before}{value}{after}"), context)
}

/// Whether all conditions hold; as in IAM, a set operator holds where the key is absent.
pub fn conditions_hold(conditions: &Value, context: &Context) -> bool {
    let Some(operators) = conditions.as_object() else { return true };
    operators.iter().all(|(operator, keys)| {
        let mut keys = keys.as_object().into_iter().flatten();
        keys.all(|(key, wanted)| holds(operator, context.get(key), &list(wanted), context))
    })
}

fn holds(operator: &str, actual: Option<&Vec<String>>, wanted: &[&Value], context: &Context) -> bool {
    let one = |value: &String| {
        wanted.iter().filter_map(|w| filled(&text(w), context)).any(|w| match operator.ends_with("Equals") {
            true => w == *value,
            false => like(&w, value),
        })
    };
    match (operator, actual) {
        ("Null", actual) => wanted.iter().any(|w| text(w) == actual.is_none().to_string()),
        ("ForAllValues:StringLike" | "ForAllValues:StringEquals", actual) => {
            actual.is_none_or(|values| values.iter().all(one))
        }
        ("StringLike" | "StringEquals" | "ArnLike" | "ArnEquals", Some(values)) => values.iter().any(one),
        ("StringLike" | "StringEquals" | "ArnLike" | "ArnEquals", None) => false,
        (unknown, _) => panic!("the model does not know the condition {unknown}"),
    }
}

/// Whether a text fits a pattern with `*` and `?`.
fn like(pattern: &str, text: &str) -> bool {
    let mut fits = vec![false; text.chars().count() + 1];
    fits[0] = true;
    for wanted in pattern.chars() {
        let before = fits.clone();
        fits[0] = before[0] && wanted == '*';
        for (place, c) in text.chars().enumerate() {
            fits[place + 1] = match wanted {
                '*' => fits[place] || before[place + 1],
                '?' => before[place],
                wanted => before[place] && wanted == c,
            };
        }
    }
    fits.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_iam() {
        for (pattern, text, want) in [
            ("a/*", "a/b/c", true),
            ("a/*", "a", false),
            ("*/c", "a/b/c", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("?*", "", false),
            ("T#x#*", "T#x-y#z", false),
            ("", "", true),
        ] {
            assert_eq!(like(pattern, text), want, "{pattern} {text}");
        }
    }
}
