//! A doorman who asks the deployed function with Transfer Family's own documents.

use async_trait::async_trait;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::primitives::Blob;
use roster_pipeline::authorize::{Caller, Credential, Doorman, LoginKeys};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::{Home, LoginRequest, LoginResponse};
use crate::failure::failed;

const WHAT: &str = "authorize function";

/// Asks the function that Transfer Family asks, so that our SFTP server lets in whom Transfer Family lets in. The answer
/// to a question for keys is compared here, as Transfer Family does; that a client used its key is not told to the function.
#[derive(Debug, Clone)]
pub struct LambdaDoorman {
    client: Client,
    function: String,
    server_id: String,
}

impl LambdaDoorman {
    /// Asks `function`, by name or ARN, on behalf of the server `server_id`. The client's log must stay above DEBUG: the
    /// SDK writes requests there, and these hold passwords.
    pub fn new(client: Client, function: impl Into<String>, server_id: impl Into<String>) -> LambdaDoorman {
        LambdaDoorman { client, function: function.into(), server_id: server_id.into() }
    }

    async fn ask(&self, request: &LoginRequest) -> PortResult<LoginResponse> {
        let payload = serde_json::to_vec(request).map_err(|_| PortError::new(ErrorKind::Refused, WHAT))?;
        let call = self.client.invoke().function_name(&self.function).payload(Blob::new(payload));
        let answer = call.send().await.map_err(|error| failed(WHAT, error))?;
        if let Some(error) = answer.function_error() {
            // Its own log says why; what it answers is not for ours.
            return Err(PortError::because(ErrorKind::Unavailable, WHAT, error.to_owned()));
        }
        let payload = answer.payload().map_or(&[][..], Blob::as_ref);
        serde_json::from_slice(payload)
            .map_err(|_| PortError::new(ErrorKind::Corrupt, format!("answer of the {WHAT}")))
    }
}

#[async_trait]
impl Doorman for LambdaDoorman {
    async fn admit(
        &self,
        caller: Caller<'_>,
        credential: Credential<'_>,
    ) -> PortResult<Option<ConnectionKey>> {
        let (password, key) = match credential {
            // A blank password would be a question for keys.
            Credential::Password(blank) if blank.trim().is_empty() => return Ok(None),
            Credential::Password(password) => (Some(password.into()), None),
            Credential::OfferedKey(line) | Credential::ProvenKey(line) => (None, Some(line)),
        };
        let response = self
            .ask(&LoginRequest {
                username: caller.user.to_owned(),
                password,
                protocol: "SFTP".to_owned(),
                server_id: self.server_id.clone(),
                source_ip: caller.from.to_canonical().to_string(),
            })
            .await?;
        let connection = match (response.role.is_some(), Home::connection(&response)) {
            (false, _) => return Ok(None),
            (true, Some(connection)) => connection,
            (true, None) => return Err(PortError::new(ErrorKind::Corrupt, format!("answer of the {WHAT}"))),
        };
        let public_keys = response.public_keys.unwrap_or_default();
        let keys = LoginKeys { connection, public_keys };
        Ok(key.is_none_or(|line| keys.contains(line)).then_some(keys.connection))
    }
}
