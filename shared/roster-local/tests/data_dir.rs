//! A data directory: who may change it, what a killed process leaves, and copies made while it is in use.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use roster::model::{Entity, Record};
use roster_conformance::samples::{at, connection, login, maple, mapping, run, tenant};
use roster_local::{DataDir, DataDirError};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{
    ArtifactKey, Artifacts, Begun, Change, Current, Directory, FrontDoor, Landing, LandingPath, RosterStore,
    RunLog, SecretName, SecretText, Secrets, UploadStart,
};
use roster_pipeline::records::RunId;
use tempfile::tempdir;

fn files_in(dir: &Path) -> usize {
    fs::read_dir(dir).map_or(0, Iterator::count)
}

fn put(id: &str) -> Change {
    Change::Put { record: Record::from_pairs(Entity::Orgs, &[("sourcedId", id)]), key: [1; 16] }
}

#[test]
fn a_second_holder_is_told_who_the_first_is() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path().join("new/data")).unwrap();
    let lock = data.lock("rollcall serve").unwrap();
    let second = DataDir::open(data.root()).unwrap().lock("rollcall connection add").unwrap_err();
    let text = second.to_string();
    assert!(matches!(second, DataDirError::InUse { .. }));
    assert!(text.contains(&format!("rollcall serve (process {})", std::process::id())), "{text}");
    drop(lock);
    drop(data.lock("rollcall connection add").unwrap());
}

#[test]
fn a_newer_layout_and_a_foreign_directory_are_refused_and_left_alone() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
    assert!(matches!(DataDir::open(dir.path()), Err(DataDirError::Foreign { .. })));
    assert_eq!(files_in(dir.path()), 1);
    fs::write(dir.path().join("VERSION"), "99\n").unwrap();
    let error = DataDir::open(dir.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Newer { found: 99, .. }));
    assert!(error.to_string().contains("use a newer Rollcall"), "{error}");
    fs::write(dir.path().join("VERSION"), "one").unwrap();
    assert!(matches!(DataDir::open(dir.path()), Err(DataDirError::Io { .. })));
}

#[tokio::test]
async fn what_a_killed_process_left_unfinished_is_invisible_and_goes_at_the_next_start() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    let (artifacts, landing) = (data.open_artifacts().unwrap(), data.open_landing().unwrap());
    let key = ArtifactKey::new(&maple(), "snapshots/s-1/users");
    let mut writer = artifacts.write(&key).await.unwrap();
    writer.write_all(&[7; 100_000]).unwrap();
    let path = LandingPath::parse("users.csv").unwrap();
    let mut upload = landing.upload(&maple(), &path, UploadStart::Empty).await.unwrap();
    upload.write_at(0, b"half").await.unwrap();
    // A killed process runs no destructors.
    std::mem::forget(writer);
    std::mem::forget(upload);
    // So it was when it was erasing a landing folder.
    fs::create_dir_all(dir.path().join("spool/doomed/erased/in")).unwrap();
    assert_eq!(files_in(&dir.path().join("spool")), 3);
    assert!(artifacts.list(&maple(), "").await.unwrap().is_empty());
    assert!(landing.files(&maple()).await.unwrap().is_empty());
    let lock = data.lock("rollcall serve").unwrap();
    assert_eq!(files_in(&dir.path().join("spool")), 0);
    let mut writer = artifacts.write(&key).await.unwrap();
    writer.write_all(b"whole").unwrap();
    writer.finish().unwrap();
    assert_eq!(artifacts.list(&maple(), "").await.unwrap(), ["snapshots/s-1/users"]);
    drop(lock);
}

#[tokio::test]
async fn a_dropped_writer_leaves_no_file_behind() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    let (artifacts, landing) = (data.open_artifacts().unwrap(), data.open_landing().unwrap());
    let key = ArtifactKey::new(&maple(), "a");
    drop(artifacts.write(&key).await.unwrap());
    let path = LandingPath::parse("users.csv").unwrap();
    drop(landing.upload(&maple(), &path, UploadStart::Empty).await.unwrap());
    assert_eq!(files_in(&dir.path().join("spool")), 0);
}

#[tokio::test]
async fn links_are_neither_shown_nor_followed() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path().join("data")).unwrap();
    let landing = data.open_landing().unwrap();
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("secret.csv"), "secret").unwrap();
    landing.list(&maple(), &LandingPath::root()).await.unwrap();
    let folder = data.landing_dir().join("maple-usd/main");
    std::os::unix::fs::symlink(&outside, folder.join("way")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret.csv"), folder.join("file.csv")).unwrap();
    assert_eq!(landing.list(&maple(), &LandingPath::root()).await.unwrap().len(), 1);
    assert!(landing.files(&maple()).await.unwrap().is_empty());
    for name in ["way", "way/secret.csv", "file.csv"] {
        let path = LandingPath::parse(name).unwrap();
        assert!(landing.stat(&maple(), &path).await.is_err(), "{name}");
        assert!(landing.read_at(&maple(), &path, 0, 9).await.is_err(), "{name}");
        assert!(landing.set_modified(&maple(), &path, at(0)).await.is_err(), "{name}");
    }
    let below = LandingPath::parse("way/new.csv").unwrap();
    assert!(landing.upload(&maple(), &below, UploadStart::Empty).await.is_err());
    assert_eq!(files_in(&outside), 1);
}

