//! What a bucket with versions adds to the promises, and what stands in for those that S3 cannot keep.

use std::io::Read;
use std::sync::Arc;

use libtest_mimic::Trial;
use rollcall_emulators::Ministack;
use roster_aws::{S3Artifacts, S3Landing};
use roster_conformance::samples::{at, maple};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{ArtifactKey, Artifacts, FrontDoor, Landed, Landing, LandingPath, UploadStart};

use crate::hooks::Requests;
use crate::nights::nights_are_applied_with_few_requests;
use crate::stores::{Bucket, Store, seen_by};

const PREFIX: &str = "tenants/maple-usd/main/";

fn path(text: &str) -> LandingPath {
    LandingPath::parse(text).unwrap()
}

async fn upload(port: &S3Landing, to: &str, bytes: &[u8]) -> Landed {
    let mut upload = port.upload(&maple(), &path(to), UploadStart::Empty).await.unwrap();
    upload.write_at(0, bytes).await.unwrap();
    upload.finish().await.unwrap()
}

/// Keys of all versions and markers in the bucket.
async fn everything(bucket: &Bucket) -> Vec<String> {
    let listed = bucket.client.list_object_versions().bucket(&bucket.name).send().await.unwrap();
    let versions = listed.versions().iter().filter_map(|version| version.key());
    versions
        .chain(listed.delete_markers().iter().filter_map(|marker| marker.key()))
        .map(str::to_owned)
        .collect()
}

/// A removed file's older contents do not come back, whether they were replaced or removed before.
async fn no_older_version_reappears(bucket: Bucket) {
    for name in ["replaced.csv", "removed.csv"] {
        upload(&bucket.landing, name, b"first").await;
        if name == "removed.csv" {
            bucket
                .landing
                .remove(&maple(), &path(name), roster_pipeline::ports::LandedKind::File)
                .await
                .unwrap();
        }
        upload(&bucket.landing, name, b"second").await;
        let third = upload(&bucket.landing, name, b"third").await;
        bucket.landing.remove_version(&maple(), &third).await.unwrap();
        assert!(bucket.landing.files(&maple()).await.unwrap().is_empty(), "{name}");
        assert_eq!(bucket.landing.stat(&maple(), &path(name)).await.unwrap_err().kind, ErrorKind::NotFound);
        bucket.landing.remove_version(&maple(), &third).await.unwrap();
    }
    assert!(everything(&bucket).await.is_empty(), "nothing is left behind");
}

/// Neighbours whose names begin the same are not touched.
async fn removing_leaves_longer_names(bucket: Bucket) {
    let short = upload(&bucket.landing, "users.csv", b"x").await;
    let long = upload(&bucket.landing, "users.csv.old", b"x").await;
    bucket.landing.remove_version(&maple(), &short).await.unwrap();
    assert_eq!(bucket.landing.files(&maple()).await.unwrap(), [long]);
}

/// What was stored before versioning began has a version too, and goes.
async fn contents_from_before_versioning_are_files(bucket: Bucket) {
    use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
    let off = VersioningConfiguration::builder().status(BucketVersioningStatus::Suspended).build();
    let request = bucket.client.put_bucket_versioning().bucket(&bucket.name);
    request.versioning_configuration(off).send().await.unwrap();
    let old = upload(&bucket.landing, "users.csv", b"old").await;
    assert_eq!(bucket.landing.files(&maple()).await.unwrap(), std::slice::from_ref(&old));
    let mut bytes = Vec::new();
    bucket.landing.open(&maple(), &old).await.unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, b"old");
    bucket.landing.rename(&maple(), &path("users.csv"), &path("new.csv")).await.unwrap();
    let new = bucket.landing.files(&maple()).await.unwrap().remove(0);
    assert_eq!(new.path, path("new.csv"));
    bucket.landing.remove_version(&maple(), &new).await.unwrap();
    assert!(bucket.landing.files(&maple()).await.unwrap().is_empty());
}

