//! Whole nights through the pipeline with both buckets in S3, and the requests that they take.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster::generate::{District, File};
use roster_aws::{S3Artifacts, S3Landing};
use roster_local::{Addresses, DataDir, TempScratch};
use roster_pipeline::ports::{FrontDoor, Landing, LandingPath, UploadStart};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::work::{When, work};
use roster_pipeline::{ConnectionKey, Ports};

use crate::hooks::Requests;
use crate::stores::{Bucket, seen_by};

fn night(number: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap() + SignedDuration::from_hours(24 * number)
}

struct Machine {
    ports: Ports,
    door: Arc<S3Landing>,
    key: ConnectionKey,
    requests: Requests,
    _alive: (tempfile::TempDir, roster_local::DataLock, Bucket),
}

impl Machine {
    async fn over(bucket: Bucket) -> Machine {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path().join("data")).unwrap();
        let lock = data.lock("a test").unwrap();
        let control = Arc::new(data.open_control().unwrap());
        let addresses = Addresses { from: "rollcall@example.org".into(), operator: "ops@example.org".into() };
        let requests = Requests::default();
        let client = seen_by(&bucket.client, requests.clone());
        let door = Arc::new(S3Landing::new(&client, &bucket.name));
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(S3Artifacts::new(&client, second(&bucket).await)),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(data.open_roster().unwrap()),
            announcer: Arc::new(data.open_outbox(addresses).unwrap()),
            scratch: Arc::new(TempScratch::new()),
        };
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        let tenant =
            Tenant { id: key.tenant.clone(), name: "Maple".into(), account: None, created: night(0) };
        ports.directory.add_tenant(&tenant).await.unwrap();
        let (tenant, id) = (key.tenant.clone(), key.connection.clone());
        let mut connection = Connection::new(tenant, id, Direction::Push, night(0));
        connection.active = true;
        ports.directory.add_connection(&connection).await.unwrap();
        Machine { ports, door, key, requests, _alive: (dir, lock, bucket) }
    }

    /// Uploads a night's files and works; gives how often each object was asked for.
    async fn night(&self, district: District, number: i64) -> BTreeMap<String, usize> {
        for file in File::ALL {
            let mut bytes = Vec::new();
            district.write(file, &mut bytes).unwrap();
            let path = LandingPath::parse(file.name()).unwrap();
            let mut upload = self.door.upload(&self.key, &path, UploadStart::Empty).await.unwrap();
            upload.write_at(0, &bytes).await.unwrap();
            upload.finish().await.unwrap();
        }
        self.requests.take();
        let worked = work(&self.ports, &self.key, When::Now, ("a test", night(number))).await.unwrap();
        assert!(worked.applied.is_some());
        let mut asked = BTreeMap::new();
        for request in self.requests.take() {
            let object = request.strip_prefix("GET ").and_then(|uri| uri.split_once("tenants/"));
            let key = object.and_then(|(_, rest)| rest.split(['?', ' ']).next());
            *asked.entry(key.unwrap_or("other than GET").to_owned()).or_default() += 1;
        }
        asked
    }
}

async fn second(bucket: &Bucket) -> String {
    let name = format!("{}-artifacts", bucket.name);
    bucket.client.create_bucket().bucket(&name).send().await.unwrap();
    name
}

/// Two nights are applied, and no object is asked for more than a few times, however large it is.
pub(crate) async fn nights_are_applied_with_few_requests(bucket: Bucket) {
    let machine = Machine::over(bucket).await;
    let district = District::new(4000, 1, jiff::civil::date(2026, 8, 15));
    for number in [1, 2] {
        let asked = machine.night(district.on_day(u32::try_from(number).unwrap()), number).await;
        let most = asked.iter().filter(|(key, _)| key.starts_with("maple-usd/")).max_by_key(|(_, n)| **n);
        assert!(most.is_some_and(|(_, n)| *n <= 12), "{most:?}");
    }
    for file in machine.door.files(&machine.key).await.unwrap() {
        machine.door.remove_version(&machine.key, &file).await.unwrap();
    }
    assert!(machine.door.files(&machine.key).await.unwrap().is_empty());
}
