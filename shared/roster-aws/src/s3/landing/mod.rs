//! Landing folders as prefixes of a bucket, one per connection.

mod folder;
mod front_door;
mod standing;
mod upload;

use std::io::Read;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use roster_pipeline::ports::{Landed, Landing, LandingPath};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::bucket::Bucket;
use super::source::S3Source;
use super::stream::Object;
use folder::Folder;

/// Landing folders at `tenants/<tenant>/<connection>/`, as a use case needs them and as our own SFTP server does; Transfer
/// Family writes to the same keys.
///
/// A landed file's version is its object's version, and the bucket must keep versions. Three promises of the ports are kept
/// less well than on a disk: a renamed file is a copy with a version of its own, times cannot be set (the call is accepted,
/// as Transfer Family accepts it), and renaming a folder is not one step. What is removed by its version is removed
/// together with the older versions of its name, so that none of them reappears.
#[derive(Debug, Clone)]
pub struct S3Landing {
    bucket: Bucket,
}

impl S3Landing {
    /// Folders in a bucket that keeps versions.
    pub fn new(client: &Client, bucket: impl Into<String>) -> S3Landing {
        S3Landing { bucket: Bucket::new(client, bucket) }
    }

    fn folder(&self, connection: &ConnectionKey) -> Folder {
        Folder { bucket: self.bucket.clone(), prefix: super::prefix(connection) }
    }
}

fn error(kind: ErrorKind, what: &str) -> PortError {
    PortError::new(kind, what)
}

fn demand_report(path: &LandingPath) -> PortResult<()> {
    match path.is_report() && !path.parent().as_str().is_empty() {
        true => Ok(()),
        false => Err(error(ErrorKind::Refused, "report path")),
    }
}

#[async_trait]
impl Landing for S3Landing {
    async fn files(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        let mut files = self.folder(connection).files("").await?;
        files.retain(|file| !file.path.is_report());
        Ok(files)
    }

    async fn open(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<Box<dyn Read + Send>> {
        let key = self.folder(connection).key(&file.path);
        let object = Object::open(&self.bucket, key, "landed file".to_owned()).await?;
        match object.pin().clone().into_text() == file.version {
            true => Ok(Box::new(S3Source::of(object))),
            false => Err(error(ErrorKind::Conflict, "landed file")),
        }
    }

    async fn remove_version(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<()> {
        self.folder(connection).remove_exactly(file).await
    }

    async fn publish(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        content: &[u8],
    ) -> PortResult<()> {
        demand_report(path)?;
        self.bucket.put(&self.folder(connection).key(path), content.to_vec(), "report").await
    }

    async fn reports(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        self.folder(connection).files("reports/").await
    }

    async fn withdraw(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        demand_report(path)?;
        self.bucket.delete(&self.folder(connection).key(path), "report").await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.folder(connection).erase().await
    }
}
