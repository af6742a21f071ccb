//! Finding things by what people type.

use roster_pipeline::records::{Delivery, DeliveryId, Run, RunId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, Ports, TenantId};

use crate::exit::Failure;

/// The run of an ID, whosever it is.
pub(crate) async fn run(ports: &Ports, id: &str) -> Result<Run, Failure> {
    let id = RunId(id.to_owned());
    for connection in ports.directory.connections().await? {
        match ports.runs.run(&connection.key(), &id).await {
            Ok(run) => return Ok(run),
            Err(error) if error.kind == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::new(format_args!("there is no run {id}; see `rollcall run list`")))
}

/// The delivery of an ID, whosever it is.
pub(crate) async fn delivery(ports: &Ports, id: &str) -> Result<Delivery, Failure> {
    let id = DeliveryId(id.to_owned());
    for connection in ports.directory.connections().await? {
        match ports.deliveries.delivery(&connection.key(), &id).await {
            Ok(delivery) => return Ok(delivery),
            Err(error) if error.kind == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::new(format_args!("there is no delivery {id}; see `rollcall delivery list`")))
}

/// The named connection of a tenant, or its only one.
pub(crate) async fn sole_connection(
    ports: &Ports,
    tenant: &TenantId,
    connection: Option<&str>,
) -> Result<ConnectionKey, Failure> {
    if let Some(name) = connection {
        let key = ConnectionKey::new(tenant.as_str(), name).map_err(Failure::new)?;
        ports.directory.connection(&key).await?;
        return Ok(key);
    }
    ports.directory.tenant(tenant).await?;
    let all = ports.directory.connections().await?;
    let mut own = all.into_iter().filter(|connection| connection.tenant == *tenant);
    match (own.next(), own.next()) {
        (Some(only), None) => Ok(only.key()),
        (Some(_), Some(_)) => Err(Failure::new(format_args!(
            "tenant {tenant} has several connections; name one with --connection"
        ))),
        (None, _) => {
            Err(PortError::new(ErrorKind::NotFound, format!("connection of tenant {tenant}")).into())
        }
    }
}
