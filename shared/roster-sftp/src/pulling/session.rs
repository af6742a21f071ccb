//! From a host name to an SFTP session, one step after the other, each with its own time and its own words.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use roster_pipeline::ports::SeenHostKey;
use roster_pipeline::pull::{PullSecret, PullSettings, Step, Trouble};
use russh::client::{self, Config, Handle};
use russh::keys::{Algorithm, PublicKey};
use russh::{Channel, Disconnect};
use russh_sftp::client::{Config as SftpConfig, RawSftpSession, SftpSession};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::algorithms::{host_key_families, preferred};
use super::host_key::{Known, Shown, refused};
use super::limits::PullLimits;
use super::login::login;

/// Bytes that a server may send before we read; with it a long line is filled.
const WINDOW: u32 = 4 << 20;

/// A session with a server whose key is pinned, logged in.
pub(super) struct Session {
    handle: Handle<Known>,
    request_time: Duration,
    server: String,
}

/// How far opening came.
pub(super) struct Opened {
    pub(super) session: Result<Session, Trouble>,
    pub(super) host_key: Option<SeenHostKey>,
}

impl Session {
    /// Reaches the server, checks its key, and logs in if there is a secret; without one it ends as trouble of that step.
    pub(super) async fn open(
        settings: &PullSettings,
        secret: Option<&PullSecret>,
        limits: &PullLimits,
    ) -> Opened {
        let (handle, host_key) = match known_server(settings, limits).await {
            Ok((handle, key)) => (handle, key),
            Err((trouble, host_key)) => return Opened { session: Err(trouble), host_key },
        };
        let session = logged_in(handle, (settings, secret), limits).await;
        Opened { session, host_key: Some(host_key) }
    }

    async fn channel(&self) -> Result<Channel<client::Msg>, Trouble> {
        let opening = async {
            let channel = self.handle.channel_open_session().await?;
            channel.request_subsystem(true, "sftp").await?;
            Ok::<_, russh::Error>(channel)
        };
        let failed = |why: String| {
            Trouble::passing(
                Step::Folder,
                format!("{} opens no SFTP session ({why})", self.server),
                "ask the district whether SFTP is switched on for this user",
            )
        };
        match timeout(self.request_time, opening).await {
            Ok(Ok(channel)) => Ok(channel),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(_) => Err(failed("no answer in time".into())),
        }
    }

    /// An SFTP session for asking one thing after the other.
    pub(super) async fn raw(&self) -> Result<RawSftpSession, Trouble> {
        let raw = RawSftpSession::new_with_config(self.channel().await?.into_stream(), self.config());
        raw.init().await.map_err(|error| {
            Trouble::passing(
                Step::Folder,
                format!("{} does not speak SFTP ({error})", self.server),
                "ask the district whether SFTP is switched on for this user",
            )
        })?;
        Ok(raw)
    }

    /// An SFTP session for reading files.
    pub(super) async fn files(&self) -> Result<SftpSession, Trouble> {
        let stream = self.channel().await?.into_stream();
        SftpSession::new_with_config(stream, self.config()).await.map_err(|error| {
            Trouble::passing(
                Step::Folder,
                format!("{} does not speak SFTP ({error})", self.server),
                "try again",
            )
        })
    }

    fn config(&self) -> SftpConfig {
        SftpConfig { request_timeout_secs: self.request_time.as_secs().max(1), ..SftpConfig::default() }
    }

    /// Says goodbye; a server that does not listen is left alone.
    pub(super) async fn close(self) {
        let bye = self.handle.disconnect(Disconnect::ByApplication, "", "en");
        drop(timeout(Duration::from_secs(2), bye).await);
    }
}

async fn logged_in(
    mut handle: Handle<Known>,
    (settings, secret): (&PullSettings, Option<&PullSecret>),
    limits: &PullLimits,
) -> Result<Session, Trouble> {
    let Some(secret) = secret else {
        return Err(Trouble::lasting(
            Step::Login,
            "there is nothing to log in with",
            "give a password or a key",
        ));
    };
    match timeout(limits.login_time, login(&mut handle, settings, secret)).await {
        Ok(result) => result?,
        Err(_) => return Err(slow(Step::Login, settings)),
    }
    Ok(Session { handle, request_time: limits.request_time, server: settings.server() })
}

type NotKnown = (Trouble, Option<SeenHostKey>);

