//! One bucket: single objects, and the errors of S3 in our words.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::StalledStreamProtectionConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use jiff::Timestamp;
use roster_pipeline::{ErrorKind, PortError, PortResult};

use crate::failure::failed;

/// A bucket and a client for it.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(super) client: Client,
    pub(super) name: String,
}

/// What names exact contents: the version where the bucket keeps versions, the ETag where it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pin {
    Version(String),
    Tag(String),
}

impl Pin {
    /// Of an answer's headers or a listing's entry. `null` is the version of what was stored before versioning began.
    pub(super) fn of(version: Option<&str>, tag: Option<&str>) -> Pin {
        match version {
            Some(version) if version != "null" => Pin::Version(version.to_owned()),
            Some(_) | None => Pin::Tag(tag.unwrap_or_default().trim_matches('"').to_owned()),
        }
    }

    /// As text: a landed file's version.
    pub(super) fn into_text(self) -> String {
        match self {
            Pin::Version(text) | Pin::Tag(text) => text,
        }
    }
}

impl Bucket {
    pub(crate) fn new(client: &Client, name: impl Into<String>) -> Bucket {
        // A reader that is slow because its consumer is slow is no stall; `stream` watches for real ones.
        let patient = client
            .config()
            .to_builder()
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Bucket { client: Client::from_conf(patient), name: name.into() }
    }

    /// Begins to read an object from its first byte. `NotFound` if absent.
    pub(crate) async fn get(&self, key: &str, what: &str) -> PortResult<GetObjectOutput> {
        match self.client.get_object().bucket(&self.name).key(key).send().await {
            Ok(object) => Ok(object),
            Err(error) => Err(self.unless_absent(key, (what, error)).await),
        }
    }

    /// Bytes `from..=to` of an object; empty from its end on. `NotFound` if absent.
    pub(super) async fn range(&self, key: &str, bytes: (u64, u64), what: &str) -> PortResult<Vec<u8>> {
        let range = format!("bytes={}-{}", bytes.0, bytes.1);
        let sent = self.client.get_object().bucket(&self.name).key(key).range(range).send().await;
        match sent {
            Ok(object) => whole(object.body, what).await,
            Err(error) if status(&error) == Some(416) => Ok(Vec::new()),
            Err(error) => Err(self.unless_absent(key, (what, error)).await),
        }
    }

    /// The error of asking for an object. Where a session may list its own prefix only, S3 says of an absent object that it
    /// is forbidden: a list of the prefix says which it is.
    pub(super) async fn unless_absent<E>(&self, key: &str, (what, error): (&str, SdkError<E>)) -> PortError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let is_unclear =
            status(&error) == Some(403) && error.code().is_none_or(|code| code == "AccessDenied");
        let error = sorted(what, error);
        if !is_unclear {
            return error;
        }
        let request = self.client.list_objects_v2().bucket(&self.name).prefix(key).max_keys(1);
        match request.send().await.map_err(|error| sorted(what, error)) {
            Ok(listed) if listed.contents().iter().any(|object| object.key() == Some(key)) => {
                PortError { kind: ErrorKind::Refused, ..error }
            }
            Ok(_) => PortError { kind: ErrorKind::NotFound, ..error },
            Err(error) => error,
        }
    }

    /// Stores a small object whole.
    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, what: &str) -> PortResult<()> {
        let body = ByteStream::from(bytes);
        let sent = self.client.put_object().bucket(&self.name).key(key).body(body).send().await;
        sent.map(|_| ()).map_err(|error| sorted(what, error))
    }

    /// Takes a name away; what it held stays as an older version where the bucket keeps versions. Absent is fine.
    pub(super) async fn delete(&self, key: &str, what: &str) -> PortResult<()> {
        let sent = self.client.delete_object().bucket(&self.name).key(key).send().await;
        match sent.map_err(|error| sorted(what, error)) {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

/// The body of a small answer.
pub(super) async fn whole(body: ByteStream, what: &str) -> PortResult<Vec<u8>> {
    let collected = body.collect().await;
    let bytes = collected.map_err(|error| PortError::because(ErrorKind::Unavailable, what, error))?;
    Ok(bytes.into_bytes().into())
}

/// [`failed`], knowing what S3 says without a code: the answer to HEAD has no body.
pub(super) fn sorted<E>(what: &str, error: SdkError<E>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let status = status(&error);
    let sorted = failed(what, error);
    let kind = match (sorted.kind, status) {
        (ErrorKind::Unavailable, Some(404)) => ErrorKind::NotFound,
        (ErrorKind::Unavailable, Some(412)) => ErrorKind::Conflict,
        (ErrorKind::Unavailable, Some(503)) => ErrorKind::Busy,
        (kind, _) => kind,
    };
    PortError { kind, ..sorted }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}

/// A time as S3 shows it, to the second in listings and headers alike.
pub(super) fn time(at: Option<&DateTime>) -> Timestamp {
    let seconds = at.map_or(0, DateTime::secs);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
