//! How many requests reading and writing take, and how much memory.

use std::io::SeekFrom;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use libtest_mimic::Trial;
use roster_aws::S3Artifacts;
use roster_conformance::samples::maple;
use roster_pipeline::ports::{ArtifactKey, Artifacts, Source};
use tokio::task::spawn_blocking;

use crate::hooks::Requests;
use crate::stores::{Bucket, Store, seen_by};

const MIB: u64 = 1 << 20;

/// A mebibyte, `number` parts into an object that can be checked anywhere.
fn mebibyte(number: u64) -> Vec<u8> {
    (0..MIB).map(|i| ((i.wrapping_mul(2_654_435_761) >> 20) as u8).wrapping_add(number as u8)).collect()
}

struct Watched {
    _bucket: Bucket,
    artifacts: Arc<S3Artifacts>,
    requests: Requests,
}

async fn watched() -> Watched {
    let bucket = Store::S3sFs.bucket().await;
    let requests = Requests::default();
    let client = seen_by(&bucket.client, requests.clone());
    Watched { artifacts: Arc::new(S3Artifacts::new(&client, &bucket.name)), _bucket: bucket, requests }
}

fn key() -> ArtifactKey {
    ArtifactKey::new(&maple(), "large")
}

impl Watched {
    async fn write(&self, mebibytes: u64) {
        let mut writer = self.artifacts.write(&key()).await.unwrap();
        let written = spawn_blocking(move || {
            let base = mebibyte(0);
            for number in 0..mebibytes {
                let bytes: Vec<u8> = base.iter().map(|byte| byte.wrapping_add(number as u8)).collect();
                writer.write_all(&bytes).unwrap();
            }
            writer.finish().unwrap()
        });
        assert_eq!(written.await.unwrap().bytes, mebibytes * MIB);
    }

    /// Opens the artifact and lets `work` read it; gives the requests that this took.
    async fn reading(&self, work: impl FnOnce(&mut dyn Source) + Send + 'static) -> Vec<String> {
        self.requests.take();
        let mut source = self.artifacts.open(&key()).await.unwrap();
        spawn_blocking(move || work(&mut *source)).await.unwrap();
        self.requests.take()
    }
}

fn expect(source: &mut dyn Source, at: u64, len: usize) {
    let mut bytes = vec![0; len];
    source.seek(SeekFrom::Start(at)).unwrap();
    source.read_exact(&mut bytes).unwrap();
    let (from, number) = ((at % MIB) as usize, at / MIB);
    assert!(bytes == mebibyte(number)[from..from + len], "{len} bytes at {at}");
}

/// One request from beginning to end, also after a look at the beginning.
async fn reading_in_order_is_one_request() {
    let watched = watched().await;
    watched.write(6).await;
    let requests = watched.reading(|source| {
        expect(source, 0, 65_536);
        (0..6).for_each(|number| expect(source, number * MIB, MIB as usize));
    });
    assert_eq!(requests.await.len(), 1);
}

/// Containers are read from the footer: one request more.
async fn a_look_at_the_end_is_one_request_more() {
    let watched = watched().await;
    watched.write(6).await;
    let requests = watched.reading(|source| {
        expect(source, 0, 24);
        assert_eq!(source.seek(SeekFrom::End(0)).unwrap(), 6 * MIB);
        expect(source, 6 * MIB - 100, 100);
        expect(source, 6 * MIB - 5000, 4900);
        (0..6).for_each(|number| expect(source, number * MIB, MIB as usize));
        let mut none = [0; 4];
        assert_eq!(source.read(&mut none).unwrap(), 0);
    });
    assert_eq!(requests.await.len(), 2);
}

/// Reading on from somewhere in the middle is a request for the place, and one for all the rest.
async fn reading_on_from_the_middle_is_two_requests_more() {
    let watched = watched().await;
    watched.write(12).await;
    let requests = watched.reading(|source| {
        (6..12).for_each(|number| expect(source, number * MIB, MIB as usize));
        // What was read lately is kept.
        expect(source, 12 * MIB - 300_000, 300_000);
    });
    assert_eq!(requests.await.len(), 3);
}