/// A server has several keys and shows the one that we ask for first. A pinned line says which that is; where only
/// fingerprints are pinned, every kind is asked for before the key counts as another.
async fn known_server(
    settings: &PullSettings,
    limits: &PullLimits,
) -> Result<(Handle<Known>, SeenHostKey), NotKnown> {
    let mut families = host_key_families();
    let pinned = |family: &Vec<Algorithm>| {
        let kinds = settings.host_keys.iter().filter_map(|pin| PublicKey::from_openssh(pin).ok());
        !kinds.into_iter().any(|key| family.iter().any(|kind| is_kind(kind, &key.algorithm())))
    };
    families.sort_by_key(pinned);
    let mut first: Option<SeenHostKey> = None;
    loop {
        let shown = Shown::default();
        let known = Known { pins: settings.host_keys.clone(), shown: shown.clone() };
        match handshake(settings, (families.concat(), known), limits).await {
            Ok(handle) => match shown.key() {
                Some(key) => return Ok((handle, key)),
                None => return Err((slow(Step::HostKey, settings), None)),
            },
            Err(trouble) => {
                let key = shown.key();
                let Some(key) = key.filter(|key| !key.pinned) else {
                    return Err(match first {
                        Some(first) => (refused(settings, &first), Some(first)),
                        None => (trouble, shown.key()),
                    });
                };
                families.retain(|family| !family.iter().any(|kind| shows(kind, &key)));
                let first = first.get_or_insert(key).clone();
                if families.is_empty() || settings.host_keys.is_empty() {
                    return Err((refused(settings, &first), Some(first)));
                }
            }
        }
    }
}

fn is_kind(one: &Algorithm, other: &Algorithm) -> bool {
    one == other || matches!((one, other), (Algorithm::Rsa { .. }, Algorithm::Rsa { .. }))
}

fn shows(kind: &Algorithm, key: &SeenHostKey) -> bool {
    PublicKey::from_openssh(&key.line).is_ok_and(|key| is_kind(kind, &key.algorithm()))
}

async fn handshake(
    settings: &PullSettings,
    (host_keys, known): (Vec<Algorithm>, Known),
    limits: &PullLimits,
) -> Result<Handle<Known>, Trouble> {
    let address = (settings.host.as_str(), settings.port);
    let socket = match timeout(limits.reach_time, TcpStream::connect(address)).await {
        Ok(Ok(socket)) => socket,
        Ok(Err(error)) => return Err(unreachable(settings, &error)),
        Err(_) => return Err(unreachable(settings, &io::ErrorKind::TimedOut.into())),
    };
    // Failing costs delay at most.
    let _ = socket.set_nodelay(true);
    let config = Config {
        preferred: preferred(host_keys),
        window_size: WINDOW,
        inactivity_timeout: Some(limits.request_time * 2),
        ..Config::default()
    };
    match timeout(limits.login_time, client::connect_stream(Arc::new(config), socket, known)).await {
        Ok(Ok(handle)) => Ok(handle),
        Ok(Err(error)) => Err(no_session(settings, error)),
        Err(_) => Err(slow(Step::Algorithms, settings)),
    }
}

fn unreachable(settings: &PullSettings, error: &io::Error) -> Trouble {
    let server = settings.server();
    let (message, help) = match error.kind() {
        io::ErrorKind::ConnectionRefused => (
            format!("{server} refuses connections"),
            "check the port, and ask the district whether their SFTP server runs and lets our address in",
        ),
        io::ErrorKind::TimedOut => (
            format!("{server} does not answer"),
            "check host and port, and ask the district whether their firewall lets our address in",
        ),
        _ => (format!("{server} cannot be reached ({error})"), "check the host name and our own network"),
    };
    Trouble::passing(Step::Reach, message, help)
}

fn no_session(settings: &PullSettings, error: russh::Error) -> Trouble {
    let server = settings.server();
    match error {
        russh::Error::NoCommonAlgo { kind, theirs, .. } => Trouble::lasting(
            Step::Algorithms,
            format!("we share no {kind:?} algorithm with {server}, which has {}", theirs.join(", ")),
            "ask the district to switch on a newer one; the operators' guide lists those that we speak",
        ),
        russh::Error::Version => Trouble::lasting(
            Step::Algorithms,
            format!("{server} answers, but does not speak SSH"),
            "check the port; FTP and FTPS are not SFTP",
        ),
        error => Trouble::passing(
            Step::Algorithms,
            format!("{server} ended the session before we could log in ({error})"),
            "try again later; if it goes on, ask the district whether our address is blocked",
        ),
    }
}

fn slow(step: Step, settings: &PullSettings) -> Trouble {
    let server = settings.server();
    let message = format!("{server} answers too slowly ({})", step.as_str());
    Trouble::passing(step, message, "try again later; if it goes on, ask the district what is wrong")
}
