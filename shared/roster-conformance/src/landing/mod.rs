//! What [`Landing`] promises about a folder that its [`FrontDoor`] fills.

use std::io::Read;

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{FrontDoor, Landed, LandedKind, Landing, LandingPath, UploadStart};

use crate::failure;
use crate::samples::{at, birch, key, maple};

/// Both sides of one folder.
pub trait Folder: Landing + FrontDoor {}
impl<T: Landing + FrontDoor> Folder for T {}

/// One test per promise of [`Landing`].
#[macro_export]
macro_rules! landing_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(landing, ($($how)+), [
            files_come_in_path_order_without_reports_and_uploads
            exactly_this_version_is_opened
            what_was_opened_stays_as_it_was
            a_version_changes_with_every_upload
            a_version_outlives_renames_and_set_times
            removing_hits_exactly_this_version
            a_published_report_is_whole_and_replaces_an_older_one
            only_reports_are_published
            tenants_are_apart
            reports_come_in_path_order
            a_withdrawn_report_is_gone_with_its_empty_folders
            erasing_deletes_one_connection_and_no_other
        ]);
    };
}

pub(crate) fn path(text: &str) -> LandingPath {
    LandingPath::parse(text).unwrap()
}

/// Uploads a whole file.
pub(crate) async fn upload(port: &dyn Folder, to: &str, bytes: &[u8]) -> Landed {
    let mut upload = port.upload(&maple(), &path(to), UploadStart::Empty).await.unwrap();
    upload.write_at(0, bytes).await.unwrap();
    upload.finish().await.unwrap()
}

/// Reads a whole file through the front door.
pub(crate) async fn read(port: &dyn Folder, from: &str) -> Vec<u8> {
    port.read_at(&maple(), &path(from), 0, 1 << 20).await.unwrap()
}

