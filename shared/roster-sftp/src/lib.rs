//! Our SFTP server: a front door over any landing folder, open to whom a doorman lets in.
//!
//! [`SftpServer::serve`] takes connections, [`HostKeys`] are what it shows to clients, [`Limits`] bound what a client
//! can make it do. A login sees only its connection's folder, as `/`. The crate knows no store: it reaches files through
//! [`FrontDoor`](roster_pipeline::ports::FrontDoor) and asks a [`Doorman`](roster_pipeline::authorize::Doorman) who may enter:
//! the use case itself, or a deployed function.
//!
//! What is spoken is SFTP version 3 with `posix-rename@openssh.com`, `fsync@openssh.com` and `limits@openssh.com`. Links
//! do not exist. A file becomes visible when its client closes it; what was open when a session drops is discarded.

mod algorithms;
mod attributes;
mod client;
mod connection;
mod conversation;
mod cut;
mod folder;
mod handles;
mod host_keys;
mod limits;
mod pulling;
mod reply;
mod seats;
mod server;
mod uploading;
mod wire;

pub use client::SftpClient;
pub use host_keys::HostKeys;
pub use limits::Limits;
pub use pulling::{HostKeyError, PullLimits, SftpRemoteFiles, is_private_key, pinned_form};
pub use server::{OnChange, SftpServer};
