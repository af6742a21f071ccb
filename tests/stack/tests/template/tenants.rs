//! A session of one tenant reaches nothing of another: the template's own policies, judged as IAM judges them.

use rollcall_stack::policy::{Context, allows, conditions_hold, statements, text};
use serde_json::Value;

use super::template;

fn documents(role: &str) -> Vec<Value> {
    let template = template();
    let policies = template["Resources"][role]["Properties"]["Policies"].as_array().unwrap().clone();
    policies.into_iter().map(|policy| policy["PolicyDocument"].clone()).collect()
}

fn context(pairs: &[(&str, &[&str])]) -> Context {
    let values = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect();
    pairs.iter().map(|(key, of)| ((*key).to_owned(), values(of))).collect()
}

fn may(role: &str, action: &str, resource: &str, context: &Context) -> bool {
    let documents = documents(role);
    let all: Vec<&Value> = documents.iter().flat_map(statements).collect();
    allows(&all, action, resource, context)
}

const TAG: (&str, &[&str]) = ("aws:PrincipalTag/tenant", &["maple"]);

#[test]
fn files_of_the_tenant_can_be_reached_and_no_others() {
    for (key, want) in [
        ("tenants/maple/sis/users.csv", true),
        ("tenants/maple/sis/reports/received.txt", true),
        ("tenants/oak/sis/users.csv", false),
        ("tenants/maple-2/sis/users.csv", false),
        ("tenants/map/sis/users.csv", false),
        ("tenants/", false),
        ("users.csv", false),
    ] {
        for bucket in ["LandingBucket", "ArtifactsBucket"] {
            let resource = format!("${{{bucket}.Arn}}/{key}");
            for action in ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObjectVersion"] {
                assert_eq!(
                    may("TenantRole", action, &resource, &context(&[TAG])),
                    want,
                    "{action} {resource}"
                );
                assert!(!may("TenantRole", action, &resource, &context(&[])), "{action} without a tag");
            }
        }
    }
}

#[test]
fn folders_of_the_tenant_can_be_listed_and_no_others() {
    for (prefix, want) in [
        (Some("tenants/maple/"), true),
        (Some("tenants/maple/sis/"), true),
        (Some("tenants/oak/"), false),
        (Some("tenants/maple"), false),
        (Some("tenants/"), false),
        (Some(""), false),
        (None, false),
    ] {
        let mut with = context(&[TAG]);
        with.extend(prefix.map(|p| ("s3:prefix".to_owned(), vec![p.to_owned()])));
        for action in ["s3:ListBucket", "s3:ListBucketVersions"] {
            assert_eq!(may("TenantRole", action, "${LandingBucket.Arn}", &with), want, "{action} {prefix:?}");
        }
    }
}

#[test]
fn items_of_the_tenant_can_be_written_and_no_others() {
    for (keys, want) in [
        (&["T#maple"][..], true),
        (&["T#maple#C#sis#users#3"], true),
        (&["T#maple", "T#maple#C#sis"], true),
        (&["T#oak#C#sis#users#3"], false),
        (&["T#maple#C#sis#users#3", "T#oak#C#sis#users#3"], false),
        (&["T#maple-2#C#sis"], false),
        (&["LOGIN#maple"], false),
        (&["ALL"], false),
        (&["T#"], false),
    ] {
        let with = context(&[TAG, ("dynamodb:LeadingKeys", keys)]);
        for table in ["${ControlTable.Arn}", "${RosterTable.Arn}", "${RosterTable.Arn}/index/gsi1"] {
            for action in
                ["dynamodb:PutItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem"]
            {
                assert_eq!(may("TenantRole", action, table, &with), want, "{action} {table} {keys:?}");
            }
        }
        for action in [
            "dynamodb:Scan",
            "dynamodb:DeleteTable",
            "dynamodb:PartiQLSelect",
            "dynamodb:ExportTableToPointInTime",
        ] {
            assert!(!may("TenantRole", action, "${RosterTable.Arn}", &with), "{action}");
        }
    }
    let without_keys = context(&[TAG]);
    assert!(!may("TenantRole", "dynamodb:Query", "${RosterTable.Arn}", &without_keys));
}

#[test]
fn nobody_takes_on_the_role_without_naming_one_tenant_and_nothing_else() {
    let template = template();
    let trust = &template["Resources"]["TenantRole"]["Properties"]["AssumeRolePolicyDocument"];
    let statements = statements(trust);
    assert_eq!(statements.len(), 1);
    let tag = |value: &'static [&'static str]| ("aws:RequestTag/tenant", value);
    let keys = |value: &'static [&'static str]| ("aws:TagKeys", value);
    for (with, want) in [
        (context(&[tag(&["maple"]), keys(&["tenant"])]), true),
        (context(&[tag(&["maple"]), keys(&["tenant", "admin"])]), false),
        (context(&[tag(&[""]), keys(&["tenant"])]), false),
        (context(&[keys(&["admin"])]), false),
        (context(&[]), false),
    ] {
        assert_eq!(conditions_hold(&statements[0]["Condition"], &with), want, "{with:?}");
    }
}

