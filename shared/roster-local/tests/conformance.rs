//! Every adapter of this crate keeps what its port promises.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

use roster_conformance::Fixture;
use roster_local::{Addresses, ControlDb, DirArtifacts, DirLanding, Outbox, RosterDb, SecretFiles};
use tempfile::tempdir;

async fn control() -> Fixture<ControlDb> {
    let dir = tempdir().unwrap();
    Fixture::new(ControlDb::open(&dir.path().join("control.db")).unwrap(), dir)
}

mod artifacts {
    use super::*;

    async fn fresh() -> Fixture<DirArtifacts> {
        let dir = tempdir().unwrap();
        Fixture::new(DirArtifacts::open(dir.path().join("artifacts"), dir.path().join("spool")).unwrap(), dir)
    }
    roster_conformance::artifacts_conformance!(fresh());
}

mod directory {
    roster_conformance::directory_conformance!(super::control());
}

mod attempts {
    roster_conformance::attempts_conformance!(super::control());
}

mod delivery_log {
    roster_conformance::delivery_log_conformance!(super::control());
}

mod run_log {
    roster_conformance::run_log_conformance!(super::control());
}

mod pull_log {
    roster_conformance::pull_log_conformance!(super::control());
}

mod queue {
    roster_conformance::queue_conformance!(super::control());
}

mod roster_store {
    use super::*;

    async fn fresh() -> Fixture<RosterDb> {
        let dir = tempdir().unwrap();
        Fixture::new(RosterDb::open(&dir.path().join("roster.db")).unwrap(), dir)
    }
    roster_conformance::roster_store_conformance!(fresh());
}

async fn folder() -> Fixture<DirLanding> {
    let dir = tempdir().unwrap();
    Fixture::new(DirLanding::open(dir.path().join("landing"), dir.path().join("spool")).unwrap(), dir)
}

mod landing {
    roster_conformance::landing_conformance!(super::folder());
}

mod front_door {
    roster_conformance::front_door_conformance!(super::folder());
}

mod upload {
    roster_conformance::upload_conformance!(super::folder());
}

mod announcer {
    use super::*;

    async fn fresh() -> Fixture<Outbox> {
        let dir = tempdir().unwrap();
        let addresses = Addresses { from: "rollcall@example.org".into(), operator: "ops@example.org".into() };
        Fixture::new(Outbox::open(dir.path().join("outbox"), addresses).unwrap(), dir)
    }
    roster_conformance::announcer_conformance!(fresh());
}

mod secrets {
    use super::*;

    async fn fresh() -> Fixture<SecretFiles> {
        let dir = tempdir().unwrap();
        Fixture::new(SecretFiles::open(dir.path().join("secrets"), dir.path().join("keys/secrets")), dir)
    }
    roster_conformance::secrets_conformance!(fresh());
}
