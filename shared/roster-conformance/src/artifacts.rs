//! What [`Artifacts`] promises.

use std::io::{Read, Seek, SeekFrom};

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{ArtifactKey, Artifacts};

use crate::failure;
use crate::samples::{birch, maple};

/// One test per promise of [`Artifacts`].
#[macro_export]
macro_rules! artifacts_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(artifacts, ($($how)+), [
            what_was_written_is_read
            what_is_large_is_read_from_any_position
            nobody_sees_it_before_finish
            dropped_before_finish_nothing_remains
            finishing_over_an_existing_key_replaces_it_as_a_whole
            a_path_that_is_no_key_is_refused
            what_was_opened_stays_readable
            an_absent_artifact_is_not_found
            paths_are_listed_by_prefix_in_byte_order
            unfinished_ones_are_not_listed
            removing_twice_is_fine
            tenants_are_apart
            two_writers_of_one_key_leave_one_whole_artifact
            removing_beside_a_writer_loses_nothing
        ]);
    };
}

fn at(path: &str) -> ArtifactKey {
    ArtifactKey::new(&maple(), path)
}

async fn put(port: &dyn Artifacts, key: &ArtifactKey, bytes: &[u8]) {
    let mut writer = port.write(key).await.unwrap();
    writer.write_all(bytes).unwrap();
    assert_eq!(writer.finish().unwrap().bytes, bytes.len() as u64);
}