#[test]
fn functions_reach_tenants_only_through_that_role() {
    let of_own = context(&[("dynamodb:LeadingKeys", &["T#maple#C#sis"])]);
    for role in ["ReceiveRole", "ProcessRole", "ApplyRole", "PullRole", "NightlyRole", "AuthorizeRole"] {
        for action in
            ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"]
        {
            for table in ["${RosterTable.Arn}", "${ControlTable.Arn}"] {
                assert!(!may(role, action, table, &of_own), "{role} {action} {table}");
            }
        }
        for bucket in ["LandingBucket", "ArtifactsBucket"] {
            for action in ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] {
                let resource = format!("${{{bucket}.Arn}}/tenants/maple/sis/users.csv");
                assert!(!may(role, action, &resource, &context(&[])), "{role} {action} {resource}");
            }
        }
    }
    let attempts = context(&[("dynamodb:LeadingKeys", &["ATTEMPT#user"])]);
    assert!(may("AuthorizeRole", "dynamodb:UpdateItem", "${ControlTable.Arn}", &attempts));
    assert!(!may("NightlyRole", "dynamodb:UpdateItem", "${ControlTable.Arn}", &attempts));
    let logins = context(&[("dynamodb:LeadingKeys", &["LOGIN#maple"])]);
    assert!(!may("AuthorizeRole", "dynamodb:UpdateItem", "${ControlTable.Arn}", &logins));
}

#[test]
fn settings_are_read_by_whom_they_concern_and_logins_by_authorize_alone() {
    let roles = ["AuthorizeRole", "ReceiveRole", "ProcessRole", "ApplyRole", "NightlyRole", "PullRole"];
    for (action, keys, want) in [
        ("dynamodb:GetItem", "LOGIN#maple-sis", &["AuthorizeRole"][..]),
        ("dynamodb:BatchGetItem", "ATTEMPT#maple-sis", &["AuthorizeRole"]),
        ("dynamodb:Query", "LOGIN#maple-sis", &[]),
        ("dynamodb:GetItem", "T#maple", &["ReceiveRole", "ProcessRole", "ApplyRole", "NightlyRole"]),
        ("dynamodb:GetItem", "T#maple#C#sis", &["ReceiveRole", "ProcessRole", "ApplyRole", "NightlyRole"]),
        ("dynamodb:Query", "T#maple#C#sis", &["ProcessRole", "NightlyRole"]),
        ("dynamodb:Query", "ALL", &["ProcessRole", "NightlyRole"]),
        ("dynamodb:Scan", "ALL", &[]),
    ] {
        let with = context(&[("dynamodb:LeadingKeys", &[keys])]);
        let can = roles.into_iter().filter(|role| may(role, action, "${ControlTable.Arn}", &with));
        assert_eq!(can.collect::<Vec<_>>(), want, "{action} {keys}");
    }
    for role in roles {
        let with = context(&[("dynamodb:LeadingKeys", &["T#maple#C#sis#users#3"])]);
        assert!(!may(role, "dynamodb:GetItem", "${RosterTable.Arn}", &with), "{role}");
    }
}

#[test]
fn of_other_tenants_only_the_pages_of_snapshots_are_read_and_by_version_too() {
    for (path, want) in [("snapshots/r-1/page.json", true), ("snapshots/r-1/users.snapshot", false)] {
        let resource = format!("${{ArtifactsBucket.Arn}}/tenants/oak/sis/{path}");
        for action in ["s3:GetObject", "s3:GetObjectVersion"] {
            assert_eq!(may("ProcessRole", action, &resource, &context(&[])), want, "{action} {path}");
        }
    }
}

#[test]
fn connectors_write_where_they_are_told_to() {
    for (action, bucket, path, want) in [
        ("s3:PutObject", "LandingBucket", "users.csv", true),
        ("s3:PutObject", "ArtifactsBucket", "listings/c-1-l-1.json", true),
        ("s3:GetObject", "ArtifactsBucket", "listings/c-1-l-1.json", false),
        ("s3:PutObject", "ArtifactsBucket", "snapshots/r-1/page.json", false),
        ("s3:GetObject", "ArtifactsBucket", "snapshots/r-1/page.json", false),
    ] {
        let resource = format!("${{{bucket}.Arn}}/tenants/maple/sis/{path}");
        assert_eq!(may("ConnectorRole", action, &resource, &context(&[])), want, "{action} {resource}");
    }
}

#[test]
fn logins_and_connectors_of_this_account_alone_take_on_their_roles() {
    let template = template();
    for (role, of, want) in [
        ("LoginRole", "user/s-1/maple-sis", true),
        ("LoginRole", "server/s-1", true),
        ("LoginRole", "connector/c-1", false),
        ("ConnectorRole", "connector/c-1", true),
        ("ConnectorRole", "user/s-1/maple-sis", false),
    ] {
        let trust = &template["Resources"][role]["Properties"]["AssumeRolePolicyDocument"];
        let source =
            |account: &str| format!("arn:${{AWS::Partition}}:transfer:${{AWS::Region}}:{account}:{of}");
        for (account, want) in [("${AWS::AccountId}", want), ("444455556666", false)] {
            let with = context(&[("aws:SourceArn", &[&source(account)]), ("aws:SourceAccount", &[account])]);
            assert_eq!(
                conditions_hold(&statements(trust)[0]["Condition"], &with),
                want,
                "{role} {of} {account}"
            );
        }
    }
}

#[test]
fn events_of_connectors_are_those_about_this_stacks_buckets() {
    let pattern = template()["Resources"]["ConnectorEvents"]["Properties"]["EventPattern"].clone();
    let prefix = |branch: usize, field: &str| text(&pattern["detail"]["$or"][branch][field][0]["prefix"]);
    assert_eq!(prefix(0, "local-directory-path"), "/${LandingBucket}/tenants/");
    assert_eq!(prefix(1, "output-directory-path"), "/${ArtifactsBucket}/tenants/");
}
