//! What must not come in: columns that nobody reads are in the raw delivery and nowhere else, and sensitive ones not even
//! there.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

use roster::model::Entity;
use roster::snapshot::SnapshotReader;
use roster_conformance::{Faults, Then, When};
use roster_pipeline::check::{change_set, check_again};
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::receive::SetState;
use roster_pipeline::records::{Delivery, RedactedFile};
use roster_pipeline::work::{When as Start, work};

use crate::world::{World, at, district, faulty, names, students};

/// Values that must not be found: of sensitive columns and of others, all unread.
const SENSITIVE: [&str; 3] = ["078-05-1120", "canary-lunch", "canary-secret"];
const UNREAD: &str = "canary-locker";

type Files = Vec<(&'static str, String)>;

/// The district, whose users come with columns that nobody reads.
fn with_canaries(first: usize, last: usize) -> Files {
    let mut files = district(&names(&students(first, last)));
    let users = &mut files[5].1;
    let mut lines = users.lines();
    let header = lines.next().expect("a header");
    let mut text = format!("{header},SSN,Lunch Status,Locker\n");
    for line in lines {
        text += &format!("{line}canary-secret,078-05-1120,\"canary-lunch, F\",canary-locker\n");
    }
    // A row whose fields have moved, and one without its ID.
    text += "x1,,,true,s1,student,x,,Ann,One, Two,,x,,,,,05,canary-secret,078-05-1120,canary-lunch,canary-locker\n";
    text += ",,,true,s1,student,x,,Ann,Two,,,x,,,,05,canary-secret,078-05-1120,canary-lunch,canary-locker\n";
    *users = text;
    files
}

fn finds(bytes: &[u8], canary: &str) -> bool {
    bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
}

/// All artifacts by path, those of ours unpacked.
async fn artifacts(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for path in world.ports.artifacts.list(&world.key, "").await.expect("a list") {
        let mut source =
            world.ports.artifacts.open(&ArtifactKey::new(&world.key, &path)).await.expect("an artifact");
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).expect("bytes");
        if path.ends_with(".snapshot") {
            let mut reader = SnapshotReader::open(Cursor::new(bytes.clone())).expect("a snapshot");
            let mut records = reader.records();
            while let Some((_, record)) = records.next().expect("a record") {
                bytes.extend_from_slice(record);
            }
        }
        all.insert(path, bytes);
    }
    for run in world.ports.runs.runs(&world.key, 100).await.expect("runs") {
        let Ok(mut set) = change_set(&world.ports, &run).await else { continue };
        let mut bytes = Vec::new();
        for change in set.changes() {
            let change = change.expect("a change");
            bytes.extend(change.before.unwrap_or_default());
            bytes.extend(change.after.unwrap_or_default());
        }
        assert!(!bytes.is_empty() || !run.has_changes);
        all.insert(format!("{}: its changes", run.id), bytes);
    }
    all
}

/// Every file below a folder, but for what landed and raw copies.
fn beside_deliveries(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "raw" {
            files.extend(beside_deliveries(&path));
        } else if path.is_file() && name != "users.csv" {
            files.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    files
}

async fn newest(world: &World) -> Delivery {
    world.ports.deliveries.deliveries(&world.key, 1).await.expect("deliveries").remove(0)
}

async fn raw_users(world: &World, delivery: &Delivery) -> Vec<u8> {
    let file = delivery
        .files
        .iter()
        .find(|file| !file.path.contains(".csv") || file.path == "users.csv")
        .expect("users");
    let mut source =
        world.ports.artifacts.open(&ArtifactKey::new(&world.key, &file.artifact)).await.expect("a copy");
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).expect("bytes");
    bytes
}

fn is_clean(bytes: &[u8]) -> bool {
    SENSITIVE.iter().all(|canary| !finds(bytes, canary))
}

