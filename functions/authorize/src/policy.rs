//! What a session may do: everything a client needs in its own folder, and nothing anywhere else.

use roster_aws::login::prefix;
use roster_pipeline::ConnectionKey;
use serde_json::{Value, json};

use crate::Settings;

/// What an SFTP client does to files; renaming copies with tags and deletes, large uploads come in parts.
const ON_FILES: &[&str] = &[
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:GetObjectTagging",
    "s3:PutObjectTagging",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
];

/// What it must not do to reports, which are ours.
const ON_REPORTS: &[&str] = &["s3:PutObject", "s3:DeleteObject", "s3:PutObjectTagging"];

/// The session policy of a connection's login, as JSON text of at most 2,048 characters. Every file in it is behind a slash:
/// `maple` must not open `maple-2`. The folder itself is asked for by its bare name, too, to learn that it is one.
pub fn session_policy(settings: &Settings, connection: &ConnectionKey) -> String {
    let bucket = format!("arn:{}:s3:::{}", settings.partition(), settings.landing_bucket);
    let prefix = prefix(connection);
    let folder = format!("{bucket}/{prefix}");
    let mut statements = vec![
        json!({
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": bucket,
            "Condition": { "StringLike": { "s3:prefix": [format!("{prefix}/*"), prefix] } },
        }),
        json!({ "Effect": "Allow", "Action": ON_FILES, "Resource": format!("{folder}/*") }),
        json!({
            "Effect": "Deny",
            "Action": ON_REPORTS,
            "Resource": [format!("{folder}/reports"), format!("{folder}/reports/*")],
        }),
    ];
    statements.extend(settings.landing_key.as_ref().map(|key| on_key(key)));
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

fn on_key(key: &str) -> Value {
    json!({ "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_names_fit() {
        let long = "m".repeat(32);
        let settings = Settings {
            landing_bucket: "b".repeat(63),
            login_role: "arn:aws-us-gov:iam::111122223333:role/login".to_owned(),
            server_id: None,
            landing_key: Some(format!(
                "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-{}",
                "k".repeat(60)
            )),
        };
        let policy = session_policy(&settings, &ConnectionKey::new(&long, &long).unwrap());
        assert!(policy.chars().count() <= 2048, "{}", policy.len());
    }
}
