//! A district that uploads: its first load, in the middle of which a worker dies; a day later; the same day again; a file
//! that was cut off, held and answered.

use jiff::{SignedDuration, Timestamp};
use roster::generate::{District, File};
use roster_pipeline::ConnectionKey;

use crate::client::{Client, Proof, key_pair};
use crate::crash;
use crate::district::{cut_by_percent, export, on, records};
use crate::items::{self, changes, written};
use crate::world::World;

const KEY_USER: &str = "maple-usd-key";
const STUDENTS: u32 = 150;

/// All of its nights.
pub(crate) async fn nights(world: &World) {
    let key = ConnectionKey::new("maple-usd", "sis").unwrap();
    let password = add(world, &key).await;
    let client = Client { world, user: "maple-usd-sis", proof: Proof::Password(&password) };
    logs_in(&client).await;
    first_load(&client, &key).await;
    what_came_twice_changes_nothing(world, &key).await;
    world.operator.set(&key, &["schedule=on-arrival"]).await;
    a_day_later(&client, &key).await;
    the_same_again(&client, &key).await;
    cut_off(&client, &key).await;
    let verified = world.operator.rollcall(&["verify"]).await;
    assert!(verified.contains("maple-usd"), "{verified}");
}

/// Due half a day from now: what comes is checked and waits. Gives the password that was made.
async fn add(world: &World, key: &ConnectionKey) -> String {
    let operator = &world.operator;
    operator.rollcall(&["tenant", "add", "maple-usd", "--name", "Maple Unified"]).await;
    operator.rollcall(&["connection", "add", "maple-usd", "sis", "--push", "--activate"]).await;
    let schedule = daily_at(Timestamp::now() + SignedDuration::from_hours(12));
    let expected = format!("expected={}", File::ALL.map(File::name).join("; "));
    operator.set(key, &[&schedule, &expected]).await;
    key_pair(&world.path("id"));
    operator.rollcall(&["login", "add", "maple-usd", "sis", "--user", KEY_USER, "--key", "id.pub"]).await;
    let made = operator.json(&["login", "add", "maple-usd", "sis", "--json"]).await;
    made["password"].as_str().unwrap().to_owned()
}

fn daily_at(time: Timestamp) -> String {
    time.strftime("schedule=daily %H:%M UTC").to_string()
}

/// The deployed function says who may, and who may not.
async fn logs_in(client: &Client<'_>) {
    let (id, here) = (client.world.path("id"), client.world.folder.path());
    let wrong = Client { proof: Proof::Password("wronghorse24"), ..*client };
    assert!(wrong.sftp(here, "ls\n").await.unwrap_err().contains("Permission denied"));
    let nobody = Client { user: "nobody", ..*client };
    assert!(nobody.sftp(here, "ls\n").await.unwrap_err().contains("Permission denied"));
    Client { user: KEY_USER, proof: Proof::Key(&id), ..*client }.sftp(here, "ls\n").await.unwrap();
    client.sftp(here, "ls\n").await.unwrap();
}

async fn first_load(client: &Client<'_>, key: &ConnectionKey) {
    let (world, first) = (client.world, on(STUDENTS, 1, 1));
    client.put_all(&export(world, "night1", &first)).await;
    let run = world.until_run(key, 1, "checked").await;
    let receipt = world.until("there is a receipt", || client.read("reports/received.txt")).await;
    assert!(receipt.contains("users.csv") && receipt.contains(&run.delivery.0), "{receipt}");
    let report = world.until("there is a report", || client.read("reports/latest.txt")).await;
    assert!(report.contains("users"), "{report}");
    let listed = client.sftp(world.folder.path(), "ls reports/*/findings.csv\n").await.unwrap();
    assert!(listed.contains("/findings.csv"), "{listed}");
    assert!(items::all(world).await.is_empty(), "it is not due yet");

    // Its time is this minute.
    world.operator.set(key, &[&daily_at(Timestamp::now())]).await;
    crash::in_the_middle_of_applying(world, key, world.scheduled("EveryNight")).await;
    world.until_run(key, 1, "applied").await;
    is_the_roster(world, key, &first).await;
}

/// Table, snapshot and files say the same.
async fn is_the_roster(world: &World, key: &ConnectionKey, files: &District) {
    world.until_quiet().await;
    world.agrees(key).await;
    for (entity, count) in records(files) {
        let stored = world.ports.roster.count(key, entity).await.unwrap();
        assert_eq!(stored, count, "{entity}");
    }
}

/// A message of a run that is applied, and an upload of what stands there already.
async fn what_came_twice_changes_nothing(world: &World, key: &ConnectionKey) {
    let before = items::all(world).await;
    let run = world.ports.runs.runs(key, 1).await.unwrap().remove(0);
    world.send_apply(&run).await;
    world.send_apply(&run).await;
    world.until_quiet().await;
    assert_eq!(world.ports.runs.runs(key, 9).await.unwrap().len(), 1);
    assert_eq!(written(&before, &items::all(world).await), 0);
}

async fn a_day_later(client: &Client<'_>, key: &ConnectionKey) {
    let (world, second) = (client.world, on(STUDENTS, 2, 2));
    let before = items::all(world).await;
    client.put_all(&export(world, "night2", &second)).await;
    let run = world.until_run(key, 2, "applied").await;
    let expected = second.expected_since(1).by_entity();
    for (entity, want) in expected {
        let found = run.entities.get(entity).copied().unwrap_or_default();
        let found = (found.created, found.updated, found.removed);
        assert_eq!(found, (want.created, want.updated, want.removed), "{entity}");
    }
    is_the_roster(world, key, &second).await;
    let written = written(&before, &items::all(world).await);
    assert!(written > 0 && written == changes(&run), "{written} written, {:?}", run.entities);
}

async fn the_same_again(client: &Client<'_>, key: &ConnectionKey) {
    let world = client.world;
    let before = items::all(world).await;
    // Every row bears the stamp of the night.
    client.put_all(&export(world, "night3", &on(STUDENTS, 2, 3))).await;
    let run = world.until_run(key, 3, "applied").await;
    world.until_quiet().await;
    assert_eq!((changes(&run), written(&before, &items::all(world).await)), (0, 0));
    world.agrees(key).await;
}

async fn cut_off(client: &Client<'_>, key: &ConnectionKey) {
    let world = client.world;
    let before = items::all(world).await;
    let folder = export(world, "night4", &on(STUDENTS, 2, 4));
    cut_by_percent(&folder.join("users.csv"), 9);
    client.put_all(&folder).await;
    let held = world.until_run(key, 4, "held").await;
    world.until_quiet().await;
    assert_eq!(written(&before, &items::all(world).await), 0, "a held run writes nothing");
    let report = client.read("reports/latest.txt").await.unwrap();
    assert!(report.contains("users"), "{report}");

    world.operator.rollcall(&["run", "approve", &held.id.0]).await;
    let run = world.until_run(key, 4, "applied").await;
    world.until_quiet().await;
    world.agrees(key).await;
    assert_eq!(written(&before, &items::all(world).await), changes(&run));
    assert!(run.entities["users"].removed > 0, "{:?}", run.entities);
}
