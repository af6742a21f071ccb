//! The ports on one machine: directories, SQLite, a persisted queue, an outbox folder.
//!
//! Adapters translate and decide nothing. [`DataDir`] says where everything is and who may change it.

mod artifacts;
mod backup;
mod blocking;
mod data_dir;
mod disk;
mod landing;
mod outbox;
mod scratch;
mod secrets;
mod sqlite;

pub use artifacts::DirArtifacts;
pub use backup::BackedUp;
pub use data_dir::{DataDir, DataDirError, DataLock, LAYOUT};
pub use landing::DirLanding;
pub use outbox::{Addresses, Outbox};
pub use scratch::TempScratch;
pub use secrets::SecretFiles;
pub use sqlite::{ControlDb, RosterDb};
