//! Least privilege: no statement allows every action or every resource.

use rollcall_stack::policy::{list, statements, text};
use rollcall_stack::yaml;
use serde_json::Value;

use super::{TEMPLATES, functions, object, of_kind, template};

/// Actions that AWS allows on every resource or on none.
const WITHOUT_RESOURCES: &[&str] = &["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
/// What a resource with a star may look like: each leaves the bucket, table, prefix or name fixed.
const STARS: &[&str] = &[
    "${LandingBucket.Arn}/tenants/*",
    "${LandingBucket.Arn}/tenants/${!aws:PrincipalTag/tenant}/*",
    "${ArtifactsBucket.Arn}/tenants/${!aws:PrincipalTag/tenant}/*",
    "${ArtifactsBucket.Arn}/tenants/*/page.json",
    "${ArtifactsBucket.Arn}/tenants/*/listings/*",
    "${RosterTable.Arn}/index/*",
    "arn:${AWS::Partition}:transfer:${AWS::Region}:${AWS::AccountId}:connector/*",
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${AWS::StackName}/*",
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${AWS::StackName}/${!aws:PrincipalTag/tenant}/*",
    "arn:${AWS::Partition}:s3:::${Bucket}/tenants/*",
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*",
];

/// Every policy document of roles and policies, with the name of its resource.
fn identity_policies(template: &Value) -> Vec<(String, Value)> {
    let inside = of_kind(template, "AWS::IAM::Role").into_iter().flat_map(|(name, role)| {
        let policies = role["Policies"].as_array().cloned().unwrap_or_default();
        policies.into_iter().map(move |policy| (name.clone(), policy["PolicyDocument"].clone()))
    });
    let apart = of_kind(template, "AWS::IAM::Policy");
    inside.chain(apart.into_iter().map(|(name, p)| (name, p["PolicyDocument"].clone()))).collect()
}

#[test]
fn no_statement_allows_every_action_or_every_resource() {
    for file in TEMPLATES {
        for (name, document) in identity_policies(&yaml::template(file).unwrap()) {
            for statement in statements(&document) {
                let actions: Vec<String> = list(&statement["Action"]).into_iter().map(text).collect();
                assert!(!actions.is_empty(), "{name}: {statement}");
                assert!(actions.iter().all(|a| a.contains(':') && !a.contains('*')), "{name}: {actions:?}");
                assert!(statement["NotAction"].is_null() && statement["NotResource"].is_null(), "{name}");
                let without = actions.iter().all(|a| WITHOUT_RESOURCES.contains(&a.as_str()));
                for resource in list(&statement["Resource"]).into_iter().map(text) {
                    let fine = !resource.contains('*') || STARS.contains(&resource.as_str()) || without;
                    assert!(fine && !resource.is_empty(), "{name}: {actions:?} on {resource}");
                }
            }
        }
    }
}

#[test]
fn no_managed_policy_and_no_policy_of_sam_widens_a_role() {
    for file in TEMPLATES {
        let template = yaml::template(file).unwrap();
        for (name, role) in of_kind(&template, "AWS::IAM::Role") {
            assert!(role["ManagedPolicyArns"].is_null(), "{name}");
        }
        for (name, function) in functions(&template) {
            assert!(function["Policies"].is_null() && !function["Role"].is_null(), "{name}");
        }
    }
}

#[test]
fn every_function_has_a_role_of_its_own() {
    for (name, function) in functions(&template()) {
        let own = name.replace("Function", "Role");
        assert_eq!(text(&function["Role"]), format!("${{{own}.Arn}}"));
    }
}

#[test]
fn roles_are_taken_on_by_one_service_or_by_named_roles() {
    for file in TEMPLATES {
        for (name, role) in of_kind(&yaml::template(file).unwrap(), "AWS::IAM::Role") {
            for statement in statements(&role["AssumeRolePolicyDocument"]) {
                for (kind, who) in object(&statement["Principal"]) {
                    for who in list(&who).into_iter().map(text) {
                        let fine = (kind == "Service" && who.ends_with(".amazonaws.com"))
                            || (kind == "AWS" && who.starts_with("${") && who.ends_with("Role.Arn}"));
                        assert!(fine, "{name}: {kind} {who}");
                        let ours = who == "lambda.amazonaws.com" || kind == "AWS";
                        assert!(ours || !statement["Condition"].is_null(), "{name}: another account's {who}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_function_can_send_to_exactly_the_queues_that_it_is_told_of() {
    let template = template();
    for (name, function) in functions(&template) {
        let role = name.replace("Function", "Role");
        let documents = identity_policies(&template).into_iter().filter(|(of, _)| *of == role);
        let mut may: Vec<String> = Vec::new();
        for (_, document) in documents {
            let sends = statements(&document).into_iter().filter(|s| text(&s["Action"]) == "sqs:SendMessage");
            may.extend(sends.flat_map(|s| list(&s["Resource"])).map(text));
        }
        may.retain(|queue| queue != "${EventsDeadLetters.Arn}");
        may.sort();
        let variables = object(&function["Environment"]["Variables"]);
        let told = variables.iter().filter(|(name, _)| name.ends_with("_QUEUE_URL"));
        let mut told: Vec<String> = told.map(|(_, queue)| text(queue).replace('}', ".Arn}")).collect();
        told.sort();
        assert_eq!(may, told, "{name}");
    }
}
