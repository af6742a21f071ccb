//! A wrapped port keeps every promise of the port within.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

use std::sync::Arc;

use roster_conformance::{Calls, Fixture, Recording};
use roster_local::{ControlDb, DirArtifacts, RosterDb};
use roster_pipeline::ports::{Artifacts, DeliveryLog, RosterStore, RunLog};
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
