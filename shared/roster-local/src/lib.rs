//! The ports on one machine: directories, SQLite, a persisted queue, an outbox folder.
//!
//! Adapters translate and decide nothing. [`DataDir`] says where everything is and who may change it.

mod artifacts;
mod blocking;
mod disk;
mod landing;
mod sqlite;

pub use artifacts::DirArtifacts;
pub use landing::DirLanding;
pub use sqlite::{ControlDb, RosterDb};
