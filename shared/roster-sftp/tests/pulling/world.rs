//! A data directory with one pull connection.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use roster_local::{Addresses, DataDir, DirLanding, Outbox};
use roster_pipeline::ports::{FrontDoor, Landing, LandingPath, SecretName, SecretText, Secrets};
use roster_pipeline::pull::{Pull, PullPorts, PullSecret, PullSettings, pull};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use roster_sftp::{PullLimits, SftpRemoteFiles};
use tempfile::TempDir;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// The runtime that all of it shares.
pub(crate) fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// One secret for every connection, or none.
#[derive(Clone)]
pub(crate) struct OneSecret(pub(crate) Arc<Mutex<Option<PullSecret>>>);

#[async_trait]
impl Secrets for OneSecret {
    async fn put(&self, _: &ConnectionKey, _: &SecretName, _: &SecretText) -> PortResult<()> {
        Ok(())
    }

    async fn get(&self, _: &ConnectionKey, _: &SecretName) -> PortResult<SecretText> {
        match self.0.lock().unwrap().as_ref() {
            Some(secret) => SecretText::new(secret.to_json()?),
            None => Err(PortError::new(ErrorKind::NotFound, "secret")),
        }
    }

    async fn remove(&self, _: &ConnectionKey, _: &SecretName) -> PortResult<()> {
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) ports: PullPorts,
    pub(crate) key: ConnectionKey,
    pub(crate) secret: OneSecret,
    pub(crate) dir: TempDir,
    landing: Arc<DirLanding>,
}

impl World {
    pub(crate) fn new(settings: PullSettings, secret: PullSecret) -> World {
        World::with(settings, secret, PullLimits::default())
    }

    pub(crate) fn with(settings: PullSettings, secret: PullSecret, limits: PullLimits) -> World {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path().join("data")).unwrap();
        let landing = Arc::new(data.open_landing().unwrap());
        let control = Arc::new(data.open_control().unwrap());
        let addresses = Addresses { from: "a@example.org".into(), operator: "b@example.org".into() };
        let outbox: Outbox = data.open_outbox(addresses).unwrap();
        let secret = OneSecret(Arc::new(Mutex::new(Some(secret))));
        let remote = SftpRemoteFiles::new(landing.clone(), Arc::new(secret.clone())).with_limits(limits);
        let ports = PullPorts {
            directory: control.clone(),
            landing: landing.clone(),
            pulls: control,
            remote: Arc::new(remote),
            announcer: Arc::new(outbox),
        };
        let key = ConnectionKey::new("maple-usd", "sis").unwrap();
        let world = World { ports, key, secret, dir, landing };
        runtime().block_on(world.add(settings));
        world
    }

    async fn add(&self, settings: PullSettings) {
        let (tenant, id) = (self.key.tenant.clone(), self.key.connection.clone());
        let about = Tenant { id: tenant.clone(), name: "Maple".into(), account: None, created: now() };
        self.ports.directory.add_tenant(&about).await.unwrap();
        let mut connection = Connection::new(tenant, id, Direction::Pull, now());
        connection.pull = Some(settings);
        self.ports.directory.add_connection(&connection).await.unwrap();
    }

    pub(crate) fn connection(&self) -> Connection {
        runtime().block_on(self.ports.directory.connection(&self.key)).unwrap()
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut PullSettings)) {
        let mut connection = self.connection();
        change(connection.pull.as_mut().unwrap());
        runtime().block_on(self.ports.directory.set_connection(&connection)).unwrap();
    }

    pub(crate) fn test(&self) -> roster_pipeline::ports::Tested {
        runtime().block_on(self.ports.remote.test(&self.connection())).unwrap()
    }

    /// Pulls so many minutes from now.
    pub(crate) fn pull(&self, minutes: i64) -> Pull {
        runtime().block_on(pull(&self.ports, &self.key, now() + SignedDuration::from_mins(minutes))).unwrap()
    }

    /// What landed, by path.
    pub(crate) fn landed(&self) -> BTreeMap<String, Vec<u8>> {
        runtime().block_on(async {
            let mut all = BTreeMap::new();
            for file in self.landing.files(&self.key).await.unwrap() {
                let path = LandingPath::parse(file.path.as_str()).unwrap();
                let mut bytes = Vec::new();
                while (bytes.len() as u64) < file.size {
                    let at = bytes.len() as u64;
                    bytes.extend(self.landing.read_at(&self.key, &path, at, 1 << 20).await.unwrap());
                }
                all.insert(path.as_str().to_owned(), bytes);
            }
            all
        })
    }

    pub(crate) fn announced(&self) -> String {
        let outbox = self.dir.path().join("data/outbox/announcements.jsonl");
        std::fs::read_to_string(outbox).unwrap_or_default()
    }

    pub(crate) fn pulls(&self) -> Vec<Pull> {
        runtime().block_on(self.ports.pulls.pulls(&self.key, 100)).unwrap()
    }
}

pub(crate) fn now() -> Timestamp {
    static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);
    *NOW
}

/// Paths of what a pull brought.
pub(crate) fn brought(pull: &Pull) -> Vec<&str> {
    pull.landed().map(|file| file.file.path.as_str()).collect()
}
