//! What a session may do, by evaluating its policy as IAM does: a deny wins, and what nothing allows is denied.

use crate::support::settings;
use proptest::prelude::*;
use rollcall_authorize::session_policy;
use roster_aws::login::prefix;
use roster_pipeline::ConnectionKey;
use serde_json::Value;

const BUCKET: &str = "arn:aws:s3:::rollcall-landing";

/// Everything that S3 can be asked to do to an object.
const ON_OBJECTS: &[&str] = &[
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectAcl",
    "s3:GetObjectTagging",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
    "s3:BypassGovernanceRetention",
];

/// What is asked of IAM.
struct Ask<'a> {
    action: &'a str,
    resource: String,
    prefix: Option<&'a str>,
}

/// `*` stands for any text, `?` for one letter.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some(b'*'), _) => matches(&pattern[1..], text) || (!text.is_empty() && matches(pattern, &text[1..])),
        (Some(b'?'), Some(_)) => matches(&pattern[1..], &text[1..]),
        (Some(p), Some(t)) if p == t => matches(&pattern[1..], &text[1..]),
        _ => false,
    }
}

fn any_of(value: &Value, text: &str) -> bool {
    let one = |v: &Value| matches(v.as_str().unwrap().as_bytes(), text.as_bytes());
    value.as_array().map_or_else(|| one(value), |list| list.iter().any(one))
}

fn applies(statement: &Value, ask: &Ask<'_>) -> bool {
    for field in statement.as_object().unwrap().keys() {
        assert!(["Effect", "Action", "Resource", "Condition"].contains(&field.as_str()), "{field}");
    }
    let condition = match &statement["Condition"] {
        Value::Null => true,
        condition => {
            let operators = condition.as_object().unwrap();
            assert!(operators.keys().eq(["StringLike"]), "{condition}");
            let keys = condition["StringLike"].as_object().unwrap();
            assert!(keys.keys().eq(["s3:prefix"]), "{condition}");
            ask.prefix.is_some_and(|prefix| any_of(&keys["s3:prefix"], prefix))
        }
    };
    any_of(&statement["Action"], ask.action) && any_of(&statement["Resource"], &ask.resource) && condition
}

fn allows(policy: &Value, ask: &Ask<'_>) -> bool {
    let effects: Vec<&str> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| applies(statement, ask))
        .map(|statement| statement["Effect"].as_str().unwrap())
        .collect();
    assert!(effects.iter().all(|effect| ["Allow", "Deny"].contains(effect)));
    effects.contains(&"Allow") && !effects.contains(&"Deny")
}

fn policy(key: &ConnectionKey) -> Value {
    serde_json::from_str(&session_policy(&settings(), key)).unwrap()
}

fn object<'a>(action: &'a str, key: &str) -> Ask<'a> {
    Ask { action, resource: format!("{BUCKET}/{key}"), prefix: None }
}

fn list<'a>(prefix: Option<&'a str>) -> Ask<'a> {
    Ask { action: "s3:ListBucket", resource: BUCKET.to_owned(), prefix }
}

fn maple() -> ConnectionKey {
    ConnectionKey::new("maple", "sis").unwrap()
}

