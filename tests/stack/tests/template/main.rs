//! What the template promises, read from the template itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must stop")]

mod privilege;
mod resources;
mod rules;
mod tables;
mod tenants;

use std::sync::LazyLock;

use rollcall_stack::yaml;
use serde_json::{Map, Value};

const TEMPLATES: &[&str] = &["template.yaml", "sftp.yaml", "malware.yaml", "alarms.yaml"];

fn template() -> Value {
    static TEMPLATE: LazyLock<Value> = LazyLock::new(|| yaml::template("template.yaml").unwrap());
    TEMPLATE.clone()
}

/// Resources of a kind with their properties, by name.
fn of_kind(template: &Value, kind: &str) -> Vec<(String, Value)> {
    let resources = template["Resources"].as_object().unwrap();
    let meant = resources.iter().filter(|(_, r)| r["Type"] == kind);
    meant.map(|(name, r)| (name.clone(), r["Properties"].clone())).collect()
}

fn functions(template: &Value) -> Vec<(String, Value)> {
    of_kind(template, "AWS::Serverless::Function")
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
