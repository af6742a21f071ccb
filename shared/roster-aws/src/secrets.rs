//! Secrets in Secrets Manager.

use async_trait::async_trait;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_secretsmanager::Client;
use roster_pipeline::ports::{SecretName, SecretText, Secrets};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use crate::failure::failed;

/// Secrets named `<prefix><tenant>/<connection>/<name>`, so that one tenant's session reaches its own alone. A changed one
/// becomes a new version; the one before stays as `AWSPREVIOUS`, which a Transfer Family connector may try second.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
    prefix: String,
}

impl SecretsManager {
    /// Secrets below `prefix`, which ends in `/`.
    pub fn new(client: Client, prefix: impl Into<String>) -> SecretsManager {
        SecretsManager { client, prefix: prefix.into() }
    }

    /// What a connector is told to read; `NotFound` if the secret was never put.
    pub async fn arn(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<String> {
        let id = self.id_of(connection, name);
        let answer = self.client.describe_secret().secret_id(&id).send().await;
        let answer = answer.map_err(|error| failed(what(&id), error))?;
        answer.arn.ok_or_else(|| PortError::new(ErrorKind::Corrupt, what(&id)))
    }

    fn id_of(&self, connection: &ConnectionKey, name: &SecretName) -> String {
        format!("{}{connection}/{}", self.prefix, name.as_str())
    }

    async fn create(&self, id: &str, secret: &SecretText) -> PortResult<()> {
        let call = self.client.create_secret().name(id).secret_string(secret.expose());
        call.send().await.map(drop).map_err(|error| match code(&error) {
            // Another one made it at this moment, or the one removed a moment ago is still being forgotten.
            Some("ResourceExistsException" | "InvalidRequestException") => busy(id),
            _ => silent(failed(what(id), error)),
        })
    }

    async fn replace(&self, id: &str, secret: &SecretText) -> PortResult<()> {
        let call = self.client.put_secret_value().secret_id(id).secret_string(secret.expose());
        call.send().await.map(drop).map_err(|error| silent(failed(what(id), error)))
    }

    /// A secret that somebody deleted by hand stands in the way of its name until its recovery window ends.
    async fn restore(&self, id: &str) -> PortResult<()> {
        let call = self.client.restore_secret().secret_id(id);
        call.send().await.map(drop).map_err(|error| failed(what(id), error))
    }

    async fn current(&self, id: &str) -> PortResult<Current> {
        match self.client.get_secret_value().secret_id(id).send().await {
            Ok(answer) => match answer.secret_string {
                Some(text) => Ok(Current::Is(SecretText::new(text)?)),
                None => Err(PortError::new(ErrorKind::Corrupt, what(id))),
            },
            Err(error) => match code(&error) {
                Some("ResourceNotFoundException") => Ok(Current::Absent),
                Some("InvalidRequestException") => Ok(Current::Deleted),
                _ => Err(failed(what(id), error)),
            },
        }
    }
}

enum Current {
    Is(SecretText),
    Absent,
    /// Within its recovery window.
    Deleted,
}

fn what(id: &str) -> String {
    format!("secret {id}")
}

fn busy(id: &str) -> PortError {
    PortError::new(ErrorKind::Busy, what(id))
}

/// Without the service's words: those about a call that carried the secret might repeat it.
fn silent(error: PortError) -> PortError {
    PortError::new(error.kind, error.what)
}

fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    error.as_service_error().and_then(|error| error.meta().code())
}

#[async_trait]
impl Secrets for SecretsManager {
    async fn put(
        &self,
        connection: &ConnectionKey,
        name: &SecretName,
        secret: &SecretText,
    ) -> PortResult<()> {
        let id = self.id_of(connection, name);
        match self.current(&id).await? {
            // The same again would push the one before out of its place.
            Current::Is(same) if same == *secret => Ok(()),
            Current::Is(_) => self.replace(&id, secret).await,
            Current::Deleted => {
                self.restore(&id).await?;
                self.replace(&id, secret).await
            }
            Current::Absent => match self.create(&id, secret).await {
                Err(error) if error.kind == ErrorKind::Busy => match self.current(&id).await? {
                    Current::Is(_) => self.replace(&id, secret).await,
                    Current::Absent | Current::Deleted => Err(error),
                },
                created => created,
            },
        }
    }

    async fn get(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<SecretText> {
        let id = self.id_of(connection, name);
        match self.current(&id).await? {
            Current::Is(secret) => Ok(secret),
            Current::Absent | Current::Deleted => Err(PortError::new(ErrorKind::NotFound, what(&id))),
        }
    }

    async fn remove(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<()> {
        let id = self.id_of(connection, name);
        let call = self.client.delete_secret().secret_id(&id).force_delete_without_recovery(true);
        match call.send().await {
            Err(error) if code(&error) == Some("ResourceNotFoundException") => Ok(()),
            answer => answer.map(drop).map_err(|error| failed(what(&id), error)),
        }
    }
}