/// Erasing leaves no version and no marker.
async fn erasing_leaves_nothing(bucket: Bucket) {
    for content in [b"one", b"two"] {
        upload(&bucket.landing, "users.csv", content).await;
        bucket.landing.publish(&maple(), &path("reports/latest.txt"), content).await.unwrap();
    }
    bucket.landing.make_folder(&maple(), &path("in")).await.unwrap();
    bucket.landing.withdraw(&maple(), &path("reports/latest.txt")).await.unwrap();
    bucket.landing.erase(&maple()).await.unwrap();
    assert!(everything(&bucket).await.is_empty());
}

/// A renamed file is a copy: its contents move, and a name with odd letters too; times are accepted.
async fn a_rename_moves_the_contents(bucket: Bucket) {
    let odd = "tmp x+%é?&.part";
    upload(&bucket.landing, "users.csv", b"old").await;
    upload(&bucket.landing, odd, b"new").await;
    bucket.landing.rename(&maple(), &path(odd), &path("users.csv")).await.unwrap();
    assert_eq!(bucket.landing.read_at(&maple(), &path("users.csv"), 0, 99).await.unwrap(), b"new");
    let before = bucket.landing.files(&maple()).await.unwrap();
    bucket.landing.set_modified(&maple(), &path("users.csv"), at(7)).await.unwrap();
    assert_eq!(bucket.landing.files(&maple()).await.unwrap(), before);
    assert_eq!(before.len(), 1);
}

/// Keys that Transfer Family may make and that are no paths are no files; zero-byte folders are none either.
async fn keys_that_are_no_paths_are_left_alone(bucket: Bucket) {
    for key in ["in/", "a//b.csv", "./c.csv", "back\\slash.csv", "/", "fine.csv"] {
        let request = bucket.client.put_object().bucket(&bucket.name).key(format!("{PREFIX}{key}"));
        request.send().await.unwrap();
    }
    let names: Vec<String> =
        bucket.landing.files(&maple()).await.unwrap().iter().map(|file| file.path.to_string()).collect();
    assert_eq!(names, ["fine.csv"]);
    assert_eq!(bucket.landing.list(&maple(), &path("in")).await.unwrap(), []);
}

/// An upload of several parts is one version, and one that is dropped leaves no parts.
async fn parts_become_one_version_or_nothing(bucket: Bucket) {
    let landed = {
        let mut upload = bucket.landing.upload(&maple(), &path("big.zip"), UploadStart::Empty).await.unwrap();
        for part in 0..3u8 {
            upload.write_at(u64::from(part) * (6 << 20), &vec![part; 6 << 20]).await.unwrap();
        }
        upload.finish().await.unwrap()
    };
    assert_eq!(landed.size, 18 << 20);
    assert_eq!(bucket.landing.files(&maple()).await.unwrap(), [landed]);
    assert_eq!(bucket.landing.read_at(&maple(), &path("big.zip"), (12 << 20) - 1, 2).await.unwrap(), [1, 2]);

    let artifacts = S3Artifacts::new(&bucket.client, &bucket.name);
    let mut writer = artifacts.write(&ArtifactKey::new(&maple(), "dropped")).await.unwrap();
    writer.write_all(&vec![1; 20 << 20]).unwrap();
    assert_eq!(unfinished(&bucket).await, 1);
    drop(writer);
    while unfinished(&bucket).await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(artifacts.list(&maple(), "dropped").await.unwrap(), [""; 0]);
}

async fn unfinished(bucket: &Bucket) -> usize {
    let listed = bucket.client.list_multipart_uploads().bucket(&bucket.name).send().await.unwrap();
    listed.uploads().len()
}

