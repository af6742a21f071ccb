//! Making connectors, changing them, and taking them away: by API, one per connection, never by the template.

use aws_sdk_transfer::types::{SftpConnectorConfig, Tag};
use roster_pipeline::pull::settings_of;
use roster_pipeline::records::Connection;
use roster_pipeline::{ErrorKind, PortError, PortResult};

use super::{Connectors, host_key};
use crate::failure::failed;

/// Stages of a secret in the order in which they are tried: while the district changes its password, the one before still
/// opens.
const STAGES: [&str; 2] = ["AWSCURRENT", "AWSPREVIOUS"];
/// The service's default is one file after the other.
const AT_ONCE: i32 = 5;

impl Connectors {
    /// Makes a connector for a connection's settings, which logs in with the secret of that ARN, and returns its ID. It
    /// trusts the pinned keys alone; without any it can be tested, and nothing else.
    pub async fn create(&self, connection: &Connection, secret_arn: &str) -> PortResult<String> {
        let key = connection.key();
        let tag = |name: &str, value: &str| Tag::builder().key(name).value(value).build();
        let call = self.transfer.create_connector();
        let call = call.url(url(connection)?).access_role(&self.places.role_arn);
        let call = call.sftp_config(config(connection, secret_arn)?);
        let invalid = |error| PortError::because(ErrorKind::Refused, "tag of a connector", error);
        let call = call.tags(tag("tenant", key.tenant.as_str()).map_err(invalid)?);
        let call = call.tags(tag("connection", key.connection.as_str()).map_err(invalid)?);
        let answer = call.send().await.map_err(|error| failed(format!("connector of {key}"), error))?;
        Ok(answer.connector_id)
    }

    /// Gives a connector the connection's present settings, and the secret of that ARN.
    pub async fn update(&self, connection: &Connection, secret_arn: &str) -> PortResult<()> {
        let (_, id) = super::connector_of(connection)?;
        let call = self.transfer.update_connector().connector_id(id).url(url(connection)?);
        let call = call.access_role(&self.places.role_arn).sftp_config(config(connection, secret_arn)?);
        call.send().await.map(drop).map_err(|error| failed(format!("connector {id}"), error))
    }

    /// Takes a connector away; absent is fine.
    pub async fn delete(&self, id: &str) -> PortResult<()> {
        match self.transfer.delete_connector().connector_id(id).send().await {
            Ok(_) => Ok(()),
            Err(error) => match failed(format!("connector {id}"), error) {
                error if error.kind == ErrorKind::NotFound => Ok(()),
                error => Err(error),
            },
        }
    }

    /// The addresses from which a connector comes, for the district's firewall.
    pub(super) async fn addresses(&self, id: &str) -> PortResult<Vec<String>> {
        let answer = self.transfer.describe_connector().connector_id(id).send().await;
        let answer = answer.map_err(|error| failed(format!("connector {id}"), error))?;
        let addresses = answer.connector.and_then(|connector| connector.service_managed_egress_ip_addresses);
        Ok(addresses.unwrap_or_default())
    }
}

fn url(connection: &Connection) -> PortResult<String> {
    Ok(format!("sftp://{}", settings_of(connection)?.server()))
}

fn config(connection: &Connection, secret_arn: &str) -> PortResult<SftpConnectorConfig> {
    let settings = settings_of(connection)?;
    let lines = host_key::lines(&settings.host_keys);
    if lines.len() < settings.host_keys.len() {
        return Err(PortError::new(
            ErrorKind::Refused,
            "host key as a fingerprint (a connector needs the whole key, as `connection test` shows it)",
        ));
    }
    let config =
        SftpConnectorConfig::builder().user_secret_id(secret_arn).max_concurrent_connections(AT_ONCE);
    let config =
        STAGES.into_iter().fold(config, |config, stage| config.ordered_user_secret_version_stages(stage));
    Ok(config.set_trusted_host_keys((!lines.is_empty()).then_some(lines)).build())
}
