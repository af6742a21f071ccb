//! A landing folder and a directory in memory, for tests alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Directory, FrontDoor, Landed, LandedKind, LandingPath, Upload, UploadStart};
use roster_pipeline::records::{Connection, Login, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};

#[derive(Clone)]
enum Node {
    File { bytes: Arc<Vec<u8>>, modified: Timestamp, version: u64 },
    Folder,
}

type Nodes = BTreeMap<(ConnectionKey, String), Node>;

/// Everything in memory.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    nodes: Arc<Mutex<Nodes>>,
    logins: Arc<Mutex<BTreeMap<String, Login>>>,
}

fn error<T>(kind: ErrorKind) -> PortResult<T> {
    Err(PortError::new(kind, "test landing"))
}

impl Memory {
    fn nodes(&self) -> MutexGuard<'_, Nodes> {
        self.nodes.lock().unwrap()
    }

    pub(crate) fn add_login(&self, login: Login) {
        self.logins.lock().unwrap().insert(login.user.clone(), login);
    }

    pub(crate) fn add_file(&self, connection: &ConnectionKey, path: &str, bytes: &[u8]) {
        let mut folder = LandingPath::parse(path).unwrap().parent();
        while folder != LandingPath::root() {
            self.nodes().insert((connection.clone(), folder.to_string()), Node::Folder);
            folder = folder.parent();
        }
        let file = Node::File { bytes: Arc::new(bytes.to_vec()), modified: Timestamp::now(), version: 0 };
        self.nodes().insert((connection.clone(), path.to_owned()), file);
    }

    /// Paths of all files of a connection with their contents, `reports/` not among them.
    pub(crate) fn files(&self, connection: &ConnectionKey) -> BTreeMap<String, Vec<u8>> {
        let nodes = self.nodes();
        let own = nodes.iter().filter(|((c, p), _)| c == connection && !p.starts_with("reports/"));
        own.filter_map(|((_, path), node)| match node {
            Node::File { bytes, .. } => Some((path.clone(), bytes.to_vec())),
            Node::Folder => None,
        })
        .collect()
    }

    fn landed(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Landed> {
        let (path, modified) = (path.clone(), Timestamp::now());
        if path.as_str().is_empty() || path.as_str() == "reports" {
            return Ok(Landed { path, kind: LandedKind::Folder, size: 0, modified, version: String::new() });
        }
        match self.nodes().get(&(connection.clone(), path.to_string())) {
            Some(Node::File { bytes, modified, version }) => Ok(Landed {
                path,
                kind: LandedKind::File,
                size: bytes.len() as u64,
                modified: *modified,
                version: version.to_string(),
            }),
            Some(Node::Folder) => {
                Ok(Landed { path, kind: LandedKind::Folder, size: 0, modified, version: String::new() })
            }
            None => error(ErrorKind::NotFound),
        }
    }

    fn folder(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        match self.landed(connection, path)?.kind {
            LandedKind::Folder => Ok(()),
            LandedKind::File => error(ErrorKind::Refused),
        }
    }
}

#[async_trait]
impl FrontDoor for Memory {
    async fn list(&self, connection: &ConnectionKey, folder: &LandingPath) -> PortResult<Vec<Landed>> {
        self.folder(connection, folder)?;
        let all: Vec<String> =
            self.nodes().keys().filter(|(c, _)| c == connection).map(|(_, p)| p.clone()).collect();
        let mut paths: Vec<LandingPath> = all.iter().map(|p| LandingPath::parse(p).unwrap()).collect();
        paths.push(LandingPath::parse("reports").unwrap());
        paths.retain(|p| p.parent() == *folder && *p != LandingPath::root());
        paths.sort();
        paths.dedup();
        paths.iter().map(|path| self.landed(connection, path)).collect()
    }