fn noted(delivery: &Delivery) -> Vec<RedactedFile> {
    let columns = ["password", "SSN", "Lunch Status"].map(str::to_owned).to_vec();
    assert!(
        delivery.redacted.is_empty() || delivery.redacted[0].columns == columns,
        "{:?}",
        delivery.redacted
    );
    delivery.redacted.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_nobody_reads_never_leave_the_raw_delivery_and_sensitive_ones_leave_it_too() {
    let world = World::new().await;
    world.upload(&with_canaries(1, 30)).await;
    let applied = world.run(1).await.applied.expect("applied");
    world.upload(&with_canaries(4, 33)).await;
    world.run(60).await.applied.expect("applied");
    let delivery = newest(&world).await;
    check_again(&world.ports, &world.key, &delivery.id, at(70)).await.expect("a check");
    let report =
        roster_pipeline::reports::operator_text(&world.ports, &applied, at(80)).await.expect("a report");
    assert!(is_clean(report.as_bytes()) && !report.contains(UNREAD), "{report}");

    let all = artifacts(&world).await;
    assert!(all.keys().filter(|path| path.starts_with("snapshots/")).count() > 6, "{:?}", all.keys());
    for (path, bytes) in &all {
        assert!(is_clean(bytes), "{path}");
        assert_eq!(finds(bytes, UNREAD), path.starts_with("raw/") && finds(bytes, ",Locker\n"), "{path}");
    }
    let files = beside_deliveries(world.dir.path());
    assert!(files.iter().any(|(path, _)| path.ends_with("latest.txt")), "{}", files.len());
    for (path, bytes) in files {
        assert!(is_clean(&bytes) && !finds(&bytes, UNREAD), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delivery_says_what_was_taken_out_and_the_same_again_is_still_the_same() {
    let world = World::new().await;
    world.upload(&with_canaries(1, 20)).await;
    world.run(1).await.applied.expect("applied");
    let first = newest(&world).await;
    assert_eq!(noted(&first).len(), 1);
    assert_eq!(first.findings.get("R131"), Some(&3));
    let text = String::from_utf8(raw_users(&world, &first).await).expect("text");
    assert!(
        text.contains(
            ",[removed: passwords],[removed: social-security],\"[removed: meal-status],x\",canary-locker\n"
        ),
        "{text}"
    );

    world.upload(&with_canaries(1, 20)).await;
    let again = world.run(60).await;
    assert!(matches!(again.received.set, SetState::Unchanged(_)), "{again:?}");
    let second = newest(&world).await;
    assert_eq!((noted(&second), &second.same_as), (first.redacted.clone(), &Some(first.id.clone())));
    assert_eq!(second.files[6].sha256, first.files[6].sha256, "the hash of what was sent");
    assert_eq!(raw_users(&world, &second).await, text.as_bytes());

    let run = check_again(&world.ports, &world.key, &first.id, at(70)).await.expect("a check");
    assert_eq!((noted(&run.delivery), run.delivery.findings), (first.redacted, first.findings));
    assert!(!run.run.has_changes, "{:?}", run.run.entities);
}

fn zipped(files: &Files) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(text.as_bytes()).expect("a write");
    }
    writer.finish().expect("an archive").into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_inside_of_a_zip_are_redacted_too() {
    let world = World::new().await;
    let before = zipped(&with_canaries(1, 20));
    world.upload_bytes("export.zip", &before).await;
    world.run(1).await.applied.expect("applied");
    let delivery = newest(&world).await;
    assert_eq!(noted(&delivery)[0].entry.as_deref(), Some("users.csv"));
    let raw = raw_users(&world, &delivery).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(raw)).expect("an archive");
    assert_eq!(archive.len(), 7);
    let mut text = String::new();
    archive.by_name("users.csv").expect("users").read_to_string(&mut text).expect("text");
    assert!(is_clean(text.as_bytes()) && text.contains(UNREAD));
    let again = check_again(&world.ports, &world.key, &delivery.id, at(70)).await.expect("a check");
    assert!(!again.run.has_changes);
}

async fn dies_and_comes_back(nth: u64) -> bool {
    let world = World::new().await;
    world.upload(&with_canaries(1, 12)).await;
    let faults = Arc::new(Faults::at(nth, When::After, Then::StayDown));
    let dying = faulty(&world.ports, &faults);
    let died = work(&dying, &world.key, Start::Now, ("first process", at(1))).await.is_err();
    if !faults.reached() {
        return false;
    }
    assert!(died, "step {nth} failed and nobody noticed");
    for minute in [2, 30] {
        let _ = work(&world.ports, &world.key, Start::Now, ("second process", at(minute))).await;
    }
    let delivery = newest(&world).await;
    assert_eq!(noted(&delivery).len(), 1, "after dying at step {nth}");
    assert!(is_clean(&raw_users(&world, &delivery).await), "after dying at step {nth}");
    assert_eq!(world.ids(Entity::Users).await.len(), 13);
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dies_at_any_step_leaves_no_copy_behind() {
    // After a step is before the next one.
    let mut nth = 0;
    loop {
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..8 {
            nth += 1;
            together.spawn(dies_and_comes_back(nth));
        }
        if together.join_all().await.contains(&false) {
            break;
        }
    }
    assert!(nth > 30, "only {nth} steps");
}
