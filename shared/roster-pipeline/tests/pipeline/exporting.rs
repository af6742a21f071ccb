//! Exports of rosters: which connections, which files, and that OneRoster comes out as it went in.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use crate::world::{World, at, district, names, students};
use roster::export::ExportFormat;
use roster::model::{Entity, Record};
use roster_pipeline::export::{Exported, Wanted, roster};
use roster_pipeline::ports::Change;
use roster_pipeline::records::{Connection, Direction, RunId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};

type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

struct Named(Files, String);

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("unbroken").entry(self.1.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn all(format: ExportFormat) -> Wanted {
    Wanted { format, connection: None, entity: None }
}

async fn export(world: &World, wanted: Wanted) -> PortResult<(Vec<Exported>, BTreeMap<String, String>)> {
    let files = Files::default();
    let into = Arc::clone(&files);
    let open = move |name: &str| Ok(Named(Arc::clone(&into), name.to_owned()));
    let exported = roster(&world.ports, &world.key.tenant, wanted, open).await?;
    let files = files.lock().expect("unbroken").clone();
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ok((exported, files.into_iter().map(|(name, bytes)| (name, text(bytes))).collect()))
}

/// A second connection of the same tenant, empty.
async fn second(world: &World) -> ConnectionKey {
    let key = ConnectionKey::new("maple-usd", "extra").expect("good names");
    let mut connection = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
    connection.active = true;
    world.ports.directory.add_connection(&connection).await.expect("a new connection");
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_connection_with_records_is_exported_without_folders() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    world.run(1).await.applied.expect("applied");
    second(&world).await;
    for (format, users, lines) in
        [(ExportFormat::Csv, "users.csv", 6), (ExportFormat::Json, "users.jsonl", 5)]
    {
        let (exported, files) = export(&world, all(format)).await.expect("an export");
        assert_eq!(exported.len(), 1);
        assert_eq!((&exported[0].connection, exported[0].records[&Entity::Users]), (&world.key, 5));
        assert_eq!(files[users].lines().count(), lines, "{:?}", files.keys());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_as_oneroster_is_the_same_roster_again() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    world.run(1).await.applied.expect("applied");
    let (_, files) = export(&world, all(ExportFormat::OneRoster)).await.expect("an export");
    assert!(files.contains_key("manifest.csv"), "{:?}", files.keys());
    let other = world.another_tenant(true).await;
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    world.upload_to(&other, &files).await;
    world.run_of(&other, 2).await.applied.expect("applied");
    for entity in [Entity::Orgs, Entity::Classes, Entity::Users, Entity::Enrollments] {
        let page = async |key| world.ports.roster.page(key, entity, None, 100).await.expect("a page");
        let (mine, theirs) = (page(&world.key).await, page(&other).await);
        let ids = |page: &[roster_pipeline::ports::StoredRecord]| -> Vec<String> {
            page.iter().map(|stored| stored.record.sourced_id().to_owned()).collect()
        };
        assert_eq!(ids(&mine), ids(&theirs), "{entity}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_connections_get_a_folder_each_and_no_oneroster() {
    let world = World::new().await;
    let extra = second(&world).await;
    for (key, count) in [(&world.key, 5), (&extra, 3)] {
        world.upload_to(key, &district(&names(&students(1, count)))).await;
        world.run_of(key, 1).await.applied.expect("applied");
    }
    let users = Wanted { entity: Some(Entity::Users), ..all(ExportFormat::Csv) };
    let (exported, files) = export(&world, users).await.expect("an export");
    let counts: Vec<u64> = exported.iter().map(|one| one.records[&Entity::Users]).collect();
    assert_eq!(counts, [3, 5]);
    assert!(files.keys().eq(["extra/users.csv", "sis/users.csv"]), "{:?}", files.keys());
    let refused = export(&world, all(ExportFormat::OneRoster)).await.expect_err("two rosters");
    assert_eq!(refused.kind, ErrorKind::Refused);
    assert!(refused.to_string().contains("name one of extra, sis"), "{refused}");
    let one = Wanted { connection: Some(extra.connection.clone()), ..all(ExportFormat::OneRoster) };
    let (exported, files) = export(&world, one).await.expect("an export");
    assert_eq!(exported[0].connection, extra);
    assert!(files.contains_key("users.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let nothing = export(&world, all(ExportFormat::Csv)).await.expect_err("no records");
    assert!(nothing.to_string().contains("records of maple-usd"), "{nothing}");
    let unknown = Wanted { connection: Some("other".parse().expect("a name")), ..all(ExportFormat::Csv) };
    for (error, kind) in [
        (nothing, ErrorKind::NotFound),
        (export(&world, unknown).await.expect_err("no connection"), ErrorKind::NotFound),
    ] {
        assert_eq!(error.kind, kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_are_exported_in_order_and_a_full_disk_is_an_error() {
    let world = World::new().await;
    let org = |n: usize| Record::from_pairs(Entity::Orgs, &[("sourcedId", &format!("o{n:05}"))]);
    let key = |n: usize| (n as u128).to_le_bytes();
    let batch: Vec<Change> = (0..2000).map(|n| Change::Put { record: org(n), key: key(n) }).collect();
    let by = (&RunId("r-1".into()), 1);
    world.ports.roster.apply(&world.key, by, at(1), &batch).await.expect("a batch");
    let (exported, files) = export(&world, all(ExportFormat::Csv)).await.expect("an export");
    assert_eq!(exported[0].records, BTreeMap::from([(Entity::Orgs, 2000)]));
    let ids: Vec<&str> = files["orgs.csv"].lines().skip(1).map(|line| &line[..6]).collect();
    assert!(ids.len() == 2000 && ids.is_sorted() && ids[1999] == "o01999");
    let full = |_: &str| -> io::Result<Named> { Err(io::Error::from(io::ErrorKind::StorageFull)) };
    let error = roster(&world.ports, &world.key.tenant, all(ExportFormat::Csv), full).await;
    assert_eq!(error.expect_err("a full disk").kind, ErrorKind::Unavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn own_fields_have_columns_wherever_they_come_and_own_records_a_file_by_kind() {
    let world = World::new().await;
    let org = |n: usize| {
        let id = format!("o{n:05}");
        let own = if n == 1500 { ("metadata.region", "north") } else { ("name", "x") };
        Record::from_pairs(Entity::Orgs, &[("sourcedId", &id), own])
    };
    let own = |n: usize| {
        let (id, kind) = (format!("r{n}"), ["bus", "locker"][n % 2]);
        let pairs = [("sourcedId", &*id), ("kind", kind), ("userSourcedId", "u1"), ("metadata.n", &*id)];
        Record::from_pairs(Entity::OwnRecords, &pairs)
    };
    let records = (0..1600).map(org).chain((0..4).map(own));
    let batch: Vec<Change> = records
        .enumerate()
        .map(|(n, record)| Change::Put { record, key: (n as u128).to_le_bytes() })
        .collect();
    let by = (&RunId("r-1".into()), 1);
    world.ports.roster.apply(&world.key, by, at(1), &batch).await.expect("a batch");
    let (exported, files) = export(&world, all(ExportFormat::Csv)).await.expect("an export");
    assert_eq!(exported[0].records, BTreeMap::from([(Entity::Orgs, 1600), (Entity::OwnRecords, 4)]));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["bus.csv", "locker.csv", "orgs.csv"]);
    assert!(files["orgs.csv"].lines().nth(1501).expect("a row").ends_with(",north"));
    assert_eq!(
        files["locker.csv"],
        "sourcedId,kind,userSourcedId,metadata.n\r\nr1,locker,u1,r1\r\nr3,locker,u1,r3\r\n"
    );
    let (_, files) = export(&world, all(ExportFormat::Json)).await.expect("an export");
    assert_eq!(files["ownRecords.jsonl"].lines().count(), 4);
    let (_, files) = export(&world, all(ExportFormat::OneRoster)).await.expect("an export");
    assert!(
        files["orgs.csv"].starts_with("sourcedId,status,")
            && files["orgs.csv"].contains(",metadata.region\r\n")
    );
    assert_eq!(files.keys().collect::<Vec<_>>(), ["manifest.csv", "orgs.csv"]);
}
