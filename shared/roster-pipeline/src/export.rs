//! The company's copy of a roster, as files for other programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use roster::export::{ExportFormat, OwnColumns, RosterWriter};
use roster::model::{Entity, Record};
use tokio::runtime::Handle;

use crate::context::{Ports, blocking, from_io};
use crate::{ConnectionId, ConnectionKey, ErrorKind, PortError, PortResult, TenantId};

/// Records read at a time.
const PAGE: usize = 1000;

/// What to export, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As what.
    pub format: ExportFormat,
    /// Only this connection; otherwise all of the tenant that hold records.
    pub connection: Option<ConnectionId>,
    /// Only this entity; otherwise all.
    pub entity: Option<Entity>,
}

/// What was written of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Which.
    pub connection: ConnectionKey,
    /// Records by entity; those without records have no file.
    pub records: BTreeMap<Entity, u64>,
}

/// Exports a tenant's visible records. `open` makes the file of a name, on a thread that may block: `users.csv`, or
/// `<connection>/users.csv` where several connections hold records.
///
/// Memory does not grow with the roster. What is applied meanwhile may be in it in part.
///
/// # Errors
/// `NotFound` for a tenant or connection that is not there, or a tenant without records; `Refused` for OneRoster, which is
/// one source's roster, of several connections; those of the output.
pub async fn roster<F, W>(
    ports: &Ports,
    tenant: &TenantId,
    wanted: Wanted,
    mut open: F,
) -> PortResult<Vec<Exported>>
where
    F: FnMut(&str) -> io::Result<W> + Send + 'static,
    W: Write + 'static,
{
    let keys = sources(ports, tenant, &wanted).await?;
    let ports = ports.clone();
    blocking(move || {
        let several = keys.len() > 1;
        let mut exported = Vec::new();
        for connection in keys {
            let mut named = |name: &str| {
                let file = match several {
                    true => open(&format!("{}/{name}", connection.connection))?,
                    false => open(name)?,
                };
                Ok(Box::new(file) as Box<dyn Write>)
            };
            let own = own_columns(&ports, &connection, &wanted)?;
            let mut writer = RosterWriter::new(wanted.format, &mut named).with_own(own.clone());
            for entity in entities(&wanted) {
                write_entity((&ports, &connection), entity, &own, &mut writer)?;
            }
            let records = writer.finish().map_err(from_io)?;
            exported.push(Exported { connection, records });
        }
        Ok(exported)
    })
    .await
}

fn entities(wanted: &Wanted) -> impl Iterator<Item = Entity> + use<> {
    let only = wanted.entity;
    let all = Entity::ALL.iter().copied();
    all.filter(move |entity| entity.is_roster() && only.is_none_or(|only| only == *entity))
}

/// The connections to export, by ID.
async fn sources(ports: &Ports, tenant: &TenantId, wanted: &Wanted) -> PortResult<Vec<ConnectionKey>> {
    ports.directory.tenant(tenant).await?;
    if let Some(connection) = &wanted.connection {
        let key = ConnectionKey { tenant: tenant.clone(), connection: connection.clone() };
        ports.directory.connection(&key).await?;
        return Ok(vec![key]);
    }
    let mut keys = Vec::new();
    for connection in ports.directory.connections().await? {
        if connection.tenant == *tenant && holds_records(ports, &connection.key()).await? {
            keys.push(connection.key());
        }
    }
    match (wanted.format, keys.as_slice()) {
        (_, []) => Err(PortError::new(ErrorKind::NotFound, format!("records of {tenant}"))),
        (ExportFormat::OneRoster, [_, _, ..]) => {
            let names: Vec<&str> = keys.iter().map(|key| key.connection.as_str()).collect();
            let what = format!(
                "OneRoster export of {tenant}: it holds the roster of one connection, so name one of {}",
                names.join(", ")
            );
            Err(PortError::new(ErrorKind::Refused, what))
        }
        (ExportFormat::OneRoster | ExportFormat::Csv | ExportFormat::Json, _) => Ok(keys),
    }
}

async fn holds_records(ports: &Ports, key: &ConnectionKey) -> PortResult<bool> {
    for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
        if !ports.roster.page(key, *entity, None, 1).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The columns of own fields: a header comes before the records, so these are read twice.
fn own_columns(ports: &Ports, key: &ConnectionKey, wanted: &Wanted) -> PortResult<OwnColumns> {
    let mut own = OwnColumns::default();
    match wanted.format {
        ExportFormat::Json => {}
        ExportFormat::Csv | ExportFormat::OneRoster => {
            for entity in entities(wanted) {
                each((ports, key), entity, &mut |record| {
                    own.note(record);
                    Ok(())
                })?;
            }
        }
    }
    Ok(own)
}

/// Writes the visible records of an entity, by `sourcedId`; own records of noted kinds by kind.
fn write_entity(
    source: (&Ports, &ConnectionKey),
    entity: Entity,
    own: &OwnColumns,
    writer: &mut RosterWriter<'_, '_>,
) -> PortResult<()> {
    let kinds: Vec<&str> = own.kinds().collect();
    if entity != Entity::OwnRecords || kinds.is_empty() {
        return each(source, entity, &mut |record| writer.record(record).map_err(from_io));
    }
    for kind in kinds {
        each(source, entity, &mut |record| match record.get("kind") {
            Some(of) if of == kind => writer.record(record).map_err(from_io),
            Some(_) | None => Ok(()),
        })?;
    }
    Ok(())
}

fn each(
    (ports, key): (&Ports, &ConnectionKey),
    entity: Entity,
    take: &mut dyn FnMut(&Record) -> PortResult<()>,
) -> PortResult<()> {
    let (handle, mut after) = (Handle::current(), None::<String>);
    loop {
        let page = handle.block_on(ports.roster.page(key, entity, after.as_deref(), PAGE))?;
        for stored in &page {
            take(&stored.record)?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.record.sourced_id().to_owned()),
            Some(_) | None => return Ok(()),
        }
    }
}
