//! The one folder that a login sees, and what went through it.

use std::sync::Arc;

use roster_pipeline::ConnectionKey;
use roster_pipeline::ports::{FrontDoor, LandingPath};

use crate::server::OnChange;

/// A connection's folder, the same for all channels of a session.
#[derive(Clone)]
pub(crate) struct Folder {
    pub(crate) door: Arc<dyn FrontDoor>,
    pub(crate) connection: ConnectionKey,
    pub(crate) on_change: OnChange,
}

impl Folder {
    /// Tells whoever waits for files that this name holds something else now.
    pub(crate) fn changed(&self, path: &LandingPath) {
        (self.on_change)(&self.connection, path);
    }
}

/// What a session moved so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) files: u64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) discarded: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.files += other.files;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.discarded += other.discarded;
    }
}
