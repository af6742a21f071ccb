//! Districts' servers through SFTP connectors of Transfer Family: asked for by API, reported by EventBridge.

mod admin;
mod event;
mod failure;
mod host_key;
mod listing;

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_transfer::types::TransferTableStatus;
use roster_pipeline::ports::{
    Fetched, FileOutcome, Listed, Listing, RemoteFile, RemoteFiles, Started, Tested, TransferId, Wanted,
};
use roster_pipeline::pull::{PullSettings, Step, Trouble, settings_of};
use roster_pipeline::records::Connection;
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::failure::failed;
use crate::s3::bucket::Bucket;
use crate::s3::prefix;

pub use event::{ConnectorEvent, report_of};

/// Files of one StartFileTransfer ("StartFileTransfer", RetrieveFilePaths).
const FILES_AT_ONCE: usize = 10;
/// Names of one listing; beyond, it is cut short.
const MOST_LISTED: i32 = 10_000;
/// TestConnection may be called once a second and account.
const BETWEEN_TESTS: Duration = Duration::from_secs(1);
/// How long a test waits for its listing.
const LISTING_TIME: Duration = Duration::from_secs(60);

/// Where connectors put what they bring, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorPlaces {
    /// The bucket of landing folders.
    pub landing_bucket: String,
    /// The bucket for listings.
    pub artifacts_bucket: String,
    /// The role of new connectors.
    pub role_arn: String,
}

/// Districts' servers through connectors.
pub struct Connectors {
    transfer: aws_sdk_transfer::Client,
    s3: aws_sdk_s3::Client,
    places: ConnectorPlaces,
    tested: Mutex<Option<Instant>>,
    poll: Duration,
}

impl Connectors {
    /// Connectors of this account and region; no call is made.
    pub fn new(
        transfer: aws_sdk_transfer::Client,
        s3: aws_sdk_s3::Client,
        places: ConnectorPlaces,
    ) -> Connectors {
        Connectors { transfer, s3, places, tested: Mutex::new(None), poll: Duration::from_secs(1) }
    }

    /// The same, asking so often whether the listing of a test is there.
    pub fn with_poll(self, poll: Duration) -> Connectors {
        Connectors { poll, ..self }
    }

    /// Waits for the turn that the account's rate leaves us.
    async fn turn(&self) {
        let mut tested = self.tested.lock().await;
        if let Some(last) = *tested {
            tokio::time::sleep_until(last + BETWEEN_TESTS).await;
        }
        *tested = Some(Instant::now());
    }

    async fn listed(&self, connection: &Connection) -> PortResult<Listing> {
        let Listed::Started(started) = self.list(connection).await? else {
            return Err(PortError::new(ErrorKind::Corrupt, "listing of a connector"));
        };
        let asked = Instant::now();
        loop {
            match self.listing(connection, &started).await {
                Err(error) if error.kind == ErrorKind::NotFound && asked.elapsed() < LISTING_TIME => {
                    tokio::time::sleep(self.poll).await;
                }
                Err(error) if error.kind == ErrorKind::NotFound => return Err(no_listing().into()),
                other => return other,
            }
        }
    }

    fn local_directory(&self, connection: &Connection) -> String {
        format!("/{}/{}", self.places.landing_bucket, prefix(&connection.key()).trim_end_matches('/'))
    }
}

/// The connector of a connection's settings.
fn connector_of(connection: &Connection) -> PortResult<(&PullSettings, &str)> {
    let settings = settings_of(connection)?;
    match settings.connector.as_deref() {
        Some(id) if !id.is_empty() => Ok((settings, id)),
        Some(_) | None => Err(Trouble::lasting(
            Step::Settings,
            "this connection has no connector yet",
            "make one with the connection's settings, or set via=client",
        )
        .into()),
    }
}

/// A connector wants a folder with a slash in front; one that begins at the login's folder, a dot.
fn remote_folder(settings: &PullSettings) -> &str {
    match settings.path.trim_end_matches('/') {
        "" if settings.path.is_empty() => ".",
        "" => "/",
        folder => folder,
    }
}

fn remote_path(settings: &PullSettings, file: &RemoteFile) -> String {
    match remote_folder(settings) {
        "." => file.path.clone(),
        "/" => format!("/{}", file.path),
        folder => format!("{folder}/{}", file.path),
    }
}

fn no_listing() -> Trouble {
    Trouble::passing(Step::List, "the connector listed nothing in time", "try again later")
}

