//! The bytes of one exact object, whatever breaks on the way.

use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::AbortHandle;

use super::blocking::wait;
use super::bucket::{Bucket, Pin, sorted};

/// Bytes of a block, the unit of reading.
pub(super) const BLOCK: u64 = 256 << 10;

/// Blocks that are fetched before they are asked for: 1 MiB.
pub(super) const AHEAD: usize = 4;

/// How long to wait for the next bytes before asking again.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often in a row to ask again without a byte of progress.
const TRIES: u32 = 5;

/// Exact contents, and where they are.
#[derive(Debug, Clone)]
pub(super) struct Place {
    bucket: Bucket,
    key: String,
    pin: Pin,
    size: u64,
    what: String,
}

impl Place {
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    /// Bytes from `from` up to `to`, which are within the object; `Conflict` if these contents are no more.
    async fn get(&self, from: u64, to: u64) -> PortResult<Body> {
        let request = self.bucket.client.get_object().bucket(&self.bucket.name).key(&self.key);
        let request = match &self.pin {
            Pin::Version(version) => request.version_id(version),
            Pin::Tag(tag) => request.if_match(format!("\"{tag}\"")),
        };
        let sent = request.range(format!("bytes={from}-{}", to - 1)).send().await;
        let answer = sent.map_err(|error| sorted(&self.what, error))?;
        match answer.content_length().and_then(|length| u64::try_from(length).ok()) {
            Some(length) if length == to - from => Ok(Body { stream: answer.body, surplus: 0 }),
            // HTTP allows it, and MiniStack does so where a version is asked for.
            Some(length) if length == self.size => Ok(Body { stream: answer.body, surplus: from }),
            Some(_) | None => {
                Err(PortError::because(ErrorKind::Unavailable, &self.what, "another range came"))
            }
        }
    }
}

/// An answer's bytes, after some that were not asked for.
#[derive(Debug)]
struct Body {
    stream: ByteStream,
    surplus: u64,
}

/// An object that was opened: its bytes are coming, from the first one on.
#[derive(Debug)]
pub(super) struct Object {
    place: Place,
    body: Body,
}

impl Object {
    /// Asks for an object as it is now, by one request. `NotFound` if absent.
    pub(super) async fn open(bucket: &Bucket, key: String, what: String) -> PortResult<Object> {
        let answer = bucket.get(&key, &what).await?;
        let size = answer.content_length().and_then(|length| u64::try_from(length).ok());
        let size =
            size.ok_or_else(|| PortError::because(ErrorKind::Unavailable, &what, "of unknown length"))?;
        let pin = Pin::of(answer.version_id(), answer.e_tag());
        let body = Body { stream: answer.body, surplus: 0 };
        Ok(Object { place: Place { bucket: bucket.clone(), key, pin, size, what }, body })
    }

    pub(super) fn size(&self) -> u64 {
        self.place.size
    }

    pub(super) fn pin(&self) -> &Pin {
        &self.place.pin
    }

    /// All of it.
    pub(super) async fn whole(self) -> PortResult<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut blocks = self.into_blocks();
        while let Some(block) = blocks.next().await? {
            bytes.extend_from_slice(&block);
        }
        Ok(bytes)
    }

    /// Block after block.
    pub(super) fn into_blocks(self) -> Blocks {
        let end = self.place.size;
        Blocks { place: self.place, body: Some(self.body), at: 0, end, kept: Vec::new(), tries: 0 }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

/// The blocks of an object, in order; a body that breaks is asked for again from where it broke.
#[derive(Debug)]
pub(super) struct Blocks {
    place: Place,
    body: Option<Body>,
    /// The next byte to come.
    at: u64,
    end: u64,
    kept: Vec<u8>,
    tries: u32,
}

impl Blocks {
    /// From byte `from`, the beginning of a block, up to `end`.
    pub(super) fn within(place: Place, from: u64, end: u64) -> Blocks {
        Blocks { place, body: None, at: from, end, kept: Vec::new(), tries: 0 }
    }

    /// The next block; none at the end.
    pub(super) async fn next(&mut self) -> PortResult<Option<Vec<u8>>> {
        let begin = self.at - self.kept.len() as u64;
        let want = BLOCK.min(self.end - begin);
        while (self.kept.len() as u64) < want {
            self.more().await?;
        }
        if self.at == self.end {
            self.close().await?;
        }
        if want == 0 {
            return Ok(None);
        }
        let rest = self.kept.split_off(usize::try_from(want).unwrap_or(usize::MAX));
        Ok(Some(std::mem::replace(&mut self.kept, rest)))
    }

    async fn more(&mut self) -> PortResult<()> {
        loop {
            let body = match self.body.as_mut() {
                Some(body) => body,
                None => self.body.insert(self.place.get(self.at, self.end).await?),
            };
            let cause = match tokio::time::timeout(PATIENCE, body.stream.next()).await {
                Ok(Some(Ok(bytes))) => {
                    let unasked = body.surplus.min(bytes.len() as u64);
                    body.surplus -= unasked;
                    self.take(
                        bytes.get(usize::try_from(unasked).unwrap_or(usize::MAX)..).unwrap_or_default(),
                    );
                    return Ok(());
                }
                Ok(Some(Err(broken))) => broken.to_string(),
                Ok(None) => "too few bytes came".to_owned(),
                Err(_) => "no bytes came".to_owned(),
            };
            self.body = None;
            self.tries += 1;
            if self.tries > TRIES {
                return Err(PortError::because(ErrorKind::Unavailable, &self.place.what, cause));
            }
            tokio::time::sleep(Duration::from_millis(50 << self.tries)).await;
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let bytes = &bytes[..bytes.len().min(left)];
        if !bytes.is_empty() {
            self.tries = 0;
        }
        self.at += bytes.len() as u64;
        self.kept.extend_from_slice(bytes);
    }

    /// The end of a body says whether its checksum is right; one that goes on was not asked to.
    async fn close(&mut self) -> PortResult<()> {
        let Some(mut body) = self.body.take() else { return Ok(()) };
        match tokio::time::timeout(PATIENCE, body.stream.next()).await {
            Ok(None | Some(Ok(_))) => Ok(()),
            Ok(Some(Err(wrong))) => {
                Err(PortError::because(ErrorKind::Unavailable, &self.place.what, wrong.to_string()))
            }
            Err(_) => Err(PortError::because(ErrorKind::Unavailable, &self.place.what, "no end came")),
        }
    }
}

/// Blocks fetched ahead by a task of its own, for a reader that blocks.
#[derive(Debug)]
pub(super) struct Ahead {
    blocks: Receiver<PortResult<Vec<u8>>>,
    task: AbortHandle,
}

impl Ahead {
    /// To be called on a runtime, or inside one that was entered.
    pub(super) fn of(mut blocks: Blocks) -> Ahead {
        let (to, from) = mpsc::channel(AHEAD);
        let task = tokio::spawn(async move {
            while let Some(block) = blocks.next().await.transpose() {
                let is_last = block.is_err();
                if to.send(block).await.is_err() || is_last {
                    break;
                }
            }
        });
        Ahead { blocks: from, task: task.abort_handle() }
    }

    /// The next block; none at the end. Blocks.
    pub(super) fn next(&mut self) -> PortResult<Option<Vec<u8>>> {
        wait(self.blocks.recv()).transpose()
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.task.abort();
    }
}
