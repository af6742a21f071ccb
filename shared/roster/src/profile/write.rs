//! A profile as a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Profile;
use super::document::{OwnKind, Storing};
use super::field::{OwnField, ValueKind};

impl Profile {
    /// All of the profile, the standard part included, as a document that [`Profile::load`] reads; keys in order.
    pub fn to_json(&self) -> String {
        let fields: Map<String, Value> =
            self.fields.iter().map(|(entity, own)| (entity.name().to_owned(), fields(own))).collect();
        let kinds: Map<String, Value> = self.kinds.iter().map(|own| (own.name.clone(), kind(own))).collect();
        let required: BTreeMap<&str, BTreeMap<&str, &str>> = self
            .required
            .iter()
            .map(|(role, fields)| {
                (
                    role.as_str(),
                    fields.iter().map(|(name, severity)| (name.as_str(), severity.as_str())).collect(),
                )
            })
            .collect();
        let all = json!({
            "profile": 1, "name": self.name, "fields": fields, "entities": kinds, "required": required,
            "sensitive": self.sensitive,
        });
        format!("{all:#}\n")
    }
}

fn fields(fields: &[OwnField]) -> Value {
    Value::Object(fields.iter().map(|own| (own.name.clone(), field(own))).collect())
}

fn field(own: &OwnField) -> Value {
    let mut value = json!({ "personal": own.personal, "doc": own.doc, "example": own.example });
    if own.storing == Storing::Dropped {
        value["store"] = json!(false);
    }
    match &own.kind {
        ValueKind::Words(words) => {
            value["kind"] = json!("words");
            value["words"] = json!(words);
        }
        plain => {
            let word = ValueKind::PLAIN.into_iter().find(|(_, kind)| kind == plain).map(|(word, _)| word);
            value["kind"] = json!(word);
        }
    }
    value
}

fn kind(own: &OwnKind) -> Value {
    let mut value = json!({ "doc": own.doc, "fields": fields(&own.fields) });
    if own.storing == Storing::Dropped {
        value["store"] = json!(false);
    }
    value
}
