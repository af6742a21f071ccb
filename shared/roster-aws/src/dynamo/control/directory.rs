//! Settings in the control table.

use async_trait::async_trait;
use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::ports::Directory;
use roster_pipeline::records::{Connection, Login, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::document::Draft;
use super::super::item::{Expression, ItemKey, absent, n, version_is};
use super::super::table::Range;
use super::super::transaction::{Outcome, Part};
use super::{ControlTable, keys};

/// On a tenant that is being removed: no connection may be added any more.
pub(super) const CLOSING: &str = "closing";

const PROFILE: &str = "field profile";

/// A tenant that is there and stays.
fn open() -> Expression {
    Expression::new("attribute_exists(#pk) AND attribute_not_exists(#closing)")
}

#[async_trait]
impl Directory for ControlTable {
    async fn add_tenant(&self, tenant: &Tenant) -> PortResult<()> {
        let what = format!("tenant {}", tenant.id);
        let parts = vec![
            Part::Put(whole(&keys::tenant(&tenant.id), tenant)?.item, Some(absent())),
            Part::Put(whole(&keys::listed_tenant(&tenant.id), tenant)?.item, None),
        ];
        match self.table.transact(&what, parts).await? {
            Outcome::Done => Ok(()),
            Outcome::Refused(_) => Err(PortError::new(ErrorKind::Conflict, what)),
        }
    }

    async fn tenant(&self, id: &TenantId) -> PortResult<Tenant> {
        self.table.document_at(&format!("tenant {id}"), &keys::tenant(id)).await
    }

    async fn tenants(&self) -> PortResult<Vec<Tenant>> {
        self.listed("tenants", keys::TENANTS).await
    }

    async fn remove_tenant(&self, id: &TenantId) -> PortResult<()> {
        self.take_apart(id).await
    }

    async fn add_connection(&self, connection: &Connection) -> PortResult<()> {
        let key = connection.key();
        let [own, listed] = settings(connection)?;
        let parts = vec![
            Part::Check(keys::tenant(&key.tenant), open()),
            Part::Put(own.item, Some(absent())),
            Part::Put(listed.item, None),
        ];
        match self.table.transact(&format!("connection {key}"), parts).await? {
            Outcome::Done => Ok(()),
            Outcome::Refused(0) => Err(PortError::new(ErrorKind::NotFound, format!("tenant {}", key.tenant))),
            Outcome::Refused(_) => Err(PortError::new(ErrorKind::Conflict, format!("connection {key}"))),
        }
    }

    async fn connection(&self, key: &ConnectionKey) -> PortResult<Connection> {
        self.table.document_at(&format!("connection {key}"), &keys::connection(key)).await
    }

    async fn connections(&self) -> PortResult<Vec<Connection>> {
        self.listed("connections", keys::CONNECTIONS).await
    }

    async fn set_connection(&self, connection: &Connection) -> PortResult<Connection> {
        let next = Connection { version: connection.version + 1, ..connection.clone() };
        let what = format!("connection {}", next.key());
        let [own, listed] = settings(&next)?;
        let parts =
            vec![Part::Put(own.item, Some(version_is(connection.version))), Part::Put(listed.item, None)];
        match self.table.transact(&what, parts).await? {
            Outcome::Done => Ok(next),
            Outcome::Refused(_) => Err(PortError::new(ErrorKind::Conflict, what)),
        }
    }

    async fn add_mapping(
        &self,
        connection: &ConnectionKey,
        version: &MappingVersion,
        document: &str,
    ) -> PortResult<()> {
        self.store_mapping(connection, version, document).await
    }

    async fn mapping(&self, connection: &ConnectionKey, version: u64) -> PortResult<String> {
        self.mapping_of(connection, version).await
    }

    async fn mappings(&self, connection: &ConnectionKey) -> PortResult<Vec<MappingVersion>> {
        self.mappings_of(connection).await
    }

    async fn profile(&self) -> PortResult<Option<String>> {
        match self.table.document_at(PROFILE, &keys::profile()).await {
            Ok(document) => Ok(Some(document)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn set_profile(&self, document: Option<&str>) -> PortResult<()> {
        let Some(document) = document else { return self.table.delete(PROFILE, &keys::profile()).await };
        let part = Part::Put(whole(&keys::profile(), &document)?.item, None);
        self.table.transact(PROFILE, vec![part]).await.map(drop)
    }

    async fn put_login(&self, login: &Login) -> PortResult<()> {
        self.store_login(login).await
    }

    async fn login(&self, user: &str) -> PortResult<Login> {
        self.table.document_at("login", &keys::login(user)?).await
    }

    async fn logins(&self, connection: &ConnectionKey) -> PortResult<Vec<Login>> {
        self.logins_of(connection).await
    }

    async fn remove_login(&self, user: &str) -> PortResult<()> {
        self.drop_login(user).await
    }
}

impl ControlTable {
    async fn listed<T: DeserializeOwned>(&self, what: &str, prefix: &str) -> PortResult<Vec<T>> {
        let items = self.table.query(what, &Range::all(keys::ALL, prefix)).await?;
        self.table.documents(what, items).await
    }
}

/// A connection's settings in its own place and in the list of all.
fn settings(connection: &Connection) -> PortResult<[Draft; 2]> {
    let key = connection.key();
    let own = whole(&keys::connection(&key), connection)?.with("version", n(connection.version));
    Ok([own, whole(&keys::listed_connection(&key), connection)?])
}

/// A document that must fit one item.
pub(super) fn whole<T: Serialize>(key: &ItemKey, document: &T) -> PortResult<Draft> {
    let draft = Draft::new(key, document)?;
    match draft.parts.is_empty() {
        true => Ok(draft),
        false => Err(PortError::new(ErrorKind::Refused, "settings of more than 300 KB")),
    }
}