/// A large artifact that was opened stays readable to its end although it is replaced and removed.
async fn a_large_artifact_stays_readable(bucket: Bucket) {
    let artifacts = S3Artifacts::new(&bucket.client, &bucket.name);
    let key = ArtifactKey::new(&maple(), "large");
    for byte in [1, 2] {
        let mut writer = artifacts.write(&key).await.unwrap();
        writer.write_all(&vec![byte; 9 << 20]).unwrap();
        writer.finish().unwrap();
        if byte == 1 {
            continue;
        }
        let mut source = artifacts.open(&key).await.unwrap();
        artifacts.remove(&key).await.unwrap();
        let (mut first, mut rest) = ([0; 16], Vec::new());
        source.seek(std::io::SeekFrom::End(-16)).unwrap();
        source.read_exact(&mut first).unwrap();
        source.seek(std::io::SeekFrom::Start(0)).unwrap();
        source.read_to_end(&mut rest).unwrap();
        assert!(first == [2; 16] && rest == vec![2; 9 << 20]);
    }
}

/// What a look at the folder costs, and taking a file from it.
async fn requests_are_few(bucket: Bucket) {
    for name in ["users.csv", "orgs.csv", "classes.csv"] {
        upload(&bucket.landing, name, &[7; 300_000]).await;
    }
    let requests = Requests::default();
    let landing = S3Landing::new(&seen_by(&bucket.client, requests.clone()), &bucket.name);
    let files = landing.files(&maple()).await.unwrap();
    assert_eq!(requests.count(), [("GET".to_owned(), 1)], "looking");
    let mut bytes = Vec::new();
    landing.open(&maple(), &files[0]).await.unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(requests.count(), [("GET".to_owned(), 1)], "reading");
    landing.remove_version(&maple(), &files[0]).await.unwrap();
    assert_eq!(requests.count(), [("DELETE".to_owned(), 1), ("GET".to_owned(), 1)], "removing");
    landing.publish(&maple(), &path("reports/latest.txt"), b"fine").await.unwrap();
    assert_eq!(requests.count(), [("PUT".to_owned(), 1)], "publishing");
}

/// Raw deliveries have the tag by which the lifecycle finds them, the rest has none. MiniStack forgets the tags of what is
/// stored in parts, so the requests are looked at.
async fn raw_deliveries_are_tagged(bucket: Bucket) {
    let requests = Requests::default();
    let artifacts = S3Artifacts::new(&seen_by(&bucket.client, requests.clone()), &bucket.name);
    for (name, size, is_raw) in [("raw/small", 3, true), ("raw/large", 9 << 20, true), ("rawer", 3, false)] {
        let mut writer = artifacts.write(&ArtifactKey::new(&maple(), name)).await.unwrap();
        writer.write_all(&vec![1; size]).unwrap();
        writer.finish().unwrap();
        assert_eq!(requests.take()[0].ends_with(" kind=raw"), is_raw, "{name}");
    }
    let request = bucket.client.get_object_tagging().bucket(&bucket.name).key(format!("{PREFIX}raw/small"));
    let found = request.send().await.unwrap();
    assert_eq!((found.tag_set()[0].key(), found.tag_set()[0].value()), ("kind", "raw"));
}

type Test = fn(Bucket) -> std::pin::Pin<Box<dyn Future<Output = ()>>>;

macro_rules! tests {
    ($($test:ident)+) => { &[$((concat!("ministack::", stringify!($test)), |bucket| Box::pin($test(bucket)))),+] };
}

const TESTS: &[(&str, Test)] = tests![
    no_older_version_reappears
    removing_leaves_longer_names
    contents_from_before_versioning_are_files
    erasing_leaves_nothing
    a_rename_moves_the_contents
    keys_that_are_no_paths_are_left_alone
    parts_become_one_version_or_nothing
    a_large_artifact_stays_readable
    raw_deliveries_are_tagged
    requests_are_few
    nights_are_applied_with_few_requests
];

/// The names of all.
pub(crate) fn names() -> Vec<&'static str> {
    TESTS.iter().map(|(name, _)| *name).collect()
}

/// All of it.
pub(crate) fn trials(ministack: &Arc<Ministack>) -> Vec<Trial> {
    let trial = |(name, test): &(&str, Test)| {
        let (store, test) = (Store::Ministack(ministack.clone()), *test);
        Trial::test(*name, move || {
            crate::runtime().block_on(async { test(store.bucket().await).await });
            Ok(())
        })
    };
    TESTS.iter().map(trial).collect()
}
