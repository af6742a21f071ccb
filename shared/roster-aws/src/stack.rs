//! What a deployed stack is made of, by name.

use aws_sdk_cloudformation::types::Output;
use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Clients;
use crate::failure::failed;

/// Names of a stack's resources. The outputs of `infra/template.yaml` carry the same names in CamelCase, the functions'
/// environment carries them in SCREAMING_SNAKE_CASE with `ROLLCALL_` in front; a function has only those that it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Stack {
    /// The bucket that districts' files land in, versioned.
    pub landing_bucket: String,
    /// The bucket of everything that we keep.
    pub artifacts_bucket: String,
    /// The table of settings, deliveries and runs.
    pub control_table: String,
    /// The table of rosters.
    pub roster_table: String,
    /// The queue of S3 events and looks to come back to (standard).
    pub arrivals_queue_url: String,
    /// The queue of deliveries to check and plan (FIFO, one group per connection).
    pub process_queue_url: String,
    /// The queue of runs to apply (FIFO, one group per connection).
    pub apply_queue_url: String,
    /// The queue of connections to pull (FIFO, one group per connection).
    pub pull_queue_url: String,
    /// The EventBridge bus that announcements go to.
    pub event_bus: String,
    /// The role that a worker takes on for one tenant, with a session tag `tenant`.
    pub tenant_role_arn: String,
    /// The role of a Transfer Family login.
    pub login_role_arn: String,
    /// The role that SFTP connectors use.
    pub connector_role_arn: String,
    /// The prefix of secrets' names in Secrets Manager, ending in `/`.
    pub secrets_prefix: String,
    /// The function that Transfer Family asks who may log in.
    pub authorize_function: String,
    /// Where Transfer Family listens; empty where districts upload through another SFTP server. No function knows it.
    pub sftp_endpoint: String,
}

impl Stack {
    /// Reads the names from environment variables through `get`, for example `|name| std::env::var(name).ok()`; what is
    /// missing stays empty.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Stack {
        let var = |name: &str| get(&format!("ROLLCALL_{name}")).unwrap_or_default();
        Stack {
            landing_bucket: var("LANDING_BUCKET"),
            artifacts_bucket: var("ARTIFACTS_BUCKET"),
            control_table: var("CONTROL_TABLE"),
            roster_table: var("ROSTER_TABLE"),
            arrivals_queue_url: var("ARRIVALS_QUEUE_URL"),
            process_queue_url: var("PROCESS_QUEUE_URL"),
            apply_queue_url: var("APPLY_QUEUE_URL"),
            pull_queue_url: var("PULL_QUEUE_URL"),
            event_bus: var("EVENT_BUS"),
            tenant_role_arn: var("TENANT_ROLE_ARN"),
            login_role_arn: var("LOGIN_ROLE_ARN"),
            connector_role_arn: var("CONNECTOR_ROLE_ARN"),
            secrets_prefix: var("SECRETS_PREFIX"),
            authorize_function: var("AUTHORIZE_FUNCTION"),
            sftp_endpoint: var("SFTP_ENDPOINT"),
        }
    }

    /// Reads the names from the outputs of the stack deployed as `name`; `NotFound` if there is no such stack, `Refused` if
    /// it is none of ours.
    pub async fn of_deployed(clients: &Clients, name: &str) -> PortResult<Stack> {
        let call = clients.cloudformation().describe_stacks().stack_name(name);
        let what = format!("stack {name}");
        let stacks = match call.send().await {
            Ok(answer) => answer.stacks.unwrap_or_default(),
            // CloudFormation says ValidationError where there is no stack of that name.
            Err(error) => {
                let error = failed(&what, error);
                let kind = if error.kind == ErrorKind::Refused { ErrorKind::NotFound } else { error.kind };
                return Err(PortError { kind, ..error });
            }
        };
        let stack = stacks.first().ok_or_else(|| PortError::new(ErrorKind::NotFound, &what))?;
        Stack::of_outputs(stack.outputs()).ok_or_else(|| {
            PortError::new(ErrorKind::Refused, format!("{what}, which is not one of Rollcall's"))
        })
    }

    /// None if the outputs do not even have the control table.
    fn of_outputs(outputs: &[Output]) -> Option<Stack> {
        let pairs = outputs.iter().filter_map(|output| output.output_key().zip(output.output_value()));
        let object: Map<String, Value> = pairs.map(|(key, value)| (key.to_owned(), value.into())).collect();
        let stack: Stack = serde_json::from_value(Value::Object(object)).ok()?;
        (!stack.control_table.is_empty()).then_some(stack)
    }

    /// The Transfer Family server: an endpoint is named after it, for example
    /// `s-0123456789abcdef0.server.transfer.us-east-1.amazonaws.com`. None where the stack has none.
    pub fn sftp_server(&self) -> Option<&str> {
        self.sftp_endpoint.split('.').next().filter(|id| id.starts_with("s-"))
    }

    /// `name` if it is set; `Refused` with the variable's name if not.
    pub fn required<'a>(value: &'a str, name: &str) -> PortResult<&'a str> {
        match value.is_empty() {
            false => Ok(value),
            true => Err(PortError::new(ErrorKind::Refused, format!("environment without ROLLCALL_{name}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_environment_and_what_is_missing_is_named() {
        let stack = Stack::from_env(|name| (name == "ROLLCALL_CONTROL_TABLE").then(|| "control".to_owned()));
        assert_eq!(stack.control_table, "control");
        assert_eq!(Stack::required(&stack.control_table, "CONTROL_TABLE").unwrap(), "control");
        let error = Stack::required(&stack.roster_table, "ROSTER_TABLE").unwrap_err();
        assert!(error.to_string().contains("ROLLCALL_ROSTER_TABLE"), "{error}");
    }
}
