//! Only the SFTP server, over the landing bucket of a stack, for operators who do not want Transfer Family.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use roster_sftp::SftpServer;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{listen, wait};
use crate::exit::Failure;
use crate::local;
use crate::settings::Settings;

/// An SFTP server at work.
pub(crate) struct FrontDoor {
    /// Where it listens.
    pub(crate) sftp: SocketAddr,
    /// Its host key's fingerprint.
    pub(crate) host_key: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
}

impl FrontDoor {
    /// Opens the stack of the settings and listens. The host key is kept in `keys`, as every client must find the same one.
    ///
    /// # Errors
    /// The stack cannot be reached, the address is taken, or the key cannot be read or made.
    pub(crate) async fn start(keys: PathBuf, settings: &Settings) -> Result<FrontDoor, Failure> {
        let keys = super::host_keys(keys).await?;
        let host_key = keys.fingerprint();
        let local = local::stack(settings).await?;
        let (listener, sftp): (TcpListener, SocketAddr) = listen(settings).await?;
        let (stop, stopped) = watch::channel(false);
        let server = SftpServer::new(keys, local.door, local.doorman);
        let server = tokio::spawn(async move { server.serve(listener, wait(stopped)).await });
        Ok(FrontDoor { sftp, host_key, stop, server })
    }

    /// Ends all sessions.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        if let Ok(Err(error)) = self.server.await {
            tracing::error!(%error, "the SFTP server stopped");
        }
    }
}
