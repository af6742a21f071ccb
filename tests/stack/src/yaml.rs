//! Templates as JSON: YAML's short forms of CloudFormation's functions written out.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

use crate::{Failure, root};

/// A template of `infra/`, by its file name.
pub fn template(name: &str) -> Result<Value, Failure> {
    parse(&std::fs::read_to_string(root().join("infra").join(name))?)
}

/// One YAML document as JSON.
pub fn parse(text: &str) -> Result<Value, Failure> {
    let documents = Yaml::load_from_str(text)?;
    Ok(plain(documents.first().ok_or("an empty document")?))
}

fn plain(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Representation(text, ..) => json!(text),
        Yaml::Sequence(items) => Value::Array(items.iter().map(plain).collect()),
        Yaml::Mapping(pairs) => Value::Object(pairs.iter().map(|(k, v)| (key(k), plain(v))).collect()),
        Yaml::Tagged(tag, node) => function(&tag.suffix, plain(node)),
        Yaml::Alias(_) | Yaml::BadValue => Value::Null,
    }
}

fn key(node: &Yaml<'_>) -> String {
    match plain(node) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn function(name: &str, argument: Value) -> Value {
    let (name, argument) = match (name, argument) {
        ("Ref" | "Condition", argument) => (name.to_owned(), argument),
        ("GetAtt", Value::String(path)) => {
            ("Fn::GetAtt".to_owned(), json!(path.splitn(2, '.').collect::<Vec<_>>()))
        }
        (_, argument) => (format!("Fn::{name}"), argument),
    };
    Value::Object(Map::from_iter([(name, argument)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out_and_aliases_repeated() {
        let text = "a: !Ref B\nc: !GetAtt D.Arn\ne: &x !Sub '${F}/*'\ng: [*x, !If [H, 1, \"no\"]]\n";
        let want = json!({
            "a": { "Ref": "B" },
            "c": { "Fn::GetAtt": ["D", "Arn"] },
            "e": { "Fn::Sub": "${F}/*" },
            "g": [{ "Fn::Sub": "${F}/*" }, { "Fn::If": ["H", 1, "no"] }],
        });
        assert_eq!(parse(text).unwrap(), want);
    }
}
