//! A district's own server, reached with our SFTP client: [`SftpRemoteFiles`].
//!
//! The server is a stranger: its key must be one that a person accepted, everything that it says is bounded, and a file is
//! believed only when as many bytes came as it was said to have.

mod algorithms;
mod batch;
mod fetching;
mod host_key;
mod limits;
mod listing;
mod login;
mod session;

use std::sync::Arc;

use async_trait::async_trait;
use roster_pipeline::ports::{
    Fetched, FileOutcome, FrontDoor, Listed, Listing, RemoteFiles, Secrets, Started, Tested, Wanted,
};
use roster_pipeline::pull::{PullSecret, PullSettings, Step, Trouble, Via, settings_of};
use roster_pipeline::records::Connection;
use roster_pipeline::{ErrorKind, PortError, PortResult};

pub use host_key::{HostKeyError, pinned_form};
pub use limits::PullLimits;
pub use login::is_private_key;

use session::{Opened, Session};

/// Districts' servers, each reached anew for every call; files land through a front door.
#[derive(Clone)]
pub struct SftpRemoteFiles {
    door: Arc<dyn FrontDoor>,
    secrets: Arc<dyn Secrets>,
    limits: PullLimits,
}

impl SftpRemoteFiles {
    /// Fetches into `door`, and logs in with `secrets`.
    pub fn new(door: Arc<dyn FrontDoor>, secrets: Arc<dyn Secrets>) -> SftpRemoteFiles {
        SftpRemoteFiles { door, secrets, limits: PullLimits::default() }
    }

    /// The same with other limits.
    pub fn with_limits(self, limits: PullLimits) -> SftpRemoteFiles {
        SftpRemoteFiles { limits, ..self }
    }

    async fn secret(&self, connection: &Connection) -> PortResult<PullSecret> {
        let key = connection.key();
        match PullSecret::of(self.secrets.as_ref(), &key).await {
            Err(error) if error.kind == ErrorKind::NotFound => Err(Trouble::lasting(
                Step::Login,
                "neither a password nor a private key was given for the district's server",
                format!(
                    "give one with `rollcall connection secret {} {} --password-stdin`",
                    key.tenant, key.connection
                ),
            )
            .into()),
            other => other,
        }
    }

    async fn open(&self, connection: &Connection) -> PortResult<Session> {
        let settings = ours(connection)?;
        let secret = self.secret(connection).await?;
        Session::open(settings, Some(&secret), &self.limits).await.session.map_err(PortError::from)
    }

    async fn listed(&self, settings: &PullSettings, session: &Session) -> Result<Listing, Trouble> {
        let listing = listing::list(session, settings, &self.limits);
        tokio::time::timeout(self.limits.listing_time, listing).await.unwrap_or_else(|_| {
            Err(Trouble::passing(
                Step::List,
                format!("{} did not finish listing its files in time", settings.server()),
                "ask the district whether the folder holds far too many files",
            ))
        })
    }
}

/// The settings, if they are for this adapter.
fn ours(connection: &Connection) -> PortResult<&PullSettings> {
    let settings = settings_of(connection)?;
    match settings.via {
        Via::Client => Ok(settings),
        Via::Connector => Err(Trouble::lasting(
            Step::Settings,
            "this connection is pulled through a connector of AWS Transfer Family, and there is none here",
            "set via=client",
        )
        .into()),
    }
}

#[async_trait]
impl RemoteFiles for SftpRemoteFiles {
    async fn test(&self, connection: &Connection) -> PortResult<Tested> {
        let settings = ours(connection)?;
        let (secret, missing) = match self.secret(connection).await {
            Ok(secret) => (Some(secret), None),
            Err(error) => (None, Some(Trouble::of(&error, Step::Login))),
        };
        let Opened { session, host_key } = Session::open(settings, secret.as_ref(), &self.limits).await;
        let mut tested = Tested {
            server: settings.server(),
            host_key,
            addresses: Vec::new(),
            connected: false,
            listing: None,
            trouble: None,
        };
        let listing = match session {
            Ok(session) => {
                let listing = self.listed(settings, &session).await;
                session.close().await;
                listing
            }
            // Without a secret, the server is shown all the same: its key can be accepted first.
            Err(trouble) if trouble.step == Step::Login => Err(missing.unwrap_or(trouble)),
            Err(trouble) => Err(trouble),
        };
        match listing {
            Ok(listing) => (tested.connected, tested.listing) = (true, Some(listing)),
            Err(trouble) => tested.trouble = Some(trouble),
        }
        Ok(tested)
    }

    async fn list(&self, connection: &Connection) -> PortResult<Listed> {
        let settings = ours(connection)?;
        let session = self.open(connection).await?;
        let listing = self.listed(settings, &session).await;
        session.close().await;
        Ok(Listed::Done(listing?))
    }

    async fn listing(&self, _connection: &Connection, started: &Started) -> PortResult<Listing> {
        Err(PortError::new(ErrorKind::NotFound, format!("listing {}", started.transfer.0)))
    }

    async fn fetch(&self, connection: &Connection, files: &[Wanted]) -> PortResult<Fetched> {
        let session = self.open(connection).await?;
        let batch = batch::Batch {
            connection: connection.key(),
            settings: ours(connection)?,
            door: self.door.as_ref(),
            limits: &self.limits,
            reopen: &|| Box::pin(self.open(connection)),
        };
        Ok(Fetched::Done(batch.fetch(session, files).await))
    }

    async fn progress(
        &self,
        _connection: &Connection,
        _started: &Started,
    ) -> PortResult<Vec<(String, FileOutcome)>> {
        Ok(Vec::new())
    }
}
