//! What stands below a prefix of a bucket, version by version.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use jiff::Timestamp;
use roster_pipeline::{ErrorKind, PortError, PortResult};

use crate::s3::bucket::{Bucket, Pin, sorted, time};

/// Objects that one call of S3 deletes at most.
const AT_ONCE: usize = 1000;

/// One version of an object.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) key: String,
    pub(super) size: u64,
    pub(super) modified: Timestamp,
    pub(super) pin: Pin,
}

/// What a listing of versions says about one name at one time.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) key: String,
    /// As S3 names it.
    pub(super) id: Option<String>,
    pub(super) is_latest: bool,
    /// None for a marker: from then on the name held nothing.
    pub(super) object: Option<Standing>,
}

/// All names below a prefix with what they hold now, in the order of their keys. One request per 1,000 versions.
pub(super) async fn standing(bucket: &Bucket, prefix: &str) -> PortResult<Vec<Standing>> {
    let versions = versions(bucket, prefix).await?;
    let latest = versions.into_iter().filter(|version| version.is_latest);
    let mut found: Vec<Standing> = latest.filter_map(|version| version.object).collect();
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok(found)
}

/// All versions and markers below a prefix; of one key the newest version first, and the newest marker first.
pub(super) async fn versions(bucket: &Bucket, prefix: &str) -> PortResult<Vec<Version>> {
    let (mut found, mut after) = (Vec::new(), (None, None));
    loop {
        let request = bucket.client.list_object_versions().bucket(&bucket.name).prefix(prefix);
        let request = request.set_key_marker(after.0).set_version_id_marker(after.1);
        let page = request.send().await.map_err(|error| sorted("list of landed files", error))?;
        for version in page.versions() {
            let key = version.key().unwrap_or_default().to_owned();
            let object = Standing {
                key: key.clone(),
                size: u64::try_from(version.size().unwrap_or_default()).unwrap_or_default(),
                modified: time(version.last_modified()),
                pin: Pin::of(version.version_id(), version.e_tag()),
            };
            let (id, is_latest) =
                (version.version_id().map(str::to_owned), version.is_latest() == Some(true));
            found.push(Version { key, id, is_latest, object: Some(object) });
        }
        for marker in page.delete_markers() {
            let key = marker.key().unwrap_or_default().to_owned();
            let (id, is_latest) = (marker.version_id().map(str::to_owned), marker.is_latest() == Some(true));
            found.push(Version { key, id, is_latest, object: None });
        }
        if page.is_truncated() != Some(true) {
            return Ok(found);
        }
        after = (page.next_key_marker, page.next_version_id_marker);
    }
}

/// Deletes these versions for good, a thousand by each request. One that is gone already is fine.
pub(super) async fn delete_versions(bucket: &Bucket, doomed: &[Version]) -> PortResult<()> {
    const WHAT: &str = "versions of landed files";
    for some in doomed.chunks(AT_ONCE) {
        let named = some.iter().map(|version| {
            let name = ObjectIdentifier::builder().key(&version.key).set_version_id(version.id.clone());
            name.build()
        });
        let named: Result<Vec<_>, _> = named.collect();
        let delete = named.and_then(|named| Delete::builder().set_objects(Some(named)).quiet(true).build());
        let delete = delete.map_err(|error| PortError::because(ErrorKind::Refused, WHAT, error))?;
        let sent = bucket.client.delete_objects().bucket(&bucket.name).delete(delete).send().await;
        let answer = sent.map_err(|error| sorted(WHAT, error))?;
        if let Some(failed) = answer.errors().first() {
            let code = failed.code().unwrap_or("no code").to_owned();
            let kind = if code == "AccessDenied" { ErrorKind::Refused } else { ErrorKind::Unavailable };
            return Err(PortError::because(kind, WHAT, code));
        }
    }
    Ok(())
}
