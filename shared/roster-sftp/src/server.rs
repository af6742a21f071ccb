//! Taking connections, bounding them, and stopping.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::Doorman;
use roster_pipeline::ports::{FrontDoor, LandingPath};
use russh::server::{Config, run_stream};
use russh::{Disconnect, MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::algorithms::preferred;
use crate::connection::{Connection, Stage};
use crate::cut::CutStream;
use crate::host_keys::HostKeys;
use crate::limits::Limits;
use crate::seats::Seats;

/// Bytes that a client may send ahead. They wait in the client and the network, not in our memory.
const WINDOW_BYTES: u32 = 16 * 1024 * 1024;
/// How long a session that we end may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long to wait when the system cannot take another connection.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Called after a file was uploaded, renamed (with its new name) or removed. Called from a session: it must not block.
pub type OnChange = Arc<dyn Fn(&ConnectionKey, &LandingPath) + Send + Sync>;

/// The SFTP server, before it is given a listener.
pub struct SftpServer {
    keys: HostKeys,
    pub(crate) door: Arc<dyn FrontDoor>,
    pub(crate) doorman: Arc<dyn Doorman>,
    pub(crate) on_change: OnChange,
    pub(crate) limits: Limits,
    pub(crate) seats: Seats,
}

impl SftpServer {
    /// A server with default limits that asks the doorman who may come in, and tells nobody of changes.
    pub fn new(keys: HostKeys, door: Arc<dyn FrontDoor>, doorman: Arc<dyn Doorman>) -> SftpServer {
        SftpServer {
            keys,
            door,
            doorman,
            on_change: Arc::new(|_, _| {}),
            limits: Limits::default(),
            seats: Seats::default(),
        }
    }

    /// The same server with other limits.
    pub fn with_limits(self, limits: Limits) -> SftpServer {
        SftpServer { limits, ..self }
    }

    /// The same server that calls `on_change` after each change.
    pub fn with_on_change(self, on_change: OnChange) -> SftpServer {
        SftpServer { on_change, ..self }
    }

    /// Serves until `shutdown` is ready; then ends all sessions, discards what they had open, and returns when the last
    /// one is gone, after a few seconds at most.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> io::Result<()> {
        let house = Arc::new(House::of(self));
        let (stop, stopping) = watch::channel(false);
        let mut shutdown = std::pin::pin!(shutdown);
        let mut number = 0;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut shutdown => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    number += 1;
                    house.admit(stream, peer, (number, stopping.clone()));
                }
                Err(error) => {
                    // Mostly too many open files: sessions that end make room.
                    tracing::error!(%error, "cannot take a connection");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
            }
        }
        drop(listener);
        stop.send_replace(true);
        let all = u32::try_from(house.server.limits.sessions).unwrap_or(u32::MAX);
        drop(tokio::time::timeout(2 * GOODBYE, house.sessions.acquire_many(all)).await);
        Ok(())
    }
}

/// A server at work.
struct House {
    server: Arc<SftpServer>,
    config: Arc<Config>,
    sessions: Arc<Semaphore>,
    anonymous: Arc<Semaphore>,
}

impl House {
    fn of(server: SftpServer) -> House {
        House {
            config: Arc::new(config(&server)),
            sessions: Arc::new(Semaphore::new(server.limits.sessions)),
            anonymous: Arc::new(Semaphore::new(server.limits.unauthenticated)),
            server: Arc::new(server),
        }
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr, (number, stopping): (u64, watch::Receiver<bool>)) {
        let session = Arc::clone(&self.sessions).try_acquire_owned();
        let anonymous = Arc::clone(&self.anonymous).try_acquire_owned();
        let (Ok(session), Ok(anonymous)) = (session, anonymous) else {
            tracing::warn!(session = number, %peer, "too many sessions, connection closed");
            return;
        };
        tracing::debug!(session = number, %peer, "connected");
        let attended = Attended { server: Arc::clone(&self.server), number, peer, stopping };
        let config = Arc::clone(&self.config);
        tokio::spawn(async move {
            attended.attend(stream, config, anonymous).await;
            drop(session);
        });
    }
}

fn config(server: &SftpServer) -> Config {
    let limits = &server.limits;
    let methods = [MethodKind::PublicKey, MethodKind::Password, MethodKind::KeyboardInteractive];
    Config {
        server_id: SshId::Standard("SSH-2.0-Rollcall".into()),
        methods: MethodSet::from(&methods[..]),
        keys: server.keys.keys(),
        preferred: preferred(),
        window_size: WINDOW_BYTES,
        maximum_packet_size: 65_535,
        max_auth_attempts: limits.login_attempts,
        auth_rejection_time: limits.rejection_time,
        auth_rejection_time_initial: Some(Duration::ZERO),
        inactivity_timeout: Some(limits.idle_time),
        nodelay: true,
        ..Config::default()
    }
}

/// One connection as seen from outside.
struct Attended {
    server: Arc<SftpServer>,
    number: u64,
    peer: SocketAddr,
    stopping: watch::Receiver<bool>,
}

impl Attended {
    async fn attend(mut self, stream: TcpStream, config: Arc<Config>, anonymous: OwnedSemaphorePermit) {
        // Without it every small answer would wait for the acknowledgement of the one before.
        drop(stream.set_nodelay(true));
        let (cut, watched) = watch::channel(false);
        let (stage, reached) = watch::channel(Stage::Anonymous);
        let connection = Connection::new(Arc::clone(&self.server), self.number, self.peer, stage);
        let greeting = run_stream(config, CutStream::new(stream, watched), connection);
        let running = match tokio::time::timeout(self.server.limits.login_time, greeting).await {
            Ok(Ok(running)) => running,
            Ok(Err(error)) => return self.note(&error),
            Err(_) => return self.note(&russh::Error::ConnectionTimeout),
        };
        let handle = running.handle();
        let mut running = std::pin::pin!(running);
        let ended = tokio::select! {
            ended = &mut running => Some(ended),
            () = until_end(reached, self.server.limits.login_time, anonymous) => None,
            () = until_stop(&mut self.stopping) => {
                let bye = handle.disconnect(Disconnect::ByApplication, "the server stops".into(), "en".into());
                drop(tokio::time::timeout(GOODBYE, bye).await);
                None
            }
        };
        let ended = match ended {
            Some(ended) => ended,
            None => match tokio::time::timeout(GOODBYE, &mut running).await {
                Ok(ended) => ended,
                Err(_) => {
                    cut.send_replace(true);
                    running.await
                }
            },
        };
        if let Err(error) = ended {
            self.note(&error);
        }
    }

    fn note(&self, error: &russh::Error) {
        let (number, peer) = (self.number, self.peer);
        match error {
            russh::Error::NoCommonAlgo { kind, ours, theirs } => {
                tracing::warn!(session = number, %peer, ?kind, ?ours, ?theirs, "the client has no algorithm in common with us");
            }
            error => tracing::debug!(session = number, %peer, %error, "connection ended"),
        }
    }
}

async fn until_stop(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stop| *stop).await);
}

/// Ready when the session should end: nobody logged in within the time, or the session itself asked for it.
async fn until_end(mut reached: watch::Receiver<Stage>, within: Duration, anonymous: OwnedSemaphorePermit) {
    let first = reached.wait_for(|stage| *stage != Stage::Anonymous);
    if tokio::time::timeout(within, first).await.is_err() {
        return;
    }
    drop(anonymous);
    drop(reached.wait_for(|stage| *stage == Stage::Ending).await);
}