async fn read_version(port: &dyn Folder, file: &Landed) -> Vec<u8> {
    let mut bytes = Vec::new();
    port.open(&maple(), file).await.unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

async fn names(port: &dyn Folder) -> Vec<String> {
    port.files(&maple()).await.unwrap().iter().map(|f| f.path.to_string()).collect()
}

/// All files, subfolders included, in path order; neither uploads in progress nor `reports/`.
pub async fn files_come_in_path_order_without_reports_and_uploads(port: &dyn Folder) {
    assert!(names(port).await.is_empty());
    port.make_folder(&maple(), &path("b")).await.unwrap();
    port.make_folder(&maple(), &path("b/empty")).await.unwrap();
    for name in ["c.csv", "b/x.csv", "b-1.csv", "reportsx.csv", "A.csv", ".hidden"] {
        upload(port, name, b"x").await;
    }
    port.publish(&maple(), &path("reports/latest.txt"), b"fine").await.unwrap();
    let mut unfinished = port.upload(&maple(), &path("a.csv"), UploadStart::Empty).await.unwrap();
    unfinished.write_at(0, b"half").await.unwrap();
    let sorted = [".hidden", "A.csv", "b-1.csv", "b/x.csv", "c.csv", "reportsx.csv"];
    assert_eq!(names(port).await, sorted);
    let file = port.files(&maple()).await.unwrap().remove(3);
    assert_eq!((file.kind, file.size), (LandedKind::File, 1));
    assert_eq!(port.stat(&maple(), &file.path).await.unwrap(), file);
}

/// `NotFound` if the name is gone, `Conflict` if it now holds another version.
pub async fn exactly_this_version_is_opened(port: &dyn Folder) {
    let first = upload(port, "users.csv", b"first").await;
    assert_eq!(port.files(&maple()).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(read_version(port, &first).await, b"first");
    let second = upload(port, "users.csv", b"other").await;
    assert_eq!(failure(port.open(&maple(), &first).await), ErrorKind::Conflict);
    assert_eq!(read_version(port, &second).await, b"other");
    port.remove(&maple(), &path("users.csv"), LandedKind::File).await.unwrap();
    assert_eq!(failure(port.open(&maple(), &second).await), ErrorKind::NotFound);
}

/// Exactly this version is read to its end, whatever lands meanwhile.
pub async fn what_was_opened_stays_as_it_was(port: &dyn Folder) {
    let first = upload(port, "users.csv", &[1; 300_000]).await;
    let mut opened = port.open(&maple(), &first).await.unwrap();
    upload(port, "users.csv", &[2; 300_000]).await;
    port.remove(&maple(), &path("users.csv"), LandedKind::File).await.unwrap();
    let mut bytes = Vec::new();
    opened.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, [1; 300_000]);
}

/// A version changes with every upload, also of the same bytes, at once after a removal, and with the same time.
pub async fn a_version_changes_with_every_upload(port: &dyn Folder) {
    let mut versions = std::collections::BTreeSet::new();
    for n in 0..20 {
        let mut upload = port.upload(&maple(), &path("users.csv"), UploadStart::Existing).await.unwrap();
        upload.set_size(0).await.unwrap();
        upload.write_at(0, b"same").await.unwrap();
        upload.set_modified(at(1)).await.unwrap();
        let landed = upload.finish().await.unwrap();
        assert!(versions.insert(landed.version.clone()), "upload {n} has the version of an earlier one");
        if n % 2 == 0 {
            port.remove_version(&maple(), &landed).await.unwrap();
        }
    }
}

/// A version never changes by setting times or renaming, the folder included.
pub async fn a_version_outlives_renames_and_set_times(port: &dyn Folder) {
    port.make_folder(&maple(), &path("in")).await.unwrap();
    let landed = upload(port, "in/users.csv.part", b"x").await;
    port.rename(&maple(), &path("in/users.csv.part"), &path("in/users.csv")).await.unwrap();
    port.set_modified(&maple(), &path("in/users.csv"), at(7)).await.unwrap();
    port.rename(&maple(), &path("in"), &path("out")).await.unwrap();
    let moved = Landed { path: path("out/users.csv"), modified: at(7), ..landed };
    assert_eq!(port.files(&maple()).await.unwrap(), std::slice::from_ref(&moved));
    assert_eq!(read_version(port, &moved).await, b"x");
}

/// Removes exactly this version; `Conflict` if the name holds another by now. Absent is fine.
pub async fn removing_hits_exactly_this_version(port: &dyn Folder) {
    let first = upload(port, "users.csv", b"first").await;
    let second = upload(port, "users.csv", b"other").await;
    assert_eq!(failure(port.remove_version(&maple(), &first).await), ErrorKind::Conflict);
    assert_eq!(read(port, "users.csv").await, b"other");
    for _ in 0..2 {
        port.remove_version(&maple(), &second).await.unwrap();
        assert!(names(port).await.is_empty());
    }
}

/// Whole or not at all, replacing an older one; folders are made as needed.
pub async fn a_published_report_is_whole_and_replaces_an_older_one(port: &dyn Folder) {
    let report = path("reports/2026-09-01/findings.csv");
    for content in [&b"a long first report"[..], b"short", b"short"] {
        port.publish(&maple(), &report, content).await.unwrap();
        assert_eq!(read(port, report.as_str()).await, content);
        assert_eq!(port.stat(&maple(), &report).await.unwrap().size, content.len() as u64);
    }
}

/// Writes a file below `reports/`, nowhere else.
pub async fn only_reports_are_published(port: &dyn Folder) {
    for wrong in ["", "users.csv", "reports", "reportsx/a", "Reports/a"] {
        assert_eq!(
            failure(port.publish(&maple(), &path(wrong), b"x").await),
            ErrorKind::Refused,
            "{wrong:?}"
        );
    }
}

/// A folder belongs to one connection of one tenant.
pub async fn tenants_are_apart(port: &dyn Folder) {
    let mine = upload(port, "users.csv", b"maple").await;
    port.publish(&maple(), &path("reports/latest.txt"), b"maple").await.unwrap();
    assert!(port.files(&birch()).await.unwrap().is_empty());
    assert_eq!(failure(port.open(&birch(), &mine).await), ErrorKind::NotFound);
    port.remove_version(&birch(), &mine).await.unwrap();
    for theirs in ["users.csv", "reports/latest.txt", "../main/users.csv", "../../maple-usd/main/users.csv"] {
        assert_eq!(failure(port.stat(&birch(), &path(theirs)).await), ErrorKind::NotFound, "{theirs}");
    }
    assert_eq!(names(port).await, ["users.csv"]);
}

async fn reports(port: &dyn Folder) -> Vec<String> {
    port.reports(&maple()).await.unwrap().iter().map(|f| f.path.to_string()).collect()
}

/// All files below `reports/`, in path order, and no others.
pub async fn reports_come_in_path_order(port: &dyn Folder) {
    assert!(reports(port).await.is_empty());
    upload(port, "reportsx.csv", b"x").await;
    let sorted = ["reports/2026-09-01/a.txt", "reports/2026-09-01/b.txt", "reports/latest.txt"];
    for name in [sorted[2], sorted[1], sorted[0]] {
        port.publish(&maple(), &path(name), b"x").await.unwrap();
    }
    assert_eq!(reports(port).await, sorted);
}

/// Removes a report, and the folders below `reports/` that this leaves empty. Absent is fine; elsewhere it is refused.
pub async fn a_withdrawn_report_is_gone_with_its_empty_folders(port: &dyn Folder) {
    upload(port, "users.csv", b"x").await;
    for name in ["reports/old/a.txt", "reports/old/b.txt", "reports/latest.txt"] {
        port.publish(&maple(), &path(name), b"x").await.unwrap();
    }
    for (name, left) in [
        ("reports/old/a.txt", &["reports/latest.txt", "reports/old/b.txt"][..]),
        ("reports/old/a.txt", &["reports/latest.txt", "reports/old/b.txt"]),
        ("reports/old/b.txt", &["reports/latest.txt"]),
        ("reports/latest.txt", &[]),
    ] {
        port.withdraw(&maple(), &path(name)).await.unwrap();
        assert_eq!(reports(port).await, left, "{name}");
    }
    assert_eq!(failure(port.stat(&maple(), &path("reports/old")).await), ErrorKind::NotFound);
    for wrong in ["users.csv", "reports", ""] {
        assert_eq!(failure(port.withdraw(&maple(), &path(wrong)).await), ErrorKind::Refused, "{wrong:?}");
    }
    assert_eq!(names(port).await, ["users.csv"]);
}

/// Deletes everything in a connection's folder, reports too, and nothing of another; nothing there is fine.
pub async fn erasing_deletes_one_connection_and_no_other(port: &dyn Folder) {
    let neighbours = [birch(), key("maple-usd", "other")];
    port.make_folder(&maple(), &path("in")).await.unwrap();
    upload(port, "in/users.csv", b"x").await;
    for key in neighbours.iter().chain([&maple()]) {
        port.publish(key, &path("reports/2026-09-01/a.txt"), b"x").await.unwrap();
        let mut upload = port.upload(key, &path("users.csv"), UploadStart::Empty).await.unwrap();
        upload.write_at(0, b"x").await.unwrap();
        upload.finish().await.unwrap();
    }
    for _ in 0..2 {
        port.erase(&maple()).await.unwrap();
        assert!(names(port).await.is_empty() && reports(port).await.is_empty());
        assert_eq!(failure(port.stat(&maple(), &path("in")).await), ErrorKind::NotFound);
        for key in &neighbours {
            assert_eq!(port.files(key).await.unwrap().len(), 1);
            assert_eq!(port.reports(key).await.unwrap().len(), 1);
        }
    }
    upload(port, "users.csv", b"anew").await;
    assert_eq!(names(port).await, ["users.csv"]);
}
