//! S3's adapters with something around each call: counted, and failing at one of them.

use std::sync::Arc;

use libtest_mimic::Trial;
use roster_aws::{S3Artifacts, S3Landing};
use roster_conformance::samples::maple;
use roster_conformance::{Faults, Faulty, Then, When};
use roster_pipeline::ports::{ArtifactKey, Artifacts, Landing, LandingPath};

use crate::stores::Store;

/// An artifact whose `finish` failed before its effect is not there; one that failed after it is.
async fn a_faulty_store_of_artifacts_fails_on_the_side_that_was_asked_for() {
    for (when, left) in [(When::Before, 0), (When::After, 1)] {
        let bucket = Store::S3sFs.bucket().await;
        let bare = Arc::new(S3Artifacts::new(&bucket.client, &bucket.name));
        let faults = Arc::new(Faults::at(2, when, Then::StayDown));
        let faulty = Faulty::new(bare.clone(), faults.clone());
        // More than a part, so that there is something to clean up.
        let mut writer = faulty.write(&ArtifactKey::new(&maple(), "x")).await.unwrap();
        writer.write_all(&vec![1; 9 << 20]).unwrap();
        assert!(writer.finish().unwrap_err().is_retryable() && faults.reached());
        assert!(faulty.list(&maple(), "").await.is_err(), "it stays down");
        assert_eq!(bare.list(&maple(), "").await.unwrap().len(), left, "{when:?}");
    }
}

/// A report whose publication failed is there whole or not at all, and publishing it again is fine.
async fn a_faulty_folder_fails_on_the_side_that_was_asked_for() {
    let report = LandingPath::parse("reports/latest.txt").unwrap();
    for (when, is_there) in [(When::Before, false), (When::After, true)] {
        let bucket = Store::S3sFs.bucket().await;
        let bare = Arc::new(S3Landing::new(&bucket.client, &bucket.name));
        let faulty = Faulty::new(bare.clone(), Arc::new(Faults::at(1, when, Then::Recover)));
        assert!(faulty.publish(&maple(), &report, b"fine").await.unwrap_err().is_retryable());
        let get = || bucket.client.get_object().bucket(&bucket.name);
        let key = "tenants/maple-usd/main/reports/latest.txt";
        assert_eq!(get().key(key).send().await.is_ok(), is_there, "{when:?}");
        faulty.publish(&maple(), &report, b"fine").await.unwrap();
        assert!(get().key(key).send().await.is_ok());
    }
}

/// All of it.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        crate::trial(
            "a_faulty_store_of_artifacts_fails_on_the_side_that_was_asked_for",
            a_faulty_store_of_artifacts_fails_on_the_side_that_was_asked_for,
        ),
        crate::trial(
            "a_faulty_folder_fails_on_the_side_that_was_asked_for",
            a_faulty_folder_fails_on_the_side_that_was_asked_for,
        ),
    ]
}
