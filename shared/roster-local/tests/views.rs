//! What the company's application sees in the roster database: one view per entity, visible records only.
#![expect(clippy::unwrap_used, reason = "a database that cannot be opened must stop its test")]

use roster::model::{Entity, Record};
use roster_conformance::samples::{at, birch, maple};
use roster_local::RosterDb;
use roster_pipeline::ports::{Change, RosterStore};
use roster_pipeline::records::RunId;
use rusqlite::{Connection, OpenFlags};
use tempfile::tempdir;

fn user(id: &str, given: &str) -> Change {
    let fields = [("sourcedId", id), ("givenName", given), ("email", "")];
    Change::Put { record: Record::from_pairs(Entity::Users, &fields), key: [0xab; 16] }
}

fn reader(path: &std::path::Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

#[tokio::test]
async fn a_view_shows_visible_records_with_a_column_per_field() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("roster.db");
    let db = RosterDb::open(&path).unwrap();
    let run = RunId("r-1".into());
    db.apply(&maple(), (&run, 1), at(0), &[user("007", "Ada"), user("gone", "Bo")]).await.unwrap();
    db.apply(&birch(), (&run, 1), at(0), &[user("007", "Cy")]).await.unwrap();
    let gone = Change::Remove { entity: Entity::Users, sourced_id: "gone".into() };
    db.apply(&maple(), (&run, 1), at(1), &[gone]).await.unwrap();
    let sql = "SELECT sourcedId, givenName, email, phone, stableKey, firstSeen, lastChanged
               FROM users WHERE tenant = 'maple-usd' AND connection = 'main'";
    let rows: Vec<Vec<Option<String>>> = reader(&path)
        .prepare(sql)
        .unwrap()
        .query_map([], |row| (0..7).map(|column| row.get(column)).collect())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let time = "2026-09-01T00:00:00.000000000Z";
    let (key, time) = (Some("ab".repeat(16)), Some(time.to_owned()));
    let ada = [Some("007".into()), Some("Ada".into()), Some(String::new()), None, key, time.clone(), time];
    assert_eq!(rows, [ada]);
}

#[tokio::test]
async fn own_fields_are_one_column_of_json_and_can_be_asked_for() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("roster.db");
    let db = RosterDb::open(&path).unwrap();
    let own = [("sourcedId", "u1"), ("metadata.title", "Head \"of\" year"), ("metadata.bus", "")];
    let own = Record::from_pairs(Entity::Users, &own);
    let changes = [Change::Put { record: own.clone(), key: [1; 16] }, user("u2", "Bo")];
    db.apply(&maple(), (&RunId("r-1".into()), 1), at(0), &changes).await.unwrap();
    assert_eq!(db.get(&maple(), Entity::Users, "u1").await.unwrap().record, own);
    let sql = "SELECT metadata, metadata ->> 'title' FROM users ORDER BY sourcedId";
    let rows: Vec<[Option<String>; 2]> = reader(&path)
        .prepare(sql)
        .unwrap()
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?]))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(rows, [[own.own().map(str::to_owned), Some("Head \"of\" year".into())], [None, None]]);
}

#[tokio::test]
async fn every_entity_of_the_roster_has_its_view_with_all_stored_fields() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("roster.db");
    RosterDb::open(&path).unwrap();
    let db = reader(&path);
    for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
        let statement = db.prepare(&format!("SELECT * FROM {entity}")).unwrap();
        let columns = statement.column_names();
        for field in entity.fields().iter().filter(|field| field.stored) {
            assert!(columns.contains(&field.name), "{entity}.{}", field.name);
        }
    }
}

#[tokio::test]
async fn a_view_of_another_schema_is_replaced_at_the_next_start() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("roster.db");
    drop(RosterDb::open(&path).unwrap());
    let old = "DROP VIEW orgs; CREATE VIEW orgs AS SELECT sourced_id AS old FROM record; DROP VIEW roles";
    Connection::open(&path).unwrap().execute_batch(old).unwrap();
    RosterDb::open(&path).unwrap();
    for sql in ["SELECT name FROM orgs", "SELECT sourcedId FROM roles"] {
        assert!(reader(&path).prepare(sql).is_ok(), "{sql}");
    }
}

#[tokio::test]
async fn the_query_in_the_readme_runs_and_looks_up_by_index() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("roster.db");
    RosterDb::open(&path).unwrap();
    let readme = include_str!("../README.md");
    let sql = readme.split("```sql").nth(1).unwrap().split("```").next().unwrap();
    let plan: Vec<String> = reader(&path)
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(plan.len(), 3, "{plan:?}");
    assert!(plan.iter().all(|step| step.starts_with("SEARCH") && step.contains("INDEX")), "{plan:?}");
    let by_id = plan.iter().filter(|step| step.contains("sourced_id=?")).count();
    assert_eq!(by_id, 2, "{plan:?}");
}
