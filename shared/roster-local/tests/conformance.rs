//! Every adapter of this crate keeps what its port promises.

use roster_conformance::Fixture;
use roster_local::{ControlDb, DirArtifacts};
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

mod delivery_log {
    roster_conformance::delivery_log_conformance!(super::control());
}

mod run_log {
    roster_conformance::run_log_conformance!(super::control());
}