    async fn stat(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Landed> {
        self.landed(connection, path)
    }

    async fn read_at(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        offset: u64,
        len: usize,
    ) -> PortResult<Vec<u8>> {
        match self.nodes().get(&(connection.clone(), path.to_string())) {
            Some(Node::File { bytes, .. }) => Ok(slice(bytes, offset, len)),
            Some(Node::Folder) | None => error(ErrorKind::NotFound),
        }
    }

    async fn upload(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        start: UploadStart,
    ) -> PortResult<Box<dyn Upload>> {
        if path.is_report() {
            return error(ErrorKind::Refused);
        }
        self.folder(connection, &path.parent())?;
        let key = (connection.clone(), path.to_string());
        let bytes = match (start, self.nodes().get(&key)) {
            (_, Some(Node::Folder)) => return error(ErrorKind::Refused),
            (UploadStart::Existing, Some(Node::File { bytes, .. })) => bytes.to_vec(),
            (UploadStart::Existing | UploadStart::Empty, _) => Vec::new(),
        };
        Ok(Box::new(MemoryUpload { memory: self.clone(), key, path: path.clone(), bytes, modified: None }))
    }

    async fn set_modified(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        to: Timestamp,
    ) -> PortResult<()> {
        match self.nodes().get_mut(&(connection.clone(), path.to_string())) {
            Some(Node::File { modified, .. }) => *modified = to,
            Some(Node::Folder) | None => return error(ErrorKind::NotFound),
        }
        Ok(())
    }

    async fn make_folder(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        if self.landed(connection, path).is_ok() {
            return error(ErrorKind::Conflict);
        }
        self.folder(connection, &path.parent())?;
        self.nodes().insert((connection.clone(), path.to_string()), Node::Folder);
        Ok(())
    }

    async fn remove(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        kind: LandedKind,
    ) -> PortResult<()> {
        if path.is_report() || self.landed(connection, path)?.kind != kind {
            return error(ErrorKind::Refused);
        }
        if kind == LandedKind::Folder && !self.list(connection, path).await?.is_empty() {
            return error(ErrorKind::Conflict);
        }
        self.nodes().remove(&(connection.clone(), path.to_string()));
        Ok(())
    }

    async fn rename(
        &self,
        connection: &ConnectionKey,
        from: &LandingPath,
        to: &LandingPath,
    ) -> PortResult<()> {
        if from.is_report() || to.is_report() {
            return error(ErrorKind::Refused);
        }
        self.folder(connection, &to.parent())?;
        let mut nodes = self.nodes();
        let to = (connection.clone(), to.to_string());
        if matches!(nodes.get(&to), Some(Node::Folder)) {
            return error(ErrorKind::Conflict);
        }
        match nodes.remove(&(connection.clone(), from.to_string())) {
            Some(node) => nodes.insert(to, node),
            None => return error(ErrorKind::NotFound),
        };
        Ok(())
    }
}

fn slice(bytes: &[u8], offset: u64, len: usize) -> Vec<u8> {
    let start = bytes.len().min(offset as usize);
    bytes[start..bytes.len().min(start + len)].to_vec()
}

struct MemoryUpload {
    memory: Memory,
    key: (ConnectionKey, String),
    path: LandingPath,
    bytes: Vec<u8>,
    modified: Option<Timestamp>,
}

#[async_trait]
impl Upload for MemoryUpload {
    async fn write_at(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()> {
        let (start, end) = (offset as usize, offset as usize + bytes.len());
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[start..end].copy_from_slice(bytes);
        Ok(())
    }

    async fn read_at(&mut self, offset: u64, len: usize) -> PortResult<Vec<u8>> {
        Ok(slice(&self.bytes, offset, len))
    }

    async fn set_size(&mut self, size: u64) -> PortResult<()> {
        self.bytes.resize(size as usize, 0);
        Ok(())
    }

    async fn set_modified(&mut self, modified: Timestamp) -> PortResult<()> {
        self.modified = Some(modified);
        Ok(())
    }

    async fn size(&mut self) -> PortResult<u64> {
        Ok(self.bytes.len() as u64)
    }

    async fn finish(self: Box<Self>) -> PortResult<Landed> {
        let modified = self.modified.unwrap_or_else(Timestamp::now);
        let file = Node::File { bytes: Arc::new(self.bytes), modified, version: 1 };
        self.memory.nodes().insert(self.key.clone(), file);
        self.memory.landed(&self.key.0, &self.path)
    }
}

#[async_trait]
impl Directory for Memory {
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
