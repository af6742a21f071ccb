//! Objects stored in parts, a few of them on their way at the same time.

use std::sync::Arc;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};

use super::bucket::{Bucket, Pin, sorted};

/// Bytes of every part but the last. S3 takes 10,000 parts: 80 GiB.
pub(super) const PART: usize = 8 << 20;

/// Parts on their way at the same time, over all objects that one store writes.
pub(super) const IN_FLIGHT: usize = 3;

/// Where an object goes, and how many parts may be on their way.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) bucket: Bucket,
    pub(super) key: String,
    pub(super) what: String,
    /// As a query string; what the bucket's lifecycle tells objects apart by.
    pub(super) tags: Option<&'static str>,
    pub(super) room: Arc<Semaphore>,
}

impl Target {
    /// Stores what is small, whole, by one request; returns the version that it got.
    pub(super) async fn put(&self, bytes: Vec<u8>) -> PortResult<Pin> {
        let request = self.bucket.client.put_object().bucket(&self.bucket.name).key(&self.key);
        let request = request.set_tagging(self.tags.map(str::to_owned)).body(ByteStream::from(bytes));
        let stored = request.send().await.map_err(|error| sorted(&self.what, error))?;
        Ok(Pin::of(stored.version_id(), stored.e_tag()))
    }
}

/// An object being stored in parts; dropped before `complete`, S3 is told to forget them.
#[derive(Debug)]
pub(super) struct Parts {
    target: Target,
    upload: String,
    sent: i32,
    sending: JoinSet<PortResult<CompletedPart>>,
    stored: Vec<CompletedPart>,
    runtime: Handle,
    is_over: bool,
}

impl Parts {
    /// Begins; nothing is visible before `complete`.
    pub(super) async fn begin(target: Target) -> PortResult<Parts> {
        let bucket = &target.bucket;
        let request = bucket.client.create_multipart_upload().bucket(&bucket.name).key(&target.key);
        let request = request.checksum_algorithm(ChecksumAlgorithm::Crc32);
        let sent = request.set_tagging(target.tags.map(str::to_owned)).send().await;
        let begun = sent.map_err(|error| sorted(&target.what, error))?;
        let upload = begun.upload_id.unwrap_or_default();
        let (sending, stored, runtime) = (JoinSet::new(), Vec::new(), Handle::current());
        Ok(Parts { target, upload, sent: 0, sending, stored, runtime, is_over: false })
    }

    /// Sends one more part, once there is room for it; an error may be that of an earlier one.
    pub(super) async fn add(&mut self, bytes: Vec<u8>) -> PortResult<()> {
        let room = Arc::clone(&self.target.room).acquire_owned().await;
        let room =
            room.map_err(|error| PortError::because(ErrorKind::Unavailable, &self.target.what, error))?;
        while let Some(done) = self.sending.try_join_next() {
            self.stored.push(joined(&self.target.what, done)?);
        }
        self.sent += 1;
        let (target, upload, number) = (self.target.clone(), self.upload.clone(), self.sent);
        self.sending.spawn(async move {
            let _room = room;
            send(&target, &upload, (number, bytes)).await
        });
        Ok(())
    }

    /// Makes the object visible once all parts are there; returns the version that it got.
    pub(super) async fn complete(mut self) -> PortResult<Pin> {
        while let Some(done) = self.sending.join_next().await {
            self.stored.push(joined(&self.target.what, done)?);
        }
        self.stored.sort_by_key(CompletedPart::part_number);
        let parts = CompletedMultipartUpload::builder().set_parts(Some(std::mem::take(&mut self.stored)));
        let bucket = &self.target.bucket;
        let request = bucket.client.complete_multipart_upload().bucket(&bucket.name).key(&self.target.key);
        let sent = request.upload_id(&self.upload).multipart_upload(parts.build()).send().await;
        let object = sent.map_err(|error| sorted(&self.target.what, error))?;
        self.is_over = true;
        Ok(Pin::of(object.version_id(), object.e_tag()))
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let (target, upload) = (self.target.clone(), std::mem::take(&mut self.upload));
        let mut sending = std::mem::take(&mut self.sending);
        self.runtime.spawn(async move {
            // A part that arrives after the abort would stay.
            sending.shutdown().await;
            let bucket = &target.bucket;
            let request = bucket.client.abort_multipart_upload().bucket(&bucket.name).key(&target.key);
            if let Err(error) = request.upload_id(upload).send().await {
                // The bucket's lifecycle forgets it in a day.
                tracing::warn!(error = %sorted(&target.what, error), "parts of an unfinished object stay");
            }
        });
    }
}

async fn send(target: &Target, upload: &str, part: (i32, Vec<u8>)) -> PortResult<CompletedPart> {
    let (number, bytes) = part;
    let bucket = &target.bucket;
    let request = bucket.client.upload_part().bucket(&bucket.name).key(&target.key).upload_id(upload);
    let sent = request
        .part_number(number)
        .checksum_algorithm(ChecksumAlgorithm::Crc32)
        .body(ByteStream::from(bytes))
        .send()
        .await;
    let stored = sent.map_err(|error| sorted(&target.what, error))?;
    Ok(CompletedPart::builder()
        .part_number(number)
        .set_e_tag(stored.e_tag)
        .set_checksum_crc32(stored.checksum_crc32)
        .build())
}

fn joined(what: &str, done: Result<PortResult<CompletedPart>, JoinError>) -> PortResult<CompletedPart> {
    done.map_err(|error| PortError::because(ErrorKind::Unavailable, what, error))?
}