#[tokio::test]
async fn a_backup_is_a_data_directory_with_everything() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path().join("data")).unwrap();
    let _lock = data.lock("rollcall serve").unwrap();
    let (control, roster) = (data.open_control().unwrap(), data.open_roster().unwrap());
    control.add_tenant(&tenant("maple-usd")).await.unwrap();
    control.add_connection(&connection(&maple())).await.unwrap();
    control.put_login(&login("maple", &maple())).await.unwrap();
    control.add_mapping(&maple(), &mapping(1), "{}").await.unwrap();
    roster.apply(&maple(), (&RunId("r-1".into()), 1), at(1), &[put("o1")]).await.unwrap();
    let mut writer = data.open_artifacts().unwrap().write(&ArtifactKey::new(&maple(), "x/y")).await.unwrap();
    writer.write_all(b"artifact").unwrap();
    writer.finish().unwrap();
    let (landing, path) = (data.open_landing().unwrap(), LandingPath::parse("users.csv").unwrap());
    let mut upload = landing.upload(&maple(), &path, UploadStart::Empty).await.unwrap();
    upload.set_modified(at(7)).await.unwrap();
    upload.finish().await.unwrap();
    fs::write(data.keys().join("host"), "key").unwrap();
    let (pull, secret) = (SecretName::new("pull").unwrap(), SecretText::new("hunter22").unwrap());
    data.open_secrets().put(&maple(), &pull, &secret).await.unwrap();

    let dest = dir.path().join("backup");
    data.backup(&dest).await.unwrap();
    assert!(data.backup(&dest).await.is_err(), "it is not empty");
    assert!(data.backup(&data.root().join("copy")).await.is_err(), "it lies in the data directory");

    let copy = DataDir::open(&dest).unwrap();
    drop(copy.lock("test").unwrap());
    assert_eq!(copy.open_control().unwrap().login("maple").await.unwrap(), login("maple", &maple()));
    assert_eq!(copy.open_control().unwrap().mapping(&maple(), 1).await.unwrap(), "{}");
    copy.open_roster().unwrap().get(&maple(), Entity::Orgs, "o1").await.unwrap();
    let mut text = String::new();
    let artifacts = copy.open_artifacts().unwrap();
    artifacts.open(&ArtifactKey::new(&maple(), "x/y")).await.unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(
        (text.as_str(), fs::read_to_string(copy.keys().join("host")).unwrap().as_str()),
        ("artifact", "key")
    );
    assert_eq!(copy.open_landing().unwrap().stat(&maple(), &path).await.unwrap().modified, at(7));
    assert_eq!(copy.open_secrets().get(&maple(), &pull).await.unwrap(), secret);
}

/// The roster is written before the pointer moves, and the artifact before the pointer names it; no copy may show the
/// pointer without both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_a_run_applies_is_one_moment() {
    let dir = tempdir().unwrap();
    let data = DataDir::open(dir.path().join("data")).unwrap();
    let (control, roster, artifacts) =
        (data.open_control().unwrap(), data.open_roster().unwrap(), data.open_artifacts().unwrap());
    assert!(matches!(control.begin(&run(&maple(), "r-1")).await.unwrap(), Begun::New(_)));
    let work = tokio::spawn(async move {
        for n in 1..=60u64 {
            let id = RunId(format!("r-{n}"));
            roster.apply(&maple(), (&id, n), at(0), &[put(&format!("o{n}"))]).await.unwrap();
            let key = ArtifactKey::new(&maple(), format!("snapshots/{n}"));
            artifacts.write(&key).await.unwrap().finish().unwrap();
            control
                .move_current(&maple(), &Current { run: id, snapshot: key.path, version: n })
                .await
                .unwrap();
        }
    });
    let mut copies = 0;
    while !work.is_finished() {
        let dest = dir.path().join(format!("copy-{copies}"));
        data.backup(&dest).await.unwrap();
        copies += 1;
        let copy = DataDir::open(&dest).unwrap();
        let current = copy.open_control().unwrap().current(&maple()).await.unwrap();
        let moved = current.as_ref().map_or(0, |current| current.version);
        let applied = copy.open_roster().unwrap().count(&maple(), Entity::Orgs).await.unwrap();
        assert!(applied == moved || applied == moved + 1, "{applied} applied, {moved} committed");
        if let Some(current) = current {
            let key = ArtifactKey::new(&maple(), current.snapshot);
            copy.open_artifacts().unwrap().open(&key).await.unwrap();
        }
    }
    work.await.unwrap();
    assert!(copies > 0);
}

#[tokio::test]
async fn others_of_the_machine_read_no_pupils() {
    let dir = tempdir().unwrap();
    let (root, copy) = (dir.path().join("data"), dir.path().join("copy"));
    // Made by somebody who did not think of it.
    fs::create_dir(&root).unwrap();
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
    let data = DataDir::open(&root).unwrap();
    let _open = (data.open_control().unwrap(), data.open_roster().unwrap());
    let _folders = (data.open_artifacts().unwrap(), data.open_landing().unwrap());
    data.backup(&copy).await.unwrap();
    for entry in fs::read_dir(&root).unwrap().chain(fs::read_dir(&copy).unwrap()) {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        let harmless = entry.file_name() == "serve.lock";
        assert!(harmless || mode & 0o007 == 0, "{}: {mode:o}", entry.path().display());
    }
}

#[test]
fn no_empty_control_database_takes_the_place_of_a_lost_one() {
    for lose in [|path: &Path| fs::remove_file(path), |path: &Path| fs::write(path, "")] {
        let dir = tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        drop((data.open_control().unwrap(), data.open_roster().unwrap()));
        drop(data.open_control().unwrap());
        lose(&data.control_db()).unwrap();
        assert_eq!(data.open_control().unwrap_err().kind, ErrorKind::Corrupt);
    }
}
