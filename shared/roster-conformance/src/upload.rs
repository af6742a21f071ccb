//! What [`Upload`] promises.

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Landed, LandedKind, Upload, UploadStart};

use crate::failure;
use crate::landing::{Folder, path, read, upload};
use crate::samples::{at, maple};

/// One test per promise of [`Upload`].
#[macro_export]
macro_rules! upload_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(upload, ($($how)+), [
            nothing_is_visible_before_finish
            dropped_before_finish_nothing_remains
            gaps_read_as_zero_and_order_does_not_matter
            what_was_written_is_read_back
            set_size_cuts_and_extends
            an_upload_starts_empty_or_with_what_is_there
            the_time_is_the_one_that_was_set_or_that_of_finish
            finish_replaces_what_the_name_held
            of_racing_uploads_one_stands_whole
            a_folder_made_meanwhile_is_not_replaced
        ]);
    };
}

async fn begin(port: &dyn Folder, start: UploadStart) -> Box<dyn Upload> {
    port.upload(&maple(), &path("users.csv"), start).await.unwrap()
}

/// Visible only after `finish`; what was there stays until then.
pub async fn nothing_is_visible_before_finish(port: &dyn Folder) {
    let mut new = begin(port, UploadStart::Empty).await;
    new.write_at(0, b"new").await.unwrap();
    assert_eq!(failure(port.stat(&maple(), &path("users.csv")).await), ErrorKind::NotFound);
    let landed = new.finish().await.unwrap();
    assert_eq!((landed.path.as_str(), landed.kind, landed.size), ("users.csv", LandedKind::File, 3));
    assert_eq!(port.stat(&maple(), &path("users.csv")).await.unwrap(), landed);
    let mut newer = begin(port, UploadStart::Empty).await;
    newer.write_at(0, b"newer").await.unwrap();
    assert_eq!(port.stat(&maple(), &path("users.csv")).await.unwrap(), landed);
    assert_eq!(read(port, "users.csv").await, b"new");
}

/// Dropped before `finish`, nothing of it remains.
pub async fn dropped_before_finish_nothing_remains(port: &dyn Folder) {
    let kept = upload(port, "users.csv", b"kept").await;
    for start in [UploadStart::Empty, UploadStart::Existing] {
        let mut dropped = begin(port, start).await;
        dropped.write_at(0, b"dropped").await.unwrap();
        drop(dropped);
    }
    assert_eq!(port.files(&maple()).await.unwrap(), [kept]);
    assert_eq!(read(port, "users.csv").await, b"kept");
}

/// Writes at a byte position; gaps read as zero.
pub async fn gaps_read_as_zero_and_order_does_not_matter(port: &dyn Folder) {
    let mut new = begin(port, UploadStart::Empty).await;
    for (offset, bytes) in [(6, &b"67"[..]), (0, b"xy"), (1, b"1")] {
        new.write_at(offset, bytes).await.unwrap();
    }
    assert_eq!(new.size().await.unwrap(), 8);
    new.finish().await.unwrap();
    assert_eq!(read(port, "users.csv").await, b"x1\0\0\0\x0067");
}

/// Reads back at most `len` bytes of what was written; empty at the end.
pub async fn what_was_written_is_read_back(port: &dyn Folder) {
    let mut new = begin(port, UploadStart::Empty).await;
    new.write_at(0, b"0123456789").await.unwrap();
    for (offset, len, want) in [(2, 3, "234"), (8, 9, "89"), (10, 1, ""), (500, 1, "")] {
        assert_eq!(new.read_at(offset, len).await.unwrap(), want.as_bytes());
    }
}

/// Cuts or extends to `size` bytes.
pub async fn set_size_cuts_and_extends(port: &dyn Folder) {
    let mut new = begin(port, UploadStart::Empty).await;
    new.write_at(0, b"0123").await.unwrap();
    for size in [2, 5] {
        new.set_size(size).await.unwrap();
        assert_eq!(new.size().await.unwrap(), size);
    }
    assert_eq!(new.finish().await.unwrap().size, 5);
    assert_eq!(read(port, "users.csv").await, b"01\0\0\0");
}

/// Empty, or with a copy of what the name holds now; empty if it holds nothing.
pub async fn an_upload_starts_empty_or_with_what_is_there(port: &dyn Folder) {
    assert_eq!(begin(port, UploadStart::Existing).await.size().await.unwrap(), 0);
    upload(port, "users.csv", b"0123").await;
    assert_eq!(begin(port, UploadStart::Empty).await.size().await.unwrap(), 0);
    let mut more = begin(port, UploadStart::Existing).await;
    assert_eq!(more.size().await.unwrap(), 4);
    more.write_at(4, b"45").await.unwrap();
    assert_eq!(read(port, "users.csv").await, b"0123");
    more.finish().await.unwrap();
    assert_eq!(read(port, "users.csv").await, b"012345");
}

/// The modification time that was set, whatever is written after; otherwise that of `finish`.
pub async fn the_time_is_the_one_that_was_set_or_that_of_finish(port: &dyn Folder) {
    let first = upload(port, "users.csv", b"x").await;
    let mut new = begin(port, UploadStart::Existing).await;
    new.set_modified(at(3)).await.unwrap();
    new.write_at(0, b"y").await.unwrap();
    let landed = new.finish().await.unwrap();
    assert_eq!(
        (landed.modified, port.stat(&maple(), &path("users.csv")).await.unwrap().modified),
        (at(3), at(3))
    );
    let second = upload(port, "users.csv", b"x").await;
    assert!(second.modified >= first.modified && second.modified > at(3));
}

/// Puts the file under its name at once, replacing what the name held, as a new version.
pub async fn finish_replaces_what_the_name_held(port: &dyn Folder) {
    let first = upload(port, "users.csv", b"a long first file").await;
    let second = upload(port, "users.csv", b"short").await;
    assert_ne!(first.version, second.version);
    assert_eq!(port.files(&maple()).await.unwrap(), [second]);
    assert_eq!(read(port, "users.csv").await, b"short");
}

/// Of racing uploads of one name one stands in the end, whole, and is one that was reported.
pub async fn of_racing_uploads_one_stands_whole(port: &dyn Folder) {
    for _ in 0..10 {
        let (mut one, mut two) =
            (begin(port, UploadStart::Empty).await, begin(port, UploadStart::Empty).await);
        one.write_at(0, &[1; 5000]).await.unwrap();
        two.write_at(0, &[2; 4000]).await.unwrap();
        let (one, two) = tokio::join!(one.finish(), two.finish());
        let (one, two): (Landed, Landed) = (one.unwrap(), two.unwrap());
        let stands = port.stat(&maple(), &path("users.csv")).await.unwrap();
        assert!(stands == one || stands == two);
        let want: &[u8] = if stands == one { &[1; 5000] } else { &[2; 4000] };
        assert_eq!(read(port, "users.csv").await, want);
    }
}

/// A folder that took the name meanwhile stays.
pub async fn a_folder_made_meanwhile_is_not_replaced(port: &dyn Folder) {
    let new = begin(port, UploadStart::Empty).await;
    port.make_folder(&maple(), &path("users.csv")).await.unwrap();
    assert_eq!(failure(new.finish().await), ErrorKind::Refused);
    assert_eq!(port.stat(&maple(), &path("users.csv")).await.unwrap().kind, LandedKind::Folder);
}
