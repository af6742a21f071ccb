//! Whole nights through the pipeline: items written are the records that changed, and a stamped night asks for nothing.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster::generate::{District, File, Stamp};
use roster_local::{Addresses, DataDir, DataLock, DirLanding, TempScratch};
use roster_pipeline::ports::{FrontDoor, LandingPath, UploadStart};
use roster_pipeline::records::{Connection, Direction, Run, Tenant};
use roster_pipeline::work::{When, work};
use roster_pipeline::{ConnectionKey, Ports};

use super::world::World;

/// One machine whose roster is in the table.
struct Machine {
    ports: Ports,
    door: Arc<DirLanding>,
    key: ConnectionKey,
    _lock: DataLock,
    _dir: tempfile::TempDir,
}

fn night(number: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap() + SignedDuration::from_hours(24 * number)
}

impl Machine {
    async fn over(world: &World) -> Machine {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path().join("data")).unwrap();
        let lock = data.lock("a test").unwrap();
        let (door, control) =
            (Arc::new(data.open_landing().unwrap()), Arc::new(data.open_control().unwrap()));
        let addresses = Addresses { from: "rollcall@example.org".into(), operator: "ops@example.org".into() };
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(data.open_artifacts().unwrap()),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(world.table.clone()),
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
        Machine { ports, door, key, _lock: lock, _dir: dir }
    }

    async fn night(&self, district: District, number: i64) -> Vec<Run> {
        for file in File::ALL {
            let mut bytes = Vec::new();
            district.write(file, &mut bytes).unwrap();
            let path = LandingPath::parse(file.name()).unwrap();
            let mut upload = self.door.upload(&self.key, &path, UploadStart::Empty).await.unwrap();
            upload.write_at(0, &bytes).await.unwrap();
            upload.finish().await.unwrap();
        }
        let by = ("a test", night(number));
        work(&self.ports, &self.key, When::Now, by).await.unwrap().applied.into_iter().collect()
    }
}

fn changes(runs: &[Run]) -> u64 {
    let counts = runs.iter().flat_map(|run| run.entities.values());
    counts.map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_written_are_records_changed_and_a_stamped_night_asks_for_nothing() {
    let world = World::new().await;
    let machine = Machine::over(&world).await;
    let district = District::new(60, 1, jiff::civil::date(2026, 8, 15));

    let first = changes(&machine.night(district.on_day(1), 0).await);
    let asked = world.requests.take();
    assert!(first > 500, "{first} records are no district");
    assert_eq!((asked["UpdateItem"], world.items().await.len() as u64), (first, first));
    assert_eq!(asked.get("items read"), None);

    let second = changes(&machine.night(district.on_day(8), 7).await);
    let asked = world.requests.take();
    assert!(second > 0 && second < first / 2, "{second} of {first} changed");
    assert_eq!(asked["UpdateItem"], second);
    assert_eq!(
        (asked["Query"], asked.get("items read")),
        (16, None),
        "looking for what to purge finds nothing"
    );
    assert_eq!(asked.len(), 2, "{asked:?}");

    let before = world.items().await;
    let third = machine.night(district.on_day(8).stamped(Stamp::Night(9)), 8).await;
    assert_eq!(changes(&third), 0);
    let asked = world.requests.take();
    assert_eq!((asked.get("UpdateItem"), asked.get("items read")), (None, None), "{asked:?}");
    assert!(world.items().await == before);
}
