//! Everything of a tenant, deleted for good.

use jiff::{SignedDuration, Timestamp};
use tracing::info;

use crate::context::Ports;
use crate::ports::ArtifactKey;
use crate::{ConnectionKey, PortResult, TenantId};

/// How long nobody else may apply while a connection is being erased.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// Deletes a tenant: rosters, artifacts, landing folders, logs, logins and, last of all, the directory's entry. `holder`
/// names the process.
///
/// Died half-way, it can be called again and goes on to the end; a tenant that is not there is fine. `Busy`, with nothing
/// erased, while a roster of the tenant is being applied. Backups and notices already sent are not reached.
pub async fn tenant(ports: &Ports, tenant: &TenantId, (holder, now): (&str, Timestamp)) -> PortResult<()> {
    let connections = ports.directory.connections().await?;
    let keys: Vec<ConnectionKey> =
        connections.into_iter().filter(|c| c.tenant == *tenant).map(|c| c.key()).collect();
    for key in &keys {
        ports.runs.lease(key, holder, now, now + LEASE).await?;
    }
    for key in &keys {
        lock_out(ports, key).await?;
        empty(ports, key).await?;
        ports.deliveries.erase(key).await?;
        // The lease goes with the runs.
        ports.runs.erase(key).await?;
    }
    ports.directory.remove_tenant(tenant).await?;
    // Whoever knew the connection before its entry went may have written since; from now on nobody finds it.
    for key in &keys {
        empty(ports, key).await?;
        ports.deliveries.erase(key).await?;
        ports.runs.erase(key).await?;
    }
    info!(tenant = %tenant, connections = keys.len(), "erased");
    Ok(())
}

/// Removes the logins, so that nothing new lands.
async fn lock_out(ports: &Ports, key: &ConnectionKey) -> PortResult<()> {
    for login in ports.directory.logins(key).await? {
        ports.directory.remove_login(&login.user).await?;
    }
    Ok(())
}

/// Deletes all records and files of a connection.
async fn empty(ports: &Ports, key: &ConnectionKey) -> PortResult<()> {
    ports.roster.erase(key).await?;
    ports.landing.erase(key).await?;
    for path in ports.artifacts.list(key, "").await? {
        ports.artifacts.remove(&ArtifactKey::new(key, path)).await?;
    }
    Ok(())
}
