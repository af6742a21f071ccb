//! A connection's own way to its district's server: our client, or a connector.

use std::sync::Arc;

use async_trait::async_trait;
use roster_pipeline::PortResult;
use roster_pipeline::ports::{Fetched, FileOutcome, Listed, Listing, RemoteFiles, Started, Tested, Wanted};
use roster_pipeline::pull::Via;
use roster_pipeline::records::Connection;

/// Goes the way that each connection's settings say.
#[derive(Clone)]
pub struct EitherWay {
    /// Our own SFTP client.
    pub client: Arc<dyn RemoteFiles>,
    /// Connectors of Transfer Family.
    pub connector: Arc<dyn RemoteFiles>,
}

impl EitherWay {
    fn of(&self, connection: &Connection) -> &dyn RemoteFiles {
        match connection.pull.as_ref().map(|pull| pull.via) {
            Some(Via::Connector) => self.connector.as_ref(),
            Some(Via::Client) | None => self.client.as_ref(),
        }
    }
}

#[async_trait]
impl RemoteFiles for EitherWay {
    async fn test(&self, connection: &Connection) -> PortResult<Tested> {
        self.of(connection).test(connection).await
    }

    async fn list(&self, connection: &Connection) -> PortResult<Listed> {
        self.of(connection).list(connection).await
    }

    async fn listing(&self, connection: &Connection, started: &Started) -> PortResult<Listing> {
        self.of(connection).listing(connection, started).await
    }

    async fn fetch(&self, connection: &Connection, files: &[Wanted]) -> PortResult<Fetched> {
        self.of(connection).fetch(connection, files).await
    }

    async fn progress(
        &self,
        connection: &Connection,
        started: &Started,
    ) -> PortResult<Vec<(String, FileOutcome)>> {
        self.of(connection).progress(connection, started).await
    }
}