async fn get(port: &dyn Artifacts, key: &ArtifactKey) -> Vec<u8> {
    let mut bytes = Vec::new();
    port.open(key).await.unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// What was written is read; an empty artifact is one too.
pub async fn what_was_written_is_read(port: &dyn Artifacts) {
    put(port, &at("snapshots/s-1/users"), b"abc").await;
    put(port, &at("empty"), b"").await;
    assert_eq!(get(port, &at("snapshots/s-1/users")).await, b"abc");
    assert_eq!(get(port, &at("empty")).await, b"");
}

/// Read by blocking calls from any position.
pub async fn what_is_large_is_read_from_any_position(port: &dyn Artifacts) {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    put(port, &at("large"), &bytes).await;
    let mut source = port.open(&at("large")).await.unwrap();
    for position in [2_999_990usize, 0, 1_234_567] {
        let mut ten = [0; 10];
        source.seek(SeekFrom::Start(position as u64)).unwrap();
        source.read_exact(&mut ten).unwrap();
        assert_eq!(ten, bytes[position..position + 10]);
    }
    assert_eq!(source.seek(SeekFrom::End(0)).unwrap(), 3_000_000);
}

/// Nobody sees it before `finish`.
pub async fn nobody_sees_it_before_finish(port: &dyn Artifacts) {
    let mut writer = port.write(&at("new")).await.unwrap();
    writer.write_all(&[7; 200_000]).unwrap();
    writer.flush().unwrap();
    assert_eq!(failure(port.open(&at("new")).await), ErrorKind::NotFound);
    writer.finish().unwrap();
    assert_eq!(get(port, &at("new")).await, [7; 200_000]);
}

/// Dropped before `finish`, nothing of it remains.
pub async fn dropped_before_finish_nothing_remains(port: &dyn Artifacts) {
    put(port, &at("kept"), b"old").await;
    for path in ["kept", "dropped"] {
        let mut writer = port.write(&at(path)).await.unwrap();
        writer.write_all(b"new").unwrap();
        drop(writer);
    }
    assert_eq!(failure(port.open(&at("dropped")).await), ErrorKind::NotFound);
    assert_eq!(get(port, &at("kept")).await, b"old");
}

/// Finishing over an existing key replaces it as a whole.
pub async fn finishing_over_an_existing_key_replaces_it_as_a_whole(port: &dyn Artifacts) {
    put(port, &at("a"), b"a long first version").await;
    put(port, &at("a"), b"short").await;
    put(port, &at("a"), b"short").await;
    assert_eq!(get(port, &at("a")).await, b"short");
    assert_eq!(port.list(&maple(), "").await.unwrap(), ["a"]);
}

/// `Refused` for a path that is not a valid key.
pub async fn a_path_that_is_no_key_is_refused(port: &dyn Artifacts) {
    let bad = ["", "/a", "a/", "a//b", "..", "a/../b", ".hidden", "a/.b", "a b", "a\\b", "a\0", "é", "a:b"];
    for path in bad {
        assert_eq!(failure(port.write(&at(path)).await), ErrorKind::Refused, "{path:?}");
        assert_eq!(failure(port.open(&at(path)).await), ErrorKind::Refused, "{path:?}");
        assert_eq!(failure(port.remove(&at(path)).await), ErrorKind::Refused, "{path:?}");
    }
    put(port, &at("A-z_0.9/b..c"), b"x").await;
}

/// What was opened stays readable as it was while held.
pub async fn what_was_opened_stays_readable(port: &dyn Artifacts) {
    put(port, &at("a"), b"first").await;
    let mut first = port.open(&at("a")).await.unwrap();
    put(port, &at("a"), b"second").await;
    let mut second = port.open(&at("a")).await.unwrap();
    port.remove(&at("a")).await.unwrap();
    let (mut one, mut two) = (String::new(), String::new());
    first.read_to_string(&mut one).unwrap();
    second.read_to_string(&mut two).unwrap();
    assert_eq!((one.as_str(), two.as_str()), ("first", "second"));
}

/// `NotFound` if absent, also for what is only a part of a path.
pub async fn an_absent_artifact_is_not_found(port: &dyn Artifacts) {
    put(port, &at("a/b"), b"x").await;
    for path in ["b", "a", "a/b/c", "a/c"] {
        assert_eq!(failure(port.open(&at(path)).await), ErrorKind::NotFound, "{path}");
    }
}

/// Paths that begin with the prefix, in byte order; a prefix need not end at a slash.
pub async fn paths_are_listed_by_prefix_in_byte_order(port: &dyn Artifacts) {
    assert!(port.list(&maple(), "").await.unwrap().is_empty());
    for path in ["b/2", "b/10", "b-1", "a", "B", "b/c/d"] {
        put(port, &at(path), b"x").await;
    }
    let cases: [(&str, &[&str]); 6] = [
        ("", &["B", "a", "b-1", "b/10", "b/2", "b/c/d"]),
        ("b", &["b-1", "b/10", "b/2", "b/c/d"]),
        ("b/", &["b/10", "b/2", "b/c/d"]),
        ("b/1", &["b/10"]),
        ("b/c", &["b/c/d"]),
        ("x/y", &[]),
    ];
    for (prefix, want) in cases {
        assert_eq!(port.list(&maple(), prefix).await.unwrap(), want, "{prefix:?}");
    }
}

/// Unfinished ones are not listed.
pub async fn unfinished_ones_are_not_listed(port: &dyn Artifacts) {
    let mut writer = port.write(&at("x/unfinished")).await.unwrap();
    writer.write_all(b"x").unwrap();
    assert!(port.list(&maple(), "").await.unwrap().is_empty());
}

/// Removing one that is not there is fine.
pub async fn removing_twice_is_fine(port: &dyn Artifacts) {
    put(port, &at("a/b/c"), b"x").await;
    for _ in 0..2 {
        port.remove(&at("a/b/c")).await.unwrap();
        assert_eq!(failure(port.open(&at("a/b/c")).await), ErrorKind::NotFound);
    }
    port.remove(&at("never/was")).await.unwrap();
}

/// A key belongs to one connection of one tenant.
pub async fn tenants_are_apart(port: &dyn Artifacts) {
    put(port, &at("a"), b"maple").await;
    let theirs = ArtifactKey::new(&birch(), "a");
    assert_eq!(failure(port.open(&theirs).await), ErrorKind::NotFound);
    put(port, &theirs, b"birch").await;
    port.remove(&at("a")).await.unwrap();
    assert_eq!(get(port, &theirs).await, b"birch");
    assert!(port.list(&maple(), "").await.unwrap().is_empty());
}

/// The whole artifact becomes visible at once, also if two write it.
pub async fn two_writers_of_one_key_leave_one_whole_artifact(port: &dyn Artifacts) {
    let mut one = port.write(&at("a")).await.unwrap();
    let mut two = port.write(&at("a")).await.unwrap();
    for _ in 0..100 {
        one.write_all(&[1; 1000]).unwrap();
        two.write_all(&[2; 1000]).unwrap();
    }
    two.finish().unwrap();
    assert_eq!(get(port, &at("a")).await, [2; 100_000]);
    one.finish().unwrap();
    assert_eq!(get(port, &at("a")).await, [1; 100_000]);
}

/// A removal leaves what is written beside it alone.
pub async fn removing_beside_a_writer_loses_nothing(port: &dyn Artifacts) {
    for _ in 0..20 {
        put(port, &at("d/old"), b"old").await;
        let (old, new) = (at("d/old"), at("d/new"));
        tokio::join!(async { port.remove(&old).await.unwrap() }, put(port, &new, b"new"));
        assert_eq!(get(port, &new).await, b"new");
        port.remove(&new).await.unwrap();
    }
}
