//! One connection's folder: names of a bucket seen as files and folders.

use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath};
use roster_pipeline::{ErrorKind, PortResult};

use super::error;
use super::standing::{Standing, Version, delete_versions, standing, versions};
use crate::s3::bucket::{Bucket, Pin, sorted, time};

/// Files of one connection that a listing may hold; more than that is nobody's roster.
const MAX_FILES: usize = 100_000;

/// What one request of S3 copies at most.
const MAX_COPY: u64 = 5 << 30;

/// The folder of one connection. A folder in it is there if an object is below it; an empty one is an object without bytes
/// whose key ends in `/`, as Transfer Family makes it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) bucket: Bucket,
    pub(super) prefix: String,
}

impl Folder {
    /// The key of a file.
    pub(super) fn key(&self, path: &LandingPath) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The key of a folder, which all keys in it begin with.
    pub(super) fn folder_key(&self, path: &LandingPath) -> String {
        match path.as_str() {
            "" => self.prefix.clone(),
            below => format!("{}{below}/", self.prefix),
        }
    }

    /// The path that a key has in this folder. Transfer Family may make keys that are no path of ours (`a//b`): they are
    /// not seen.
    pub(super) fn path(&self, key: &str) -> Option<LandingPath> {
        let below = key.strip_prefix(&self.prefix)?;
        LandingPath::parse(below).ok().filter(|path| path.as_str() == below && !below.is_empty())
    }

    pub(super) fn landed(&self, object: Standing) -> Option<Landed> {
        let path = self.path(&object.key)?;
        let (size, modified, version) = (object.size, object.modified, object.pin.into_text());
        Some(Landed { path, kind: LandedKind::File, size, modified, version })
    }

    /// All objects below a part of this folder, folders' own among them.
    pub(super) async fn standing(&self, below: &str) -> PortResult<Vec<Standing>> {
        let found = standing(&self.bucket, &format!("{}{below}", self.prefix)).await?;
        match found.len() <= MAX_FILES {
            true => Ok(found),
            false => Err(error(ErrorKind::Refused, "landing folder with more than 100,000 files")),
        }
    }

    /// All files below a part of this folder, in path order.
    pub(super) async fn files(&self, below: &str) -> PortResult<Vec<Landed>> {
        let objects = self.standing(below).await?;
        let count = objects.iter().filter(|object| !object.key.ends_with('/')).count();
        let files: Vec<Landed> = objects.into_iter().filter_map(|object| self.landed(object)).collect();
        if files.len() < count {
            tracing::warn!(
                objects = count - files.len(),
                "landed objects whose keys are no paths are left alone"
            );
        }
        Ok(files)
    }

    /// What a path names. A file is one request, anything else two.
    pub(super) async fn look(&self, path: &LandingPath) -> PortResult<Option<Landed>> {
        if path.as_str().is_empty() || path.as_str() == "reports" {
            return Ok(Some(folder(path.clone(), Timestamp::UNIX_EPOCH)));
        }
        match self.head(path).await? {
            Some(object) => Ok(self.landed(object)),
            None => self.look_for_folder(path).await,
        }
    }

    /// What a path names if it is a file.
    pub(super) async fn head(&self, path: &LandingPath) -> PortResult<Option<Standing>> {
        let key = self.key(path);
        let request = self.bucket.client.head_object().bucket(&self.bucket.name).key(&key);
        let error = match request.send().await {
            Ok(head) => {
                let size = u64::try_from(head.content_length().unwrap_or_default()).unwrap_or_default();
                let pin = Pin::of(head.version_id(), head.e_tag());
                return Ok(Some(Standing { key, size, modified: time(head.last_modified()), pin }));
            }
            Err(error) => self.bucket.unless_absent(&key, ("landed file", error)).await,
        };
        if error.kind == ErrorKind::NotFound { Ok(None) } else { Err(error) }
    }

