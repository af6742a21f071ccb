//! Stored events through the function: in order, doubled, late, and from somebody else's connector.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rollcall_pull::{Deps, Event, Places, handle};
use roster_local::{Addresses, DataDir};
use roster_pipeline::ports::{
    Fetched, FileOutcome, Listed, Listing, RemoteFile, RemoteFiles, Started, Tested, TransferId, Wanted,
};
use roster_pipeline::pull::{Pull, PullPorts, PullSettings, PullState, Via};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::{ConnectionKey, PortResult, TenantId};
use serde_json::{Value, json};
use tempfile::TempDir;

const RETRIEVED: &str = include_str!("fixtures/retrieve-completed.json");
const FAILED: &str = include_str!("fixtures/retrieve-failed.json");
const LISTED: &str = include_str!("fixtures/listing-completed.json");

/// A connector that starts what it is asked for, under the names that the stored events have.
#[derive(Default)]
struct Connector {
    lists: Mutex<u32>,
    fetches: Mutex<u32>,
}

fn started(transfer: &str, files: &[Wanted]) -> Started {
    let paths = files.iter().map(|wanted| wanted.file.path.clone()).collect();
    Started { transfer: TransferId(transfer.into()), paths, output: "there".into() }
}

#[async_trait]
impl RemoteFiles for Connector {
    async fn test(&self, _: &Connection) -> PortResult<Tested> {
        panic!("nobody tests")
    }

    async fn list(&self, _: &Connection) -> PortResult<Listed> {
        let mut lists = self.lists.lock().unwrap();
        *lists += 1;
        Ok(Listed::Started(started(&format!("l-{lists}"), &[])))
    }

    async fn listing(&self, _: &Connection, _: &Started) -> PortResult<Listing> {
        let file = |path: &str| RemoteFile { path: path.into(), size: Some(7), modified: None };
        Ok(Listing { files: vec![file("orgs.csv"), file("users.csv")], ..Listing::default() })
    }

    async fn fetch(&self, _: &Connection, files: &[Wanted]) -> PortResult<Fetched> {
        *self.fetches.lock().unwrap() += 1;
        Ok(Fetched::Started(vec![started("t-1", files)]))
    }

    async fn progress(&self, _: &Connection, _: &Started) -> PortResult<Vec<(String, FileOutcome)>> {
        Ok(vec![("/export/orgs.csv".into(), FileOutcome::Landed { bytes: None, sha256: None })])
    }
}

struct Here(PullPorts);

#[async_trait]
impl Places for Here {
    async fn of(&self, _: &TenantId) -> PortResult<PullPorts> {
        Ok(self.0.clone())
    }
}

struct World {
    deps: Deps,
    ports: PullPorts,
    connector: Arc<Connector>,
    key: ConnectionKey,
    _dir: TempDir,
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

impl World {
    async fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path().join("data")).unwrap();
        let control = Arc::new(data.open_control().unwrap());
        let addresses = Addresses { from: "a@example.org".into(), operator: "b@example.org".into() };
        let connector = Arc::new(Connector::default());
        let ports = PullPorts {
            directory: control.clone(),
            landing: Arc::new(data.open_landing().unwrap()),
            pulls: control,
            remote: connector.clone(),
            announcer: Arc::new(data.open_outbox(addresses).unwrap()),
        };
        let key = ConnectionKey::new("maple-usd", "sis").unwrap();
        let tenant = Tenant { id: key.tenant.clone(), name: "Maple".into(), account: None, created: now() };
        ports.directory.add_tenant(&tenant).await.unwrap();
        let mut connection =
            Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Pull, now());
        connection.pull = Some(PullSettings {
            host_keys: vec!["ssh-ed25519 AAAA".into()],
            via: Via::Connector,
            connector: Some("c-0123456789abcdef0".into()),
            ..PullSettings::new("sftp.example.org", "vendor")
        });
        ports.directory.add_connection(&connection).await.unwrap();
        let deps = Deps { places: Arc::new(Here(ports.clone())) };
        World { deps, ports, connector, key, _dir: dir }
    }

    async fn at(&self, event: Value, minutes: i64) -> PortResult<usize> {
        let event: Event = serde_json::from_value(event).unwrap();
        let now = now() + SignedDuration::from_mins(minutes);
        let answer = handle(&self.deps, event, now).await?;
        Ok(answer.batch_item_failures.len())
    }

    async fn event(&self, text: &str) -> PortResult<usize> {
        self.at(serde_json::from_str(text).unwrap(), 1).await
    }

    async fn ask(&self, minutes: i64) {
        let body =
            json!({"connection": {"tenant": "maple-usd", "connection": "sis"}, "work": {"do": "pull"}});
        let record = json!({"messageId": "m", "body": body.to_string(),
            "attributes": {"MessageGroupId": "maple-usd/sis", "ApproximateReceiveCount": "1"}});
        assert_eq!(self.at(json!({ "Records": [record] }), minutes).await.unwrap(), 0);
    }

    async fn newest(&self) -> Pull {
        self.ports.pulls.pulls(&self.key, 1).await.unwrap().remove(0)
    }
}

