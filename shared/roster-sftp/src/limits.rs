//! What a client can make the server hold or do at most.

use std::time::Duration;

/// Bounds of the server. The defaults fit hundreds of districts that all upload at midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Sessions in all, logged in or not; further ones are closed as they come. 1,024.
    pub sessions: usize,
    /// Sessions of one user name; further ones are told so and closed. 256.
    pub sessions_per_login: usize,
    /// Sessions that have not logged in yet; further ones are closed as they come. 512.
    pub unauthenticated: usize,
    /// How long a client may take to log in. 30 seconds.
    pub login_time: Duration,
    /// How long a session may be silent. 10 minutes.
    pub idle_time: Duration,
    /// Wrong credentials before the session is closed. 6.
    pub login_attempts: usize,
    /// Time that each wrong credential costs at least. 1 second.
    pub rejection_time: Duration,
    /// Channels of one session. 4.
    pub channels: usize,
    /// Open files and folders of one channel. 64.
    pub handles: usize,
    /// Bytes of one uploaded file. 16 GiB.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            sessions: 1024,
            sessions_per_login: 256,
            unauthenticated: 512,
            login_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(600),
            login_attempts: 6,
            rejection_time: Duration::from_secs(1),
            channels: 4,
            handles: 64,
            file_bytes: 16 << 30,
        }
    }
}

/// Bytes of one SFTP frame, as OpenSSH has it. A longer one ends the session.
pub(crate) const FRAME_BYTES: usize = 256 * 1024;

/// Bytes that one read returns or one write carries at most, as OpenSSH has it.
pub(crate) const TRANSFER_BYTES: usize = FRAME_BYTES - 1024;
