//! What sessions are made of, as the function's environment says.

use roster_aws::Stack;
use roster_pipeline::{ErrorKind, PortError, PortResult};

/// Names that a session needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The bucket that files land in.
    pub landing_bucket: String,
    /// The ARN of the role that sessions have; the policy narrows it down.
    pub login_role: String,
    /// The only server that may ask, if that is set.
    pub server_id: Option<String>,
    /// The ARN of the KMS key that the bucket is encrypted with, if it is one of our own.
    pub landing_key: Option<String>,
}

impl Settings {
    /// Reads `ROLLCALL_LANDING_BUCKET` and `ROLLCALL_LOGIN_ROLE_ARN`, and, where set, `ROLLCALL_SERVER_ID` and
    /// `ROLLCALL_LANDING_KEY_ARN`. `Refused` with the variable's name if one is missing or cannot stand in a policy.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> PortResult<Settings> {
        let stack = Stack::from_env(&get);
        let optional = |name: &str| get(name).filter(|value| !value.is_empty());
        let settings = Settings {
            landing_bucket: Stack::required(&stack.landing_bucket, "LANDING_BUCKET")?.to_owned(),
            login_role: Stack::required(&stack.login_role_arn, "LOGIN_ROLE_ARN")?.to_owned(),
            server_id: optional("ROLLCALL_SERVER_ID"),
            landing_key: optional("ROLLCALL_LANDING_KEY_ARN"),
        };
        match is_literal(&settings.landing_bucket) && settings.landing_key.as_deref().is_none_or(is_literal) {
            true => Ok(settings),
            false => Err(PortError::new(ErrorKind::Refused, "a bucket or key with a wildcard in its name")),
        }
    }

    /// `aws`, `aws-us-gov` or `aws-cn`: the partition that the role is in.
    pub(crate) fn partition(&self) -> &str {
        self.login_role.split(':').nth(1).filter(|part| !part.is_empty()).unwrap_or("aws")
    }
}

/// Whether a name means itself in a policy.
fn is_literal(name: &str) -> bool {
    !name.contains(['*', '?', '$', '"', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws-us-gov:iam::111122223333:role/login";

    fn read(vars: &[(&str, &str)]) -> PortResult<Settings> {
        Settings::from_env(|name| vars.iter().find(|v| v.0 == name).map(|v| v.1.to_owned()))
    }

    #[test]
    fn what_is_missing_is_named_and_no_name_is_a_wildcard() {
        let (bucket, role) = (("ROLLCALL_LANDING_BUCKET", "landing"), ("ROLLCALL_LOGIN_ROLE_ARN", ROLE));
        let settings = read(&[bucket, role, ("ROLLCALL_SERVER_ID", "")]).unwrap();
        assert_eq!((settings.partition(), &settings.server_id), ("aws-us-gov", &None));
        for (vars, want) in [
            (&[bucket][..], "ROLLCALL_LOGIN_ROLE_ARN"),
            (&[role], "ROLLCALL_LANDING_BUCKET"),
            (&[("ROLLCALL_LANDING_BUCKET", "land*"), role], "wildcard"),
            (&[bucket, role, ("ROLLCALL_LANDING_KEY_ARN", "*")], "wildcard"),
        ] {
            let error = read(vars).unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
        }
    }
}
