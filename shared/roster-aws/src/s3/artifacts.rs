//! Artifacts as objects of a bucket.

use std::io::Cursor;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use roster_pipeline::ports::{ArtifactKey, ArtifactWriter, Artifacts, Source};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use tokio::sync::Semaphore;

use super::bucket::{Bucket, sorted};
use super::parts::{IN_FLIGHT, Target};
use super::prefix;
use super::source::S3Source;
use super::stream::Object;
use super::writer::S3Writer;

/// Objects up to this size are read at once.
const SMALL: u64 = 1 << 20;

/// The tag of raw deliveries, which the bucket's lifecycle deletes early: keys begin with the tenant, so that no prefix
/// tells them from the rest.
const RAW: &str = "kind=raw";

/// Artifacts at `tenants/<tenant>/<connection>/<path>`, in a bucket that should keep versions: then what was opened stays
/// readable although it is replaced or removed. In one that does not, reading what was replaced fails with `Conflict`.
///
/// A writer holds at most 8 MiB of its artifact, and 24 MiB more are on their way over all writers of one store. A killed
/// writer leaves parts that nobody sees, which the bucket's lifecycle must abort. Writers and sources block, and need a
/// runtime with several threads beside them.
#[derive(Debug, Clone)]
pub struct S3Artifacts {
    bucket: Bucket,
    room: Arc<Semaphore>,
}

impl S3Artifacts {
    /// Artifacts in a bucket.
    pub fn new(client: &Client, bucket: impl Into<String>) -> S3Artifacts {
        S3Artifacts { bucket: Bucket::new(client, bucket), room: Arc::new(Semaphore::new(IN_FLIGHT)) }
    }
}

fn object_key(key: &ArtifactKey) -> PortResult<String> {
    match key.is_valid() {
        true => Ok(format!("{}{}", prefix(&key.connection), key.path)),
        false => Err(PortError::new(ErrorKind::Refused, "artifact path")),
    }
}

#[async_trait]
impl Artifacts for S3Artifacts {
    async fn write(&self, key: &ArtifactKey) -> PortResult<Box<dyn ArtifactWriter>> {
        let (bucket, room) = (self.bucket.clone(), Arc::clone(&self.room));
        let tags = key.path.starts_with("raw/").then_some(RAW);
        let target = Target { bucket, key: object_key(key)?, what: format!("artifact {key}"), tags, room };
        Ok(Box::new(S3Writer::begin(target)))
    }

    async fn open(&self, key: &ArtifactKey) -> PortResult<Box<dyn Source>> {
        let object = Object::open(&self.bucket, object_key(key)?, format!("artifact {key}")).await?;
        if object.size() <= SMALL {
            return Ok(Box::new(Cursor::new(object.whole().await?)));
        }
        Ok(Box::new(S3Source::of(object)))
    }

    async fn list(&self, connection: &ConnectionKey, prefix: &str) -> PortResult<Vec<String>> {
        let folder = super::prefix(connection);
        let request = self.bucket.client.list_objects_v2().bucket(&self.bucket.name);
        let mut pages = request.prefix(format!("{folder}{prefix}")).into_paginator().send();
        let mut paths = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| sorted("list of artifacts", error))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            paths.extend(keys.filter_map(|key| key.strip_prefix(&folder)).map(str::to_owned));
        }
        // S3 promises this order; others that speak its protocol do not.
        paths.sort_unstable();
        Ok(paths)
    }

    async fn remove(&self, key: &ArtifactKey) -> PortResult<()> {
        self.bucket.delete(&object_key(key)?, &format!("artifact {key}")).await
    }
}