#[tokio::test]
async fn every_order_of_doubled_events_comes_to_the_same_end() {
    for order in [[LISTED, RETRIEVED, FAILED], [RETRIEVED, FAILED, LISTED], [FAILED, LISTED, RETRIEVED]] {
        let world = World::new().await;
        world.ask(0).await;
        for event in order.iter().flat_map(|event| [event, event]) {
            world.event(event).await.unwrap();
        }
        let pull = world.newest().await;
        let landed: Vec<_> = pull.landed().map(|file| file.file.path.clone()).collect();
        assert_eq!((pull.state, landed), (PullState::Partial, vec!["users.csv".to_owned()]));
        assert!(pull.trouble.unwrap().message.starts_with("orgs.csv: the file cannot be read"));
        assert_eq!(*world.connector.fetches.lock().unwrap(), 1);
    }
}

#[tokio::test]
async fn events_that_come_before_the_message_are_kept() {
    let world = World::new().await;
    for event in [RETRIEVED, LISTED, FAILED] {
        world.event(event).await.unwrap();
    }
    world.ask(1).await;
    assert_eq!(world.newest().await.state, PullState::Partial);
}

#[tokio::test]
async fn what_is_never_reported_is_asked_after_and_then_lost() {
    let world = World::new().await;
    world.ask(0).await;
    world.event(LISTED).await.unwrap();
    world.ask(60).await;
    assert_eq!(world.newest().await.state, PullState::Fetching, "it is waited for, not begun anew");
    world.ask(24 * 60).await;
    let pulls = world.ports.pulls.pulls(&world.key, 9).await.unwrap();
    let first = pulls.last().unwrap();
    assert_eq!(first.state, PullState::Partial);
    assert_eq!(first.landed().count(), 1, "the connector was asked what became of it");
    assert!(pulls.len() > 1, "and the next pull began");
}

#[tokio::test]
async fn reports_of_another_connector_and_foreign_events_change_nothing() {
    let world = World::new().await;
    world.ask(0).await;
    world.event(LISTED).await.unwrap();
    let stranger = RETRIEVED.replace("c-0123456789abcdef0", "c-fedcba98765432100");
    assert!(world.event(&stranger).await.is_err());
    world.event(&RETRIEVED.replace("aws.transfer", "somebody")).await.unwrap();
    world.event(&RETRIEVED.replace("Connector File Retrieve", "Server File Upload")).await.unwrap();
    assert!(world.event(&RETRIEVED.replace("/tenants/", "/elsewhere/")).await.is_err());
    assert_eq!(world.newest().await.landed().count(), 0);
}

/// The same with each of its values in turn replaced by something of every kind, and with each taken away.
fn damaged(value: &Value) -> Vec<Value> {
    let strange = [
        Value::Null,
        json!(-1),
        json!(1e300),
        json!(""),
        json!("../%2e\u{0}é"),
        json!([]),
        json!({}),
        json!([[{}]]),
    ];
    let mut all: Vec<Value> = strange.to_vec();
    let Value::Object(fields) = value else { return all };
    for (name, inner) in fields {
        for other in damaged(inner) {
            let mut copy = fields.clone();
            copy.insert(name.clone(), other);
            all.push(Value::Object(copy));
        }
        let mut copy = fields.clone();
        copy.remove(name);
        all.push(Value::Object(copy));
    }
    all
}

#[tokio::test]
async fn no_damaged_event_stops_the_good_ones_that_follow() {
    let world = World::new().await;
    world.ask(0).await;
    let mut handled = 0;
    for event in [LISTED, RETRIEVED, FAILED] {
        for damaged in damaged(&serde_json::from_str(event).unwrap()) {
            // What is no event at all is reported by the loop around the function.
            let Ok(event) = serde_json::from_value::<Event>(damaged) else { continue };
            handled += 1;
            // Refused or ignored: both are fine, ending the process is not.
            let _ = handle(&world.deps, event, now()).await;
        }
    }
    assert!(handled > 100, "only {handled} could be read at all");
    for event in [LISTED, RETRIEVED, FAILED] {
        world.event(event).await.unwrap();
    }
    world.ask(60).await;
    // One of the damaged ones may say that the listing failed, which ends that pull: then the next one has begun.
    let pulls = world.ports.pulls.pulls(&world.key, 9).await.unwrap();
    assert_ne!(pulls.last().unwrap().state, PullState::Listing, "the pull goes on");
}
