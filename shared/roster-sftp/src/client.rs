//! Our SFTP client: uploads and reads files of a server whose key is known.

use std::sync::Arc;
use std::time::Duration;

use roster_pipeline::{ErrorKind, PortError, PortResult};
use russh::Disconnect;
use russh::client::{self, Config, Handle};
use russh::keys::{HashAlg, PublicKeyOrCertificate};
use russh_sftp::client::SftpSession;
use russh_sftp::client::error::Error as SftpError;
use tokio::io::{AsyncRead, AsyncWriteExt};

/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// A session with an SFTP server.
pub struct SftpClient {
    session: Handle<Known>,
    sftp: SftpSession,
}

/// Accepts the one host key that is expected.
struct Known {
    fingerprint: String,
}

impl client::Handler for Known {
    type Error = russh::Error;

    async fn check_server_key(&mut self, offered: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(match offered {
            PublicKeyOrCertificate::PublicKey { key, .. } => {
                key.fingerprint(HashAlg::Sha256).to_string() == self.fingerprint
            }
            PublicKeyOrCertificate::Certificate(_) => false,
        })
    }
}

impl SftpClient {
    /// Logs in with a password. `Unavailable` if the server cannot be reached; `Refused` if its key is not the one with
    /// this fingerprint (`SHA256:...`), or if user or password are wrong.
    pub async fn connect(
        address: &str,
        (user, password): (&str, &str),
        fingerprint: &str,
    ) -> PortResult<SftpClient> {
        let config = Config { inactivity_timeout: Some(SILENCE), nodelay: true, ..Config::default() };
        let known = Known { fingerprint: fingerprint.to_owned() };
        let mut session =
            client::connect(Arc::new(config), address, known).await.map_err(|error| match error {
                russh::Error::UnknownKey => {
                    PortError::new(ErrorKind::Refused, format!("host key of {address}"))
                }
                error => unreachable(address, error),
            })?;
        let login = session.authenticate_password(user, password).await;
        if !login.map_err(|error| unreachable(address, error))?.success() {
            return Err(PortError::new(ErrorKind::Refused, format!("login at {address}")));
        }
        let channel = session.channel_open_session().await.map_err(|error| unreachable(address, error))?;
        channel.request_subsystem(true, "sftp").await.map_err(|error| unreachable(address, error))?;
        let sftp = SftpSession::new(channel.into_stream()).await.map_err(|error| failed("session", error))?;
        Ok(SftpClient { session, sftp })
    }

    /// Writes a file of the given contents, over one of the same name, and returns how many bytes it has.
    pub async fn upload(&self, path: &str, mut from: impl AsyncRead + Unpin) -> PortResult<u64> {
        let mut file = self.sftp.create(path).await.map_err(|error| failed(path, error))?;
        let bytes = tokio::io::copy(&mut from, &mut file).await?;
        file.shutdown().await?;
        Ok(bytes)
    }

    /// The contents of a small file. `NotFound` if it is absent.
    pub async fn read(&self, path: &str) -> PortResult<Vec<u8>> {
        self.sftp.read(path).await.map_err(|error| failed(path, error))
    }

    /// Says goodbye.
    pub async fn close(self) -> PortResult<()> {
        self.sftp.close().await.map_err(|error| failed("session", error))?;
        let bye = self.session.disconnect(Disconnect::ByApplication, "", "en").await;
        bye.map_err(|error| unreachable("the server", error))
    }
}

fn unreachable(address: &str, error: russh::Error) -> PortError {
    PortError::because(ErrorKind::Unavailable, address, error)
}

fn failed(what: &str, error: SftpError) -> PortError {
    use russh_sftp::protocol::StatusCode;
    let kind = match &error {
        SftpError::Status(status) => match status.status_code {
            StatusCode::NoSuchFile => ErrorKind::NotFound,
            StatusCode::PermissionDenied | StatusCode::OpUnsupported => ErrorKind::Refused,
            _ => ErrorKind::Unavailable,
        },
        _ => ErrorKind::Unavailable,
    };
    PortError::because(kind, format!("{what} on the SFTP server"), error)
}