/// Sections read side by side are a request for each place, and one for all the rest of each.
async fn reading_side_by_side_is_two_requests_for_each_place() {
    let watched = watched().await;
    watched.write(24).await;
    let requests = watched.reading(|source| {
        for number in 0..8 {
            for section in [0, 8, 16] {
                expect(source, (section + number) * MIB, MIB as usize);
            }
        }
    });
    assert_eq!(requests.await.len(), 5);
}

/// A small artifact is there with its opening, and is one request to write.
async fn a_small_artifact_is_one_request_each_way() {
    let watched = watched().await;
    watched.write(1).await;
    assert_eq!(watched.requests.count(), [("PUT".to_owned(), 1)]);
    let requests = watched.reading(|source| {
        expect(source, MIB - 10, 10);
        expect(source, 0, 10);
    });
    assert_eq!(requests.await.len(), 1);
}

/// A large one is a part for every 8 MiB, and two requests around them.
async fn a_large_artifact_is_a_request_for_every_part() {
    let watched = watched().await;
    watched.write(17).await;
    assert_eq!(watched.requests.count(), [("POST".to_owned(), 2), ("PUT".to_owned(), 3)]);
}

/// Pages of memory that this process has.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// The most memory that was in use while `work` ran, over what was before, in MiB.
async fn growth(work: impl Future<Output = ()>) -> u64 {
    let (before, most) = (resident(), Arc::new(AtomicU64::new(0)));
    let (is_over, seen) = (Arc::new(AtomicBool::new(false)), most.clone());
    let over = is_over.clone();
    let watcher = std::thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            seen.fetch_max(resident(), Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    work.await;
    is_over.store(true, Ordering::Relaxed);
    watcher.join().unwrap();
    most.load(Ordering::Relaxed).saturating_sub(before) / MIB
}

/// Written and read as a stream. The bounds leave room for the emulator and for the trials beside this one.
async fn memory_is_flat_for_a_large_artifact() {
    let watched = watched().await;
    let size = std::env::var("TEST_LARGE_MIB").ok().and_then(|text| text.parse().ok()).unwrap_or(256);
    let written = growth(watched.write(size)).await;
    assert!(written < 120, "writing {size} MiB took {written} MiB");
    let read = growth(async {
        let requests = watched.reading(move |source| {
            let (base, mut bytes) = (mebibyte(0), vec![0; MIB as usize]);
            for number in 0..size {
                source.read_exact(&mut bytes).unwrap();
                let same = bytes.iter().zip(&base).all(|(a, b)| *a == b.wrapping_add(number as u8));
                assert!(same, "mebibyte {number}");
            }
        });
        assert_eq!(requests.await.len(), 1);
    });
    let read = read.await;
    assert!(read < 60, "reading {size} MiB took {read} MiB");
}

/// All of it.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        crate::trial("reading_in_order_is_one_request", reading_in_order_is_one_request),
        crate::trial("a_look_at_the_end_is_one_request_more", a_look_at_the_end_is_one_request_more),
        crate::trial(
            "reading_on_from_the_middle_is_two_requests_more",
            reading_on_from_the_middle_is_two_requests_more,
        ),
        crate::trial(
            "reading_side_by_side_is_two_requests_for_each_place",
            reading_side_by_side_is_two_requests_for_each_place,
        ),
        crate::trial("a_small_artifact_is_one_request_each_way", a_small_artifact_is_one_request_each_way),
        crate::trial(
            "a_large_artifact_is_a_request_for_every_part",
            a_large_artifact_is_a_request_for_every_part,
        ),
        crate::trial("memory_is_flat_for_a_large_artifact", memory_is_flat_for_a_large_artifact),
    ]
}