#[test]
fn a_client_can_do_what_clients_do_in_its_folder() {
    let policy = policy(&maple());
    for (action, path, want) in [
        ("s3:PutObject", "users.csv", true),
        ("s3:PutObject", "2026/11/users.csv.filepart", true),
        ("s3:PutObject", "folder/", true),
        ("s3:GetObject", "users.csv", true),
        ("s3:DeleteObject", "users.csv", true),
        ("s3:AbortMultipartUpload", "users.csv", true),
        ("s3:ListMultipartUploadParts", "users.csv", true),
        ("s3:GetObjectTagging", "users.csv", true),
        ("s3:GetObject", "reports/latest.txt", true),
        ("s3:PutObject", "reports/latest.txt", false),
        ("s3:PutObject", "reports/sub/latest.txt", false),
        ("s3:PutObject", "reports/", false),
        ("s3:PutObject", "reports", false),
        ("s3:DeleteObject", "reports/latest.txt", false),
        ("s3:PutObject", "reports-2026.csv", true),
        ("s3:PutObject", "sub/reports/mine.csv", true),
        ("s3:PutObjectAcl", "users.csv", false),
        ("s3:DeleteObjectVersion", "users.csv", false),
    ] {
        let ask = object(action, &format!("tenants/maple/sis/{path}"));
        assert_eq!(allows(&policy, &ask), want, "{action} {path}");
    }
    for (prefix, want) in [
        (Some("tenants/maple/sis/"), true),
        (Some("tenants/maple/sis/reports/"), true),
        (Some("tenants/maple/sis"), true),
        (Some("tenants/maple/sis-2"), false),
        (Some("tenants/maple/si"), false),
        (Some("tenants/maple/"), false),
        (Some("tenants/"), false),
        (Some(""), false),
        (None, false),
    ] {
        assert_eq!(allows(&policy, &list(prefix)), want, "list {prefix:?}");
    }
}

#[test]
fn other_buckets_other_calls_and_other_keys_are_closed() {
    let policy = policy(&maple());
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::rollcall-landing-2/tenants/maple/sis/users.csv"),
        ("s3:GetObject", "arn:aws:s3:::rollcall-artifacts/tenants/maple/sis/users.csv"),
        ("s3:ListBucketVersions", BUCKET),
        ("s3:PutBucketPolicy", BUCKET),
        ("s3:DeleteBucket", BUCKET),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/other"),
        ("kms:ScheduleKeyDeletion", "arn:aws:kms:us-east-1:111122223333:key/1234abcd"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/control"),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/rollcall-tenant"),
    ] {
        let ask = Ask { action, resource: resource.to_owned(), prefix: Some("tenants/maple/sis/") };
        assert!(!allows(&policy, &ask), "{action} {resource}");
    }
    let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd".to_owned();
    assert!(allows(&policy, &Ask { action: "kms:GenerateDataKey", resource: key, prefix: None }));
}

/// IDs that are often each other's beginning.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("maple".to_owned()),
        "(maple|map|sis)(-2|-|2|-usd|s){0,2}",
        "[a-z0-9][a-z0-9-]{2,31}",
        "m{3,32}",
    ]
    .prop_filter("an ID has 3 to 32 letters", |id| (3..=32).contains(&id.len()))
}

fn connection() -> impl Strategy<Value = ConnectionKey> {
    (id(), id()).prop_map(|(tenant, id)| ConnectionKey::new(&tenant, &id).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_session_reaches_another_folder(own in connection(), other in connection(), path in "[a-z/.*?-]{0,12}") {
        let policy = policy(&own);
        let inside = format!("{}/in/{path}", prefix(&own));
        prop_assert!(allows(&policy, &object("s3:PutObject", &inside)), "{inside} as {own}");
        if own != other {
            for action in ON_OBJECTS {
                let key = format!("{}/{path}", prefix(&other));
                prop_assert!(!allows(&policy, &object(action, &key)), "{action} {key} as {own}");
            }
            for ends in ["", "/", "/reports/", "/in/"] {
                let listed = format!("{}{ends}", prefix(&other));
                prop_assert!(!allows(&policy, &list(Some(&listed))), "list {listed} as {own}");
            }
        }
    }

    #[test]
    fn no_key_outside_the_own_folder_is_reached(own in connection(), key in "(tenants/)?[a-z/-]{0,20}") {
        prop_assume!(key != prefix(&own) && !key.starts_with(&format!("{}/", prefix(&own))));
        let policy = policy(&own);
        for action in ON_OBJECTS {
            prop_assert!(!allows(&policy, &object(action, &key)), "{action} {key}");
        }
        prop_assert!(!allows(&policy, &list(Some(&key))), "list {key}");
    }
}
