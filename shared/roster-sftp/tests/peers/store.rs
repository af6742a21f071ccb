//! Landing folders and logins as the product has them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use roster_local::{ControlDb, DirLanding};
use roster_pipeline::authorize::{Doorman, Gate};
use roster_pipeline::ports::{Directory, FrontDoor, Landing};
use roster_pipeline::records::{Connection, Direction, Login, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};
use tempfile::TempDir;

/// Files and logins on disk; both are gone with the last clone.
#[derive(Clone)]
pub(crate) struct Store {
    folder: Arc<TempDir>,
    landing: DirLanding,
    control: Arc<ControlDb>,
}

impl Store {
    pub(crate) fn new() -> Store {
        let folder = tempfile::tempdir().unwrap();
        let landing = DirLanding::open(folder.path().join("landing"), folder.path().join("spool")).unwrap();
        let control = Arc::new(ControlDb::open(&folder.path().join("control.db")).unwrap());
        Store { folder: Arc::new(folder), landing, control }
    }

    pub(crate) fn door(&self) -> Arc<dyn FrontDoor> {
        Arc::new(self.landing.clone())
    }

    pub(crate) fn doorman(&self) -> Arc<dyn Doorman> {
        Arc::new(Gate::new(self.control.clone(), self.control.clone()))
    }

    pub(crate) async fn add_login(&self, login: Login) {
        let (key, created) = (login.connection.clone(), login.created);
        let tenant = Tenant { id: key.tenant.clone(), name: key.tenant.to_string(), account: None, created };
        there(self.control.add_tenant(&tenant).await);
        let connection = Connection::new(key.tenant, key.connection, Direction::Push, created);
        there(self.control.add_connection(&connection).await);
        self.control.put_login(&login).await.unwrap();
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

/// Added now or before.
fn there(added: PortResult<()>) {
    if let Err(error) = added {
        assert_eq!(error.kind, ErrorKind::Conflict, "{error}");
    }
}
