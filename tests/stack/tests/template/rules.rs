//! What must not be deployed, is refused by the template itself.

use serde_json::Value;

use super::{object, template};

/// The parameters' defaults, and these.
fn parameters(given: &[(&str, &str)]) -> Vec<(String, String)> {
    let defaults = object(&template()["Parameters"]);
    let defaults =
        defaults.iter().map(|(name, p)| (name.clone(), rollcall_stack::policy::text(&p["Default"])));
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let given: Vec<_> = given.collect();
    let left = defaults.filter(|(name, _)| !given.iter().any(|(other, _)| other == name)).collect::<Vec<_>>();
    [given, left].concat()
}

fn is_true(condition: &Value, with: &[(String, String)]) -> bool {
    let value = |v: &Value| match v["Ref"].as_str() {
        Some(name) => with.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap(),
        None => rollcall_stack::policy::text(v),
    };
    match condition.as_object().and_then(|o| o.iter().next()) {
        Some((name, of)) if name == "Fn::Equals" => value(&of[0]) == value(&of[1]),
        Some((name, of)) if name == "Fn::Not" => !is_true(&of[0], with),
        Some((name, of)) if name == "Fn::And" => of.as_array().unwrap().iter().all(|c| is_true(c, with)),
        other => panic!("the test does not know {other:?}"),
    }
}

fn refusals(given: &[(&str, &str)]) -> Vec<String> {
    let with = parameters(given);
    let rules = object(&template()["Rules"]);
    let applies = rules.values().filter(|rule| is_true(&rule["RuleCondition"], &with));
    let assertions = applies.flat_map(|rule| rule["Assertions"].as_array().unwrap().clone());
    let failed = assertions.filter(|a| !is_true(&a["Assert"], &with));
    failed.map(|a| a["AssertDescription"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn prod_needs_a_name_a_host_key_and_somebody_to_alarm() {
    let name = ("HostName", "sftp.example.com");
    let key = ("HostKeySecretArn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:host-key");
    let mail = ("AlarmEmail", "operator@example.com");
    let prod = ("Environment", "prod");
    for (given, want) in [
        (&[][..], 0),
        (&[prod], 3),
        (&[prod, name, mail], 1),
        (&[prod, key, mail], 1),
        (&[prod, name, key], 1),
        (&[prod, name, key, mail], 0),
        (&[prod, mail, ("SftpServer", "no")], 0),
        (&[("VpcId", "vpc-1")], 1),
        (&[("VpcId", "vpc-1"), ("SubnetA", "subnet-1"), ("SubnetB", "subnet-2")], 0),
    ] {
        assert_eq!(refusals(given).len(), want, "{given:?}: {:?}", refusals(given));
    }
}
