//! Settings in the control database.

use async_trait::async_trait;
use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::ports::Directory;
use roster_pipeline::records::{Connection, Login, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};
use rusqlite::OptionalExtension;

use super::control::{ControlDb, many, one, parts, to_doc};
use super::failure::{Failure, Outcome};

#[async_trait]
impl Directory for ControlDb {
    async fn add_tenant(&self, tenant: &Tenant) -> PortResult<()> {
        let tenant = tenant.clone();
        let insert = "INSERT INTO tenant (id, doc) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.db
            .write(move |t| match t.execute(insert, (tenant.id.as_str(), to_doc(&tenant)?))? {
                0 => Err(Failure::new(ErrorKind::Conflict, format!("tenant {}", tenant.id))),
                _ => Ok(()),
            })
            .await
    }

    async fn tenant(&self, id: &TenantId) -> PortResult<Tenant> {
        let key = id.to_string();
        let found = self.db.read(move |db| one(db, "SELECT doc FROM tenant WHERE id = ?1", [key])).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("tenant {id}")))
    }

    async fn tenants(&self) -> PortResult<Vec<Tenant>> {
        self.db.read(|db| many(db, "SELECT doc FROM tenant ORDER BY id", [])).await
    }

    async fn remove_tenant(&self, id: &TenantId) -> PortResult<()> {
        let id = id.to_string();
        self.db.write(move |t| Ok(t.execute("DELETE FROM tenant WHERE id = ?1", [id]).map(drop)?)).await
    }

    async fn add_connection(&self, connection: &Connection) -> PortResult<()> {
        let new = connection.clone();
        self.db.write(move |t| add_connection(t, &new)).await
    }

    async fn connection(&self, key: &ConnectionKey) -> PortResult<Connection> {
        let at = parts(key);
        let sql = "SELECT doc FROM connection WHERE tenant = ?1 AND id = ?2";
        let found = self.db.read(move |db| one(db, sql, at)).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("connection {key}")))
    }

    async fn connections(&self) -> PortResult<Vec<Connection>> {
        self.db.read(|db| many(db, "SELECT doc FROM connection ORDER BY tenant, id", [])).await
    }

    async fn set_connection(&self, connection: &Connection) -> PortResult<Connection> {
        let next = Connection { version: connection.version + 1, ..connection.clone() };
        let update =
            "UPDATE connection SET version = ?3, doc = ?4 WHERE tenant = ?1 AND id = ?2 AND version = ?3 - 1";
        self.db
            .write(move |t| {
                let (tenant, id) = parts(&next.key());
                match t.execute(update, (tenant, id, next.version, to_doc(&next)?))? {
                    0 => Err(Failure::new(ErrorKind::Conflict, format!("connection {}", next.key()))),
                    _ => Ok(next),
                }
            })
            .await
    }

    async fn add_mapping(
        &self,
        connection: &ConnectionKey,
        version: &MappingVersion,
        document: &str,
    ) -> PortResult<()> {
        let (key, version, document) = (connection.clone(), version.clone(), document.to_owned());
        self.db.write(move |t| add_mapping(t, &key, &version, &document)).await
    }

    async fn mapping(&self, connection: &ConnectionKey, version: u64) -> PortResult<String> {
        let (tenant, id) = parts(connection);
        let sql = "SELECT document FROM mapping WHERE tenant = ?1 AND connection = ?2 AND version = ?3";
        let find = move |db: &rusqlite::Connection| {
            Ok(db.prepare_cached(sql)?.query_row((tenant, id, version), |row| row.get(0)).optional()?)
        };
        let found: Option<String> = self.db.read(find).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, format!("mapping {version} of {connection}")))
    }

    async fn mappings(&self, connection: &ConnectionKey) -> PortResult<Vec<MappingVersion>> {
        let at = parts(connection);
        let sql = "SELECT doc FROM mapping WHERE tenant = ?1 AND connection = ?2 ORDER BY version";
        self.db.read(move |db| many(db, sql, at)).await
    }

    async fn profile(&self) -> PortResult<Option<String>> {
        let find = |db: &rusqlite::Connection| {
            Ok(db.query_row("SELECT document FROM profile", [], |row| row.get(0)).optional()?)
        };
        self.db.read(find).await
    }

    async fn set_profile(&self, document: Option<&str>) -> PortResult<()> {
        let document = document.map(str::to_owned);
        self.db
            .write(move |t| {
                match document {
                    Some(text) => {
                        t.execute("INSERT OR REPLACE INTO profile (only, document) VALUES (1, ?1)", [text])?
                    }
                    None => t.execute("DELETE FROM profile", [])?,
                };
                Ok(())
            })
            .await
    }

    async fn put_login(&self, login: &Login) -> PortResult<()> {
        let login = login.clone();
        self.db.write(move |t| put_login(t, &login)).await
    }

    async fn login(&self, user: &str) -> PortResult<Login> {
        let user = user.to_owned();
        let found = self.db.read(move |db| one(db, "SELECT doc FROM login WHERE user = ?1", [user])).await?;
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, "login"))
    }

    async fn logins(&self, connection: &ConnectionKey) -> PortResult<Vec<Login>> {
        let at = parts(connection);
        let sql = "SELECT doc FROM login WHERE tenant = ?1 AND connection = ?2 ORDER BY user";
        self.db.read(move |db| many(db, sql, at)).await
    }

    async fn remove_login(&self, user: &str) -> PortResult<()> {
        let user = user.to_owned();
        self.db.write(move |t| Ok(t.execute("DELETE FROM login WHERE user = ?1", [user]).map(drop)?)).await
    }
}

