//! The template as MiniStack takes it.

use std::process::Command;

use serde_json::{Value, json};

use crate::tools::{Tools, root};
use crate::{ECHOED, Failure};

/// What is changed before MiniStack gets the template, and why. Nothing else is.
pub const CHANGES: &[(&str, &str)] = &[
    ("Code", "the functions come from the bucket `code`, as `sam package` would have it"),
    ("AWS_ENDPOINT_URL", "the functions' SDK would look for AWS otherwise"),
    ("MaximumConcurrency", "MiniStack 1.5.33 compares a parameter's text with a number"),
    ("TemplateURL", "the alarms come from the bucket `code`, as `sam package` would have it"),
];

/// Parameters that differ from the template's own defaults: MiniStack has no Transfer Family to speak of, and no
/// GuardDuty, and the binaries are this machine's.
pub const PARAMETERS: &[(&str, &str)] = &[("SftpServer", "no"), ("Architecture", ARCHITECTURE)];

const ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };

/// `infra/template.yaml` as CloudFormation, translated by SAM's own translator.
pub fn translated(tools: &Tools) -> Result<Value, Failure> {
    let output = Command::new(&tools.python)
        .arg(root().join("tests/stack/src/translate.py"))
        .arg(root().join("infra/template.yaml"))
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .output()?;
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout)?),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// Makes the [`CHANGES`] for an endpoint; functions that only echo write what they get into `echoes`.
pub fn change(template: &mut Value, endpoint: &str, echoes: Option<&str>) {
    let Some(resources) = template["Resources"].as_object_mut() else { return };
    for resource in resources.values_mut() {
        let kind = resource["Type"].as_str().unwrap_or_default().to_owned();
        let properties = &mut resource["Properties"];
        match kind.as_str() {
            "AWS::Lambda::Function" => {
                let variables = &mut properties["Environment"]["Variables"];
                variables["AWS_ENDPOINT_URL"] = json!(endpoint);
                if let Some(folder) = echoes {
                    variables[ECHOED] = json!(folder);
                }
            }
            "AWS::Lambda::EventSourceMapping" => properties["ScalingConfig"]["MaximumConcurrency"] = json!(4),
            "AWS::CloudFormation::Stack" => {
                let file = properties["TemplateURL"].as_str().unwrap_or_default().to_owned();
                properties["TemplateURL"] = json!(format!("{endpoint}/code/{file}"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_get_the_endpoint_and_nothing_else_is_touched() {
        let mut template = json!({ "Resources": {
            "F": { "Type": "AWS::Lambda::Function", "Properties": { "Environment": { "Variables": { "A": "b" } } } },
            "E": { "Type": "AWS::Lambda::EventSourceMapping",
                   "Properties": { "ScalingConfig": { "MaximumConcurrency": { "Ref": "P" } }, "BatchSize": 1 } },
            "W": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "alarms.yaml" } },
            "Q": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
        }});
        change(&mut template, "http://127.0.0.1:1", Some("here"));
        let resources = &template["Resources"];
        let want = json!({ "A": "b", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "ROLLCALL_ECHO": "here" });
        assert_eq!(resources["F"]["Properties"]["Environment"]["Variables"], want);
        assert_eq!(
            resources["E"]["Properties"],
            json!({ "ScalingConfig": { "MaximumConcurrency": 4 }, "BatchSize": 1 })
        );
        assert_eq!(resources["W"]["Properties"]["TemplateURL"], "http://127.0.0.1:1/code/alarms.yaml");
        assert_eq!(resources["Q"]["Properties"], json!({ "FifoQueue": true }));
    }
}
