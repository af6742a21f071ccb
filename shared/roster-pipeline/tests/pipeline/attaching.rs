//! Photos come with a roster: they get a receipt and their people, and disturb nothing.

use std::io::{Cursor, Write};

use roster_pipeline::attached::of_delivery;
use roster_pipeline::housekeeping::{Keep, sweep};
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::receive::SetState;
use roster_pipeline::records::Delivery;

use crate::world::{World, at, district, names, students};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a face";

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(bytes).expect("a write");
    }
    writer.finish().expect("an archive").into_inner()
}

async fn newest(world: &World) -> Delivery {
    world.ports.deliveries.deliveries(&world.key, 1).await.expect("deliveries").remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_get_a_receipt_and_their_people_and_keep_no_set_waiting() {
    let world = World::new().await;
    world.upload_bytes("st0001.jpg", JPEG).await;
    let alone = world.run(1).await;
    assert_eq!(alone.received.set, SetState::Nothing, "a photo is no delivery");
    let received = world.report("received.txt").await;
    assert!(received.contains("Attachments, kept beside the deliveries: 1 files of 11 bytes"), "{received}");

    world
        .upload_bytes(
            "photos.zip",
            &zipped(&[("idphotos/st0002.jpg", JPEG), ("idphotos/stranger.jpg", JPEG)]),
        )
        .await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(10).await.applied.expect("applied");
    let delivery = newest(&world).await;
    assert_eq!((delivery.files.len(), delivery.complete), (7, Some(true)));
    assert_eq!(delivery.findings.get("R135"), Some(&1));
    assert!(!delivery.findings.contains_key("R046"), "{:?}", delivery.findings);
    let attached = of_delivery(&world.ports, &delivery).await.expect("a list");
    let whose: Vec<_> =
        attached.iter().map(|a| (a.entry.as_deref().unwrap_or(&a.file), a.user.as_deref())).collect();
    assert_eq!(
        whose,
        [
            ("idphotos/st0002.jpg", Some("st0002")),
            ("idphotos/stranger.jpg", None),
            ("st0001.jpg", Some("st0001"))
        ]
    );
    let record = delivery.attachments.clone().expect("noted");
    assert_eq!((record.files, record.matched, record.bytes), (3, 2, 33));
    let copy = ArtifactKey::new(&world.key, &attached[2].artifact);
    assert!(world.ports.artifacts.open(&copy).await.is_ok());
    let report = world.report("latest.txt").await;
    assert!(
        report.contains("attachments: 3 files of 33 bytes, 2 in photos.zip; 2 belong to a person"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_roster_with_other_photos_is_the_same_and_photos_expire() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await.applied.expect("applied");
    world.upload_bytes("st0003.png", b"\x89PNG\r\n\x1A\n").await;
    world.upload(&district(&names(&students(1, 20)))).await;
    assert!(matches!(world.run(60).await.received.set, SetState::Unchanged(_)));
    let stored = || async { world.ports.artifacts.list(&world.key, "raw/").await.expect("a list").len() };
    assert_eq!(stored().await, 15);
    let month = 60 * 24 * 31;
    sweep(&world.ports, at(2 * month), Keep::default()).await.expect("swept");
    sweep(&world.ports, at(2 * month), Keep::default()).await.expect("swept");
    assert_eq!(stored().await, 0, "attachments go with raw deliveries");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_inside_the_zip_of_the_roster_are_matched_too() {
    let world = World::new().await;
    let files = district(&names(&students(1, 20)));
    let mut entries: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    entries.insert(0, ("idphotos/st0007.jpg", JPEG));
    world.upload_bytes("export.zip", &zipped(&entries)).await;
    world.run(1).await.applied.expect("applied");
    let delivery = newest(&world).await;
    let attached = of_delivery(&world.ports, &delivery).await.expect("a list");
    assert_eq!((attached.len(), attached[0].user.as_deref()), (1, Some("st0007")));
    assert_eq!(attached[0].artifact, delivery.files[0].artifact);
    assert!(!delivery.findings.contains_key("R036"), "{:?}", delivery.findings);
}
