//! Settings: tenants, connections and logins.

use async_trait::async_trait;

use crate::mapping::MappingVersion;
use crate::records::{Connection, Login, Tenant};
use crate::{ConnectionKey, PortResult, TenantId};

/// Who the customers are, how their connections are set, and who may log in.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Adds a tenant; `Conflict` if the ID is taken.
    async fn add_tenant(&self, tenant: &Tenant) -> PortResult<()>;
    /// One tenant; `NotFound` if absent.
    async fn tenant(&self, id: &TenantId) -> PortResult<Tenant>;
    /// All tenants by ID.
    async fn tenants(&self) -> PortResult<Vec<Tenant>>;
    /// Removes a tenant with its connections, their mappings and logins; absent is fine.
    async fn remove_tenant(&self, id: &TenantId) -> PortResult<()>;

    /// Adds a connection; `Conflict` if the ID is taken, `NotFound` if the tenant is missing.
    async fn add_connection(&self, connection: &Connection) -> PortResult<()>;
    /// One connection; `NotFound` if absent.
    async fn connection(&self, key: &ConnectionKey) -> PortResult<Connection>;
    /// All connections of all tenants, by tenant and ID.
    async fn connections(&self) -> PortResult<Vec<Connection>>;
    /// Stores changed settings and returns them with `version` one higher; `Conflict` unless the stored version is the
    /// one that was read, also if there is none.
    async fn set_connection(&self, connection: &Connection) -> PortResult<Connection>;

    /// Stores a version of a connection's mapping with its document, at most 1 MB; `Conflict` if that version is there,
    /// `NotFound` if the connection is missing.
    async fn add_mapping(
        &self,
        connection: &ConnectionKey,
        version: &MappingVersion,
        document: &str,
    ) -> PortResult<()>;
    /// The document of a version, as it was stored; `NotFound` if there is none. One read, unless it is very large.
    async fn mapping(&self, connection: &ConnectionKey, version: u64) -> PortResult<String>;
    /// The versions of a connection's mapping, from the first to the newest.
    async fn mappings(&self, connection: &ConnectionKey) -> PortResult<Vec<MappingVersion>>;

    /// The operator's field profile as it was stored; `None` if there is none. It belongs to no tenant.
    async fn profile(&self) -> PortResult<Option<String>>;
    /// Stores the operator's field profile, at most 256 KB, in place of the one before; `None` takes it away, and none being
    /// there is fine.
    async fn set_profile(&self, document: Option<&str>) -> PortResult<()>;

    /// Adds or replaces a login of the same user name; `NotFound` if the connection is missing, `Conflict` if the user
    /// name belongs to another connection.
    async fn put_login(&self, login: &Login) -> PortResult<()>;
    /// The login of a user name; `NotFound` if there is none. One read.
    async fn login(&self, user: &str) -> PortResult<Login>;
    /// The logins of a connection, by user name.
    async fn logins(&self, connection: &ConnectionKey) -> PortResult<Vec<Login>>;
    /// Removes a login; absent is fine.
    async fn remove_login(&self, user: &str) -> PortResult<()>;
}
