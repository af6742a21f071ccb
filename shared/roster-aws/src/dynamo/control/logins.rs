//! Logins in the control table, and what goes with a tenant that is removed.

use roster_pipeline::records::Login;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};

use super::super::backoff::Backoff;
use super::super::item::{Expression, Item, ItemKey, corrupt, present, s, text};
use super::super::table::Range;
use super::super::transaction::{Outcome, Part};
use super::directory::{CLOSING, whole};
use super::{ControlTable, keys};

/// On a login: the partition of the connection that it belongs to.
const OWNER: &str = "owner";

/// The login is of this connection, or there is none.
fn owned_by(connection: &ConnectionKey) -> Expression {
    Expression::new("attribute_not_exists(#pk) OR #owner = :owner").with(":owner", s(keys::of(connection)))
}

impl ControlTable {
    pub(super) async fn store_login(&self, login: &Login) -> PortResult<()> {
        let connection = &login.connection;
        let key = keys::login(&login.user)
            .map_err(|_| PortError::new(ErrorKind::Refused, "user name of more than 256 bytes"))?;
        let stored = whole(&key, login)?.with(OWNER, s(keys::of(connection)));
        let parts = vec![
            Part::Check(keys::connection(connection), present()),
            Part::Put(stored.item, Some(owned_by(connection))),
            Part::Put(keys::own_login(connection, &login.user).item(), None),
        ];
        match self.table.transact("login", parts).await? {
            Outcome::Done => Ok(()),
            Outcome::Refused(0) => {
                Err(PortError::new(ErrorKind::NotFound, format!("connection {connection}")))
            }
            Outcome::Refused(_) => Err(PortError::new(ErrorKind::Conflict, "user name")),
        }
    }

    pub(super) async fn logins_of(&self, connection: &ConnectionKey) -> PortResult<Vec<Login>> {
        let prefix = keys::own_logins(connection);
        let own =
            self.table.query("logins", &Range::all(keys::of_tenant(&connection.tenant), &prefix)).await?;
        let users = own.iter().map(|item| after(item, &prefix));
        let at = users.map(|user| keys::login(user?)).collect::<PortResult<Vec<_>>>()?;
        let items = self.table.get_all("logins", &at).await?;
        let mut logins: Vec<Login> = self.table.documents("logins", items).await?;
        logins.retain(|login| login.connection == *connection);
        logins.sort_by(|a, b| a.user.cmp(&b.user));
        Ok(logins)
    }

    pub(super) async fn drop_login(&self, user: &str) -> PortResult<()> {
        let Ok(key) = keys::login(user) else { return Ok(()) };
        let mut backoff = Backoff::default();
        while let Some(item) = self.table.get("login", &key).await? {
            let Some(login) = self.table.document::<Login>("login", item).await? else { break };
            if self.remove_login_of(&login.connection, user).await? == Outcome::Done {
                break;
            }
            // Removed and given to another connection since it was read.
            backoff.wait("login").await?;
        }
        Ok(())
    }

    async fn remove_login_of(&self, connection: &ConnectionKey, user: &str) -> PortResult<Outcome> {
        let parts = vec![
            Part::Delete(keys::login(user)?, Some(owned_by(connection))),
            Part::Delete(keys::own_login(connection, user), None),
        ];
        self.table.transact("login", parts).await
    }

    /// Removes a tenant's logins, connections and mappings and then the tenant. Once it is marked nothing can be added, and until its
    /// own item is gone the same call goes on where another one died.
    pub(super) async fn take_apart(&self, id: &TenantId) -> PortResult<()> {
        let what = format!("tenant {id}");
        let mark = Expression::new("SET #closing = :yes").with(":yes", s(CLOSING));
        self.table.update(&what, &keys::tenant(id), (mark, Some(present()))).await?;
        let own = |prefix| Range::all(keys::of_tenant(id), prefix);
        loop {
            let connections = self.table.query(&what, &own(keys::OWN_CONNECTIONS)).await?;
            let logins = self.table.query(&what, &own(keys::OWN_LOGINS)).await?;
            if connections.is_empty() && logins.is_empty() {
                break;
            }
            // Logins first, so that nobody gets in; those added meanwhile are met in the next round, when the connection
            // that they need is gone.
            for login in &logins {
                self.remove_found_login(id, login).await?;
            }
            for connection in &connections {
                let key = connection_at(id, connection)?;
                let own = Part::Delete(keys::connection(&key), None);
                self.table
                    .transact(&what, vec![own, Part::Delete(keys::listed_connection(&key), None)])
                    .await?;
            }
        }
        self.drop_mappings(&what, id).await?;
        let last = [keys::tenant(id), keys::listed_tenant(id)];
        self.table.transact(&what, last.map(|key| Part::Delete(key, None)).into()).await.map(drop)
    }

    async fn remove_found_login(&self, id: &TenantId, item: &Item) -> PortResult<()> {
        let (connection, user) =
            after(item, keys::OWN_LOGINS)?.split_once('#').ok_or_else(|| corrupt("sk"))?;
        let connection = connection.parse().map_err(|_| corrupt("sk"))?;
        let of = ConnectionKey { tenant: id.clone(), connection };
        match self.remove_login_of(&of, user).await? {
            Outcome::Done => Ok(()),
            // The user name is another's by now.
            Outcome::Refused(_) => self.table.delete("login", &ItemKey::of(item)?).await,
        }
    }
}

/// The connection whose item this is.
fn connection_at(id: &TenantId, item: &Item) -> PortResult<ConnectionKey> {
    let name = after(item, keys::OWN_CONNECTIONS)?.parse().map_err(|_| corrupt("sk"))?;
    Ok(ConnectionKey { tenant: id.clone(), connection: name })
}

/// What follows a prefix in an item's sort key.
fn after<'a>(item: &'a Item, prefix: &str) -> PortResult<&'a str> {
    text(item, "sk")?.strip_prefix(prefix).ok_or_else(|| corrupt("sk"))
}
