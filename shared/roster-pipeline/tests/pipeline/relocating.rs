//! A connection with its history in another place, as if it had always been there.

use roster::model::Entity;
use roster_local::SecretFiles;
use roster_pipeline::pull::PullSecret;
use roster_pipeline::records::Login;
use roster_pipeline::{ErrorKind, history, relocate};

use crate::world::{World, at, district, names, students};

/// Two nights, a held one on top of them, and a login.
async fn old_place() -> World {
    let world = World::new().await;
    let all = students(1, 60);
    world.upload(&district(&names(&all))).await;
    world.run(1).await;
    world.upload(&district(&names(&students(3, 63)))).await;
    world.run(10).await;
    world.upload(&district(&names(&students(3, 20)))).await;
    world.run(20).await;
    let login = Login { user: "maple".into(), ..login(&world) };
    world.ports.directory.put_login(&login).await.expect("a login");
    world
}

fn login(world: &World) -> Login {
    serde_json::from_value(serde_json::json!({
        "user": "maple", "connection": world.key, "passwordHash": "$argon2id$none", "created": at(0),
    }))
    .expect("a login")
}

/// Another place, with nothing in it.
async fn new_place() -> World {
    let world = World::new().await;
    world.ports.directory.remove_tenant(&world.key.tenant).await.expect("an empty place");
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_history_and_roster_come_over_and_the_next_night_goes_on() {
    let (old, new) = (old_place().await, new_place().await);
    let key = &old.key;
    let tenant = old.ports.directory.tenant(&key.tenant).await.expect("a tenant");
    let connection = old.ports.directory.connection(key).await.expect("a connection");
    let mut reports = Vec::new();
    for minute in [30, 31] {
        relocate::tenant(&new.ports, &tenant).await.expect("a tenant");
        let places = (&old.ports, &new.ports);
        reports.push(relocate::connection(places, &connection, ("test", at(minute))).await.expect("moved"));
    }
    assert!(reports.iter().all(|report| report.verified.agrees()), "{reports:?}");
    assert!(reports[0].files > 0 && reports[0].written > 60, "{reports:?}");
    assert_eq!((reports[1].files, reports[1].written, reports[1].runs), (0, 0, 3));

    assert_eq!(new.ids(Entity::Users).await, old.ids(Entity::Users).await);
    assert_eq!(
        new.ports.runs.runs(key, 10).await.expect("runs"),
        old.ports.runs.runs(key, 10).await.expect("runs")
    );
    let of_the_gone = (Entity::Users, "st0001");
    assert_eq!(
        history::of(&new.ports, key, of_the_gone.0, of_the_gone.1).await.expect("a history"),
        history::of(&old.ports, key, of_the_gone.0, of_the_gone.1).await.expect("a history"),
    );
    assert!(new.ports.directory.login("maple").await.is_ok());
    assert!(new.ports.directory.connection(key).await.expect("a connection").active);

    // What was there before is known: the next night is a difference, not a first load, and supersedes the hold.
    for place in [&old, &new] {
        place.upload(&district(&names(&students(3, 64)))).await;
        let worked = place.run(40).await;
        assert_eq!(worked.applied.expect("applied").entities["users"].created, 1);
    }
    assert_eq!(new.ids(Entity::Users).await, old.ids(Entity::Users).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_roster_in_the_new_place_is_not_overwritten() {
    let (old, new) = (old_place().await, World::new().await);
    new.upload(&district(&names(&students(100, 140)))).await;
    new.run(5).await;
    let before = new.ids(Entity::Users).await;
    let connection = old.ports.directory.connection(&old.key).await.expect("a connection");
    let moved = relocate::connection((&old.ports, &new.ports), &connection, ("test", at(30))).await;
    assert_eq!(moved.expect_err("a conflict").kind, ErrorKind::Conflict);
    assert_eq!(new.ids(Entity::Users).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_we_log_in_with_at_the_districts_server_comes_over() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("a folder"));
    let place = |name: &str| {
        let dir = dir.path().join(name);
        std::fs::create_dir(&dir).expect("a folder");
        SecretFiles::open(dir.join("secrets"), dir.join("key"))
    };
    let (old, new) = (place("old"), place("new"));
    assert!(!relocate::secret((&old, &new), &world.key).await.expect("nothing to do"));
    let secret =
        PullSecret { username: "vendor".into(), password: Some("hunter22".into()), private_key: None };
    secret.keep(&old, &world.key).await.expect("kept");
    for _ in 0..2 {
        assert!(relocate::secret((&old, &new), &world.key).await.expect("copied"));
    }
    assert_eq!(PullSecret::of(&new, &world.key).await.expect("a secret"), secret);
}