#[async_trait]
impl RemoteFiles for Connectors {
    async fn test(&self, connection: &Connection) -> PortResult<Tested> {
        let (settings, id) = connector_of(connection)?;
        self.turn().await;
        let call = self.transfer.test_connection().connector_id(id).send().await;
        let answer = call.map_err(|error| failed(format!("connector {id}"), error))?;
        let line = answer.sftp_connection_details().and_then(|details| details.host_key());
        let mut tested = Tested {
            server: settings.server(),
            host_key: line.map(|line| host_key::seen(line, &settings.host_keys)),
            addresses: self.addresses(id).await?,
            connected: false,
            listing: None,
            trouble: None,
        };
        match answer.status() {
            Some("OK") => {}
            Some(_) | None => {
                let said = answer.status_message().unwrap_or("no reason given");
                tested.trouble = Some(failure::of_test(settings, said, tested.host_key.as_ref()));
                return Ok(tested);
            }
        }
        match self.listed(connection).await {
            Ok(listing) => (tested.connected, tested.listing) = (true, Some(listing)),
            Err(error) => tested.trouble = Some(Trouble::of(&error, Step::List)),
        }
        Ok(tested)
    }

    async fn list(&self, connection: &Connection) -> PortResult<Listed> {
        let (settings, id) = connector_of(connection)?;
        let key = connection.key();
        let output = format!("/{}/{}listings", self.places.artifacts_bucket, prefix(&key));
        let call = self.transfer.start_directory_listing().connector_id(id);
        let call = call.remote_directory_path(remote_folder(settings)).output_directory_path(output);
        let answer = call.max_items(MOST_LISTED).send().await;
        let answer = answer.map_err(|error| failed(format!("listing by connector {id}"), error))?;
        Ok(Listed::Started(Started {
            transfer: TransferId(answer.listing_id),
            paths: Vec::new(),
            output: format!("{}listings/{}", prefix(&key), answer.output_file_name),
        }))
    }

    async fn listing(&self, connection: &Connection, started: &Started) -> PortResult<Listing> {
        let settings = settings_of(connection)?;
        // What a stored record says is not asked for outside of the connection's own prefix.
        if !started.output.starts_with(&prefix(&connection.key())) {
            return Err(PortError::new(ErrorKind::Corrupt, "place of a listing"));
        }
        let what = format!("listing {}", started.transfer.0);
        let bucket = Bucket::new(&self.s3, &self.places.artifacts_bucket);
        let answer = bucket.get(&started.output, &what).await?;
        listing::read(answer, settings, &what).await
    }

    async fn fetch(&self, connection: &Connection, files: &[Wanted]) -> PortResult<Fetched> {
        let (settings, id) = connector_of(connection)?;
        let mut all = Vec::new();
        for some in files.chunks(FILES_AT_ONCE) {
            let call = self.transfer.start_file_transfer().connector_id(id);
            let call = call.local_directory_path(self.local_directory(connection));
            let paths = some.iter().map(|wanted| remote_path(settings, &wanted.file)).collect();
            match call.set_retrieve_file_paths(Some(paths)).send().await {
                Ok(answer) => all.push(Started {
                    transfer: TransferId(answer.transfer_id),
                    paths: some.iter().map(|wanted| wanted.file.path.clone()).collect(),
                    output: String::new(),
                }),
                Err(error) if all.is_empty() => {
                    return Err(failed(format!("transfer by connector {id}"), error));
                }
                // What was asked for comes; the rest is told as not asked for, and comes with the next pull.
                Err(_) => break,
            }
        }
        Ok(Fetched::Started(all))
    }

    async fn progress(
        &self,
        connection: &Connection,
        started: &Started,
    ) -> PortResult<Vec<(String, FileOutcome)>> {
        let (_, id) = connector_of(connection)?;
        let call =
            self.transfer.list_file_transfer_results().connector_id(id).transfer_id(&started.transfer.0);
        let answer = call.send().await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let error = failed(format!("transfer {}", started.transfer.0), error);
                return if error.is_retryable() { Err(error) } else { Ok(Vec::new()) };
            }
        };
        let results = answer.file_transfer_results.into_iter().filter_map(|result| {
            let outcome = match result.status_code {
                TransferTableStatus::Completed => FileOutcome::Landed { bytes: None, sha256: None },
                TransferTableStatus::Failed => FileOutcome::Failed {
                    trouble: failure::of_file(result.failure_code.as_deref().unwrap_or("UNKNOWN_ERROR")),
                },
                _ => return None,
            };
            Some((result.file_path, outcome))
        });
        Ok(results.collect())
    }
}
