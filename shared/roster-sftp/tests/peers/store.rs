//! Landing folders as the product has them, and logins in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use roster_local::DirLanding;
use roster_pipeline::ports::{Directory, FrontDoor, Landing};
use roster_pipeline::records::{Connection, Login, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};
use tempfile::TempDir;

/// Files on disk and logins in memory; both are gone with the last clone.
#[derive(Clone)]
pub(crate) struct Store {
    folder: Arc<TempDir>,
    landing: DirLanding,
    logins: Arc<Mutex<BTreeMap<String, Login>>>,
}

fn error<T>(kind: ErrorKind) -> PortResult<T> {
    Err(PortError::new(kind, "test directory"))
}

impl Store {
    pub(crate) fn new() -> Store {
        let folder = tempfile::tempdir().unwrap();
        let landing = DirLanding::open(folder.path().join("landing"), folder.path().join("spool")).unwrap();
        Store { folder: Arc::new(folder), landing, logins: Arc::default() }
    }

    pub(crate) fn door(&self) -> Arc<dyn FrontDoor> {
        Arc::new(self.landing.clone())
    }

    pub(crate) fn add_login(&self, login: Login) {
        self.logins.lock().unwrap().insert(login.user.clone(), login);
    }

    /// Puts a file there past the server.
    pub(crate) fn add_file(&self, connection: &ConnectionKey, path: &str, bytes: &[u8]) {
        let path = self.folder.path().join("landing").join(connection.to_string()).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// What uploads left in the spool.
    pub(crate) fn spooled(&self) -> usize {
        let spool: &Path = &self.folder.path().join("spool");
        fs::read_dir(spool).unwrap().count()
    }

    /// Paths of all files of a connection with their contents, `reports/` not among them.
    pub(crate) async fn files(&self, connection: &ConnectionKey) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for landed in self.landing.files(connection).await.unwrap() {
            let mut content = Vec::new();
            self.landing.open(connection, &landed).await.unwrap().read_to_end(&mut content).unwrap();
            files.insert(landed.path.to_string(), content);
        }
        files
    }
}

#[async_trait]
impl Directory for Store {
    async fn login(&self, user: &str) -> PortResult<Login> {
        match self.logins.lock().unwrap().get(user) {
            Some(login) => Ok(login.clone()),
            None => error(ErrorKind::NotFound),
        }
    }
    async fn add_tenant(&self, _: &Tenant) -> PortResult<()> {
        unreachable!()
    }
    async fn tenant(&self, _: &TenantId) -> PortResult<Tenant> {
        unreachable!()
    }
    async fn tenants(&self) -> PortResult<Vec<Tenant>> {
        unreachable!()
    }
    async fn remove_tenant(&self, _: &TenantId) -> PortResult<()> {
        unreachable!()
    }
    async fn add_connection(&self, _: &Connection) -> PortResult<()> {
        unreachable!()
    }
    async fn connection(&self, _: &ConnectionKey) -> PortResult<Connection> {
        unreachable!()
    }
    async fn connections(&self) -> PortResult<Vec<Connection>> {
        unreachable!()
    }
    async fn set_connection(&self, _: &Connection) -> PortResult<Connection> {
        unreachable!()
    }
    async fn put_login(&self, _: &Login) -> PortResult<()> {
        unreachable!()
    }
    async fn logins(&self, _: &ConnectionKey) -> PortResult<Vec<Login>> {
        unreachable!()
    }
    async fn remove_login(&self, _: &str) -> PortResult<()> {
        unreachable!()
    }
}