    async fn look_for_folder(&self, path: &LandingPath) -> PortResult<Option<Landed>> {
        let request = self.bucket.client.list_objects_v2().bucket(&self.bucket.name);
        let sent = request.prefix(self.folder_key(path)).max_keys(1).send().await;
        let listed = sent.map_err(|error| sorted("landed folder", error))?;
        Ok(listed.contents().first().map(|first| folder(path.clone(), time(first.last_modified()))))
    }

    /// What a path names; `NotFound` if nothing.
    pub(super) async fn stat(&self, path: &LandingPath) -> PortResult<Landed> {
        self.look(path).await?.ok_or_else(|| error(ErrorKind::NotFound, "landed file"))
    }

    /// Demands that a path names a folder.
    pub(super) async fn demand_folder(&self, path: &LandingPath) -> PortResult<()> {
        match self.stat(path).await?.kind {
            LandedKind::Folder => Ok(()),
            LandedKind::File => Err(error(ErrorKind::NotFound, "landed folder")),
        }
    }

    /// Takes away the name of exactly these contents: see `docs/decisions/0014-removing-from-a-versioned-bucket.md`. Nothing
    /// that lands meanwhile is hit.
    pub(super) async fn remove_exactly(&self, file: &Landed) -> PortResult<()> {
        let key = self.key(&file.path);
        let mut found = versions(&self.bucket, &key).await?;
        found.retain(|version| version.key == key);
        let Some(latest) = found.iter().position(|version| version.is_latest) else { return Ok(()) };
        let latest = found.swap_remove(latest);
        let Some(object) = &latest.object else { return Ok(()) };
        if object.pin.clone().into_text() != file.version {
            return Err(error(ErrorKind::Conflict, "landed file"));
        }
        // The older ones first: at no time does one of them stand under the name.
        delete_versions(&self.bucket, &found).await?;
        self.delete(&latest).await
    }

    async fn delete(&self, version: &Version) -> PortResult<()> {
        let request = self.bucket.client.delete_object().bucket(&self.bucket.name).key(&version.key);
        match request.set_version_id(version.id.clone()).send().await {
            Ok(_) => Ok(()),
            Err(failed) => match sorted("landed file", failed) {
                gone if gone.kind == ErrorKind::NotFound => Ok(()),
                failed => Err(failed),
            },
        }
    }

    /// Copies exactly these contents to another key of this folder, without their bytes passing through us.
    pub(super) async fn copy(&self, from: &Standing, to: &str) -> PortResult<()> {
        if from.size > MAX_COPY {
            return Err(error(ErrorKind::Refused, "renaming a file of more than 5 GiB"));
        }
        let source = format!("{}/{}", self.bucket.name, escaped(&from.key));
        let request = self.bucket.client.copy_object().bucket(&self.bucket.name).key(to);
        let request = match &from.pin {
            Pin::Version(version) => request.copy_source(format!("{source}?versionId={version}")),
            Pin::Tag(tag) => request.copy_source(source).copy_source_if_match(format!("\"{tag}\"")),
        };
        request.send().await.map_err(|error| sorted("landed file", error))?;
        Ok(())
    }

    /// Deletes all versions of everything.
    pub(super) async fn erase(&self) -> PortResult<()> {
        let doomed = versions(&self.bucket, &self.prefix).await?;
        delete_versions(&self.bucket, &doomed).await
    }
}

/// A folder as the port shows it.
pub(super) fn folder(path: LandingPath, modified: Timestamp) -> Landed {
    Landed { path, kind: LandedKind::Folder, size: 0, modified, version: String::new() }
}

/// A key as a copy's source names it.
fn escaped(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_names_its_source_byte_by_byte() {
        for (key, want) in [("a/b-1.csv", "a/b-1.csv"), ("a b+c%é", "a%20b%2Bc%25%C3%A9"), ("?v", "%3Fv")] {
            assert_eq!(escaped(key), want);
        }
    }
}
