//! The operator's field profile: every connection is read under it, from the next delivery on.

use roster::model::Entity;
use roster_pipeline::records::{Connection, Direction};
use roster_pipeline::{ConnectionKey, ErrorKind, profile};

use crate::world::{World, at, district, names, students};

const BUS: &str = r#"{"profile": 1, "fields": {"users": {"bus": {"kind": "integer"}}}}"#;

async fn own(world: &World) -> Option<String> {
    let page = world.ports.roster.page(&world.key, Entity::Users, None, 1).await.expect("a page");
    page.first().expect("a user").record.own().map(str::to_owned)
}

fn with_bus(bus: &str) -> Vec<(&'static str, String)> {
    let row =
        |(at, line): (usize, &str)| format!("{line},{}\r\n", if at == 0 { "metadata.bus" } else { bus });
    let with = |(name, text): (&'static str, String)| match name {
        "users.csv" => (name, text.lines().enumerate().map(row).collect()),
        _ => (name, text),
    };
    district(&names(&students(1, 5))).into_iter().map(with).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_files_are_read_anew_under_another_profile() {
    let world = World::new().await;
    world.upload(&with_bus("7")).await;
    world.run(1).await.applied.expect("applied");
    assert_eq!(own(&world).await, None);
    assert_eq!(profile::set(&world.ports, Some(BUS)).await.expect("a profile"), 1);
    assert_eq!(profile::set(&world.ports, Some(BUS)).await.expect("again"), 0);
    world.upload(&with_bus("7")).await;
    world.run(2).await.applied.expect("applied");
    assert_eq!(own(&world).await.as_deref(), Some(r#"{"bus":"7"}"#));
    assert_eq!(profile::set(&world.ports, None).await.expect("the standard one"), 1);
    assert_eq!(world.ports.directory.connection(&world.key).await.expect("it").profile, None);
    assert_eq!(world.ports.directory.profile().await.expect("none"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_connection_takes_on_the_profile_and_a_wrong_one_changes_nothing() {
    let world = World::new().await;
    profile::set(&world.ports, Some(BUS)).await.expect("a profile");
    let wrong = profile::set(&world.ports, Some(r#"{"profile": 1, "fields": {"user": {}}}"#)).await;
    let error = wrong.expect_err("no profile");
    assert!(error.kind == ErrorKind::Refused && error.to_string().contains("fields.user: "), "{error}");
    assert_eq!(world.ports.directory.profile().await.expect("one").as_deref(), Some(BUS));
    let key = ConnectionKey::new("maple-usd", "extra").expect("good names");
    let new = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
    let new = profile::take_on(&world.ports, new).await.expect("a connection");
    let of = profile::of(&world.ports, &new).await.expect("a profile");
    assert!(of.field(Entity::Users, "bus").is_some() && of.field(Entity::Users, "title").is_some());
}
