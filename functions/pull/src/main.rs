//! Starts the function that AWS calls `pull`.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rollcall_pull::{Deps, EitherWay, Places, handle};
use roster_aws::connectors::{ConnectorPlaces, Connectors};
use roster_aws::dynamo::control::ControlTable;
use roster_aws::lambda::start;
use roster_aws::{Clients, EventBridgeAnnouncer, S3Landing, SecretsManager, Stack, TenantSessions};
use roster_pipeline::pull::PullPorts;
use roster_pipeline::{PortResult, TenantId};
use roster_sftp::SftpRemoteFiles;

/// A stack, with a session of its own for each tenant. Connectors and announcements are used with the function's own role.
struct OnAws {
    base: Clients,
    stack: Stack,
    sessions: TenantSessions,
}

#[async_trait]
impl Places for OnAws {
    async fn of(&self, tenant: &TenantId) -> PortResult<PullPorts> {
        let clients = self.sessions.of(tenant).await;
        let control = Arc::new(ControlTable::new(clients.dynamodb(), &self.stack.control_table));
        let landing = Arc::new(S3Landing::new(&clients.s3(), &self.stack.landing_bucket));
        let secrets = Arc::new(SecretsManager::new(clients.secrets(), &self.stack.secrets_prefix));
        let places = ConnectorPlaces {
            landing_bucket: self.stack.landing_bucket.clone(),
            artifacts_bucket: self.stack.artifacts_bucket.clone(),
            role_arn: self.stack.connector_role_arn.clone(),
        };
        let remote = EitherWay {
            client: Arc::new(SftpRemoteFiles::new(landing.clone(), secrets)),
            connector: Arc::new(Connectors::new(self.base.transfer(), clients.s3(), places)),
        };
        Ok(PullPorts {
            directory: control.clone(),
            landing,
            pulls: control,
            remote: Arc::new(remote),
            announcer: Arc::new(EventBridgeAnnouncer::new(self.base.events(), &self.stack.event_bus)),
        })
    }
}

async fn load() -> PortResult<Deps> {
    let stack = Stack::from_env(|name| std::env::var(name).ok());
    for (name, value) in [
        ("LANDING_BUCKET", &stack.landing_bucket),
        ("ARTIFACTS_BUCKET", &stack.artifacts_bucket),
        ("CONTROL_TABLE", &stack.control_table),
        ("TENANT_ROLE_ARN", &stack.tenant_role_arn),
        ("SECRETS_PREFIX", &stack.secrets_prefix),
        ("EVENT_BUS", &stack.event_bus),
    ] {
        Stack::required(value, name)?;
    }
    let base = Clients::load().await;
    let sessions = TenantSessions::new(base.clone(), &stack, "pull");
    Ok(Deps { places: Arc::new(OnAws { base, stack, sessions }) })
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), async |deps: &Deps, event, _| handle(deps, event, Timestamp::now()).await).await
}
