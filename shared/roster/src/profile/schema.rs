//! The JSON Schema of a profile document, for editors.

use serde_json::{Value, json};

use super::document::RoleGroup;
use super::field::ValueKind;
use super::load::{MAX_FIELDS, MAX_KINDS};
use crate::model::Entity;

/// The JSON Schema (2020-12) of the document that [`super::Profile::load`] reads. What it cannot say, such as names that are
/// taken, the loader says.
pub fn schema() -> String {
    let entities = Entity::ALL.iter().filter(|entity| entity.is_roster() && **entity != Entity::OwnRecords);
    let by_entity: Value =
        entities.map(|entity| (entity.name(), json!({ "$ref": "#/$defs/fields" }))).collect();
    let groups = RoleGroup::ALL.map(RoleGroup::word).join(", ");
    let all = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rollcall field profile",
        "description": "Own fields, own kinds of record and required fields, on top of the standard profile.",
        "type": "object",
        "required": ["profile"],
        "additionalProperties": false,
        "properties": {
            "$schema": { "type": "string", "description": "For editors." },
            "profile": { "const": 1, "description": "Version of the document." },
            "name": { "type": "string", "maxLength": 100 },
            "fields": {
                "description": "Own fields by entity; they are metadata.<name> in files and exports.",
                "type": "object", "additionalProperties": false, "properties": by_entity,
            },
            "entities": {
                "description": "Own kinds of record, each about a person.",
                "type": "object", "maxProperties": MAX_KINDS,
                "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$" },
                "additionalProperties": { "oneOf": [{ "type": "null" }, { "$ref": "#/$defs/kind" }] },
            },
            "required": {
                "description": format!("Fields of users that must not be blank, by {groups} or a role of OneRoster."),
                "type": "object", "additionalProperties": { "$ref": "#/$defs/required" },
            },
            "sensitive": {
                "description": "Columns that count as sensitive elsewhere and are wanted here.",
                "type": "array", "items": { "type": "string", "maxLength": 100 }, "maxItems": 1000,
            },
        },
        "$defs": { "fields": fields(), "field": field(), "kind": kind(), "required": required() },
    });
    format!("{all:#}\n")
}

fn fields() -> Value {
    json!({
        "type": "object", "maxProperties": MAX_FIELDS,
        "propertyNames": { "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" },
        "additionalProperties": { "oneOf": [{ "type": "null" }, { "$ref": "#/$defs/field" }] },
    })
}

fn field() -> Value {
    let kinds: Vec<&str> = ValueKind::PLAIN.iter().map(|(word, _)| *word).chain(["words"]).collect();
    json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "kind": { "enum": kinds, "default": "text" },
            "words": {
                "type": "array", "minItems": 1, "maxItems": 200, "items": { "type": "string", "maxLength": 100 },
            },
            "personal": { "type": "boolean", "default": true, "description": "Masked in what a district sees." },
            "store": { "type": "boolean", "default": true, "description": "false: checked, then dropped." },
            "doc": { "type": "string", "maxLength": 500 },
            "example": { "type": "string", "maxLength": 200 },
        },
    })
}

fn kind() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["fields"],
        "properties": {
            "doc": { "type": "string", "maxLength": 500 },
            "store": { "type": "boolean", "default": true },
            "fields": { "$ref": "#/$defs/fields" },
        },
    })
}

fn required() -> Value {
    json!({ "oneOf": [
        { "type": "array", "items": { "type": "string" }, "description": "Missed with a warning." },
        { "type": "object", "additionalProperties": { "enum": ["error", "warning"] } },
    ] })
}