fn add_connection(db: &rusqlite::Connection, new: &Connection) -> Outcome<()> {
    let (tenant, id) = parts(&new.key());
    if db.query_row("SELECT 1 FROM tenant WHERE id = ?1", [&tenant], |_| Ok(())).optional()?.is_none() {
        return Err(Failure::new(ErrorKind::NotFound, format!("tenant {tenant}")));
    }
    let insert =
        "INSERT INTO connection (tenant, id, version, doc) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    match db.execute(insert, (tenant, id, new.version, to_doc(new)?))? {
        0 => Err(Failure::new(ErrorKind::Conflict, format!("connection {}", new.key()))),
        _ => Ok(()),
    }
}

fn add_mapping(
    db: &rusqlite::Connection,
    key: &ConnectionKey,
    new: &MappingVersion,
    document: &str,
) -> Outcome<()> {
    let (tenant, id) = parts(key);
    let known = "SELECT 1 FROM connection WHERE tenant = ?1 AND id = ?2";
    if db.query_row(known, (&tenant, &id), |_| Ok(())).optional()?.is_none() {
        return Err(Failure::new(ErrorKind::NotFound, format!("connection {key}")));
    }
    let insert =
        "INSERT INTO mapping (tenant, connection, version, doc, document) VALUES (?1, ?2, ?3, ?4, ?5)
                  ON CONFLICT DO NOTHING";
    match db.execute(insert, (tenant, id, new.version, to_doc(new)?, document))? {
        0 => Err(Failure::new(ErrorKind::Conflict, format!("mapping {} of {key}", new.version))),
        _ => Ok(()),
    }
}

fn put_login(db: &rusqlite::Connection, login: &Login) -> Outcome<()> {
    let (tenant, connection) = parts(&login.connection);
    let known = "SELECT 1 FROM connection WHERE tenant = ?1 AND id = ?2";
    if db.query_row(known, (&tenant, &connection), |_| Ok(())).optional()?.is_none() {
        return Err(Failure::new(ErrorKind::NotFound, format!("connection {}", login.connection)));
    }
    let upsert = "INSERT INTO login (user, tenant, connection, doc) VALUES (?1, ?2, ?3, ?4)
                  ON CONFLICT (user) DO UPDATE SET doc = excluded.doc
                  WHERE tenant = excluded.tenant AND connection = excluded.connection";
    match db.execute(upsert, (&login.user, tenant, connection, to_doc(login)?))? {
        0 => Err(Failure::new(ErrorKind::Conflict, "user name")),
        _ => Ok(()),
    }
}
