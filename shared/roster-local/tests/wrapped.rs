//! A wrapped port keeps every promise of the port within.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

use std::sync::Arc;

use roster::model::Entity;
use roster_conformance::samples::{at, maple};
use roster_conformance::{Calls, Faults, Faulty, Fixture, Recording, Then, When};
use roster_local::{Addresses, ControlDb, DirArtifacts, Outbox, RosterDb, SecretFiles};
use roster_pipeline::ports::{
    Announcer, ArtifactKey, Artifacts, Change, DeliveryLog, RosterStore, RunLog, Secrets,
};
use roster_pipeline::records::RunId;
use tempfile::tempdir;

fn recorded<P: ?Sized>(port: Arc<P>, dir: tempfile::TempDir) -> Fixture<Recording<P>> {
    Fixture::new(Recording::new(port, Arc::new(Calls::new())), dir)
}

mod run_log {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn RunLog>> {
        let dir = tempdir().unwrap();
        recorded(Arc::new(ControlDb::open(&dir.path().join("c.db")).unwrap()) as _, dir)
    }
    roster_conformance::run_log_conformance!(fresh());
}

mod delivery_log {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn DeliveryLog>> {
        let dir = tempdir().unwrap();
        recorded(Arc::new(ControlDb::open(&dir.path().join("c.db")).unwrap()) as _, dir)
    }
    roster_conformance::delivery_log_conformance!(fresh());
}

mod secrets {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn Secrets>> {
        let dir = tempdir().unwrap();
        recorded(Arc::new(SecretFiles::open(dir.path().join("secrets"), dir.path().join("key"))) as _, dir)
    }
    roster_conformance::secrets_conformance!(fresh());
}

mod announcer {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn Announcer>> {
        let dir = tempdir().unwrap();
        let addresses = Addresses { from: "rollcall@example.org".into(), operator: "ops@example.org".into() };
        recorded(Arc::new(Outbox::open(dir.path().join("outbox"), addresses).unwrap()) as _, dir)
    }
    roster_conformance::announcer_conformance!(fresh());
}

mod roster_store {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn RosterStore>> {
        let dir = tempdir().unwrap();
        recorded(Arc::new(RosterDb::open(&dir.path().join("r.db")).unwrap()) as _, dir)
    }
    roster_conformance::roster_store_conformance!(fresh());
}

mod artifacts {
    use super::*;

    async fn fresh() -> Fixture<Recording<dyn Artifacts>> {
        let dir = tempdir().unwrap();
        recorded(Arc::new(DirArtifacts::open(dir.path().join("a"), dir.path().join("s")).unwrap()) as _, dir)
    }
    roster_conformance::artifacts_conformance!(fresh());
}

/// A step that failed before its effect left nothing; one that failed after it left everything, and both say the same.
#[tokio::test]
async fn a_faulty_port_fails_on_the_side_that_was_asked_for() {
    for (when, left) in [(When::Before, 0), (When::After, 1)] {
        let dir = tempdir().unwrap();
        let bare = Arc::new(DirArtifacts::open(dir.path().join("a"), dir.path().join("s")).unwrap());
        let faults = Arc::new(Faults::at(2, when, Then::StayDown));
        let faulty = Faulty::new(bare.clone(), faults.clone());
        let writer = faulty.write(&ArtifactKey::new(&maple(), "x")).await.unwrap();
        assert!(writer.finish().unwrap_err().is_retryable() && faults.reached());
        assert!(faulty.list(&maple(), "").await.is_err(), "it stays down");
        assert_eq!(bare.list(&maple(), "").await.unwrap().len(), left, "{when:?}");
    }
}

#[tokio::test]
async fn a_recording_port_counts_calls_and_items() {
    let dir = tempdir().unwrap();
    let calls = Arc::new(Calls::new());
    let port = Recording::new(Arc::new(RosterDb::open(&dir.path().join("r.db")).unwrap()), calls.clone());
    let remove = Change::Remove { entity: Entity::Orgs, sourced_id: "o1".into() };
    for batch in [&[remove.clone(), remove][..], &[]] {
        port.apply(&maple(), (&RunId("r-1".into()), 1), at(0), batch).await.unwrap();
    }
    assert_eq!((calls.of("RosterStore::apply"), calls.items(), calls.of("RosterStore::get")), (2, 2, 0));
}
