//! Requests about names: what stands under them, and changing that.

use roster_pipeline::ports::{LandedKind, LandingPath, UploadStart};

use super::files::{apply, present, time};
use super::{Answer, Conversation, No};
use crate::attributes::Attributes;
use crate::reply::Status;
use crate::wire::Changes;

impl Conversation {
    /// What stands under a name; the session that uploads a new file sees it already.
    pub(super) async fn stat(&mut self, path: &LandingPath) -> Answer<Attributes> {
        match present(self.folder.door.stat(&self.folder.connection, path).await)? {
            Some(landed) => Ok(Attributes::of(&landed)),
            None => match self.handles.upload_to(path) {
                Some(uploading) => Ok(Attributes::of_upload(path, uploading.size())),
                None => Err(No(Status::NoSuchFile, "No such file")),
            },
        }
    }

    /// Sets what can be set; owner and permissions are accepted and mean nothing.
    pub(super) async fn set(&mut self, path: &LandingPath, set: Changes) -> Answer<()> {
        writable(path)?;
        if let Some(uploading) = self.handles.upload_to(path) {
            return apply(uploading, set).await;
        }
        let landed = self.folder.door.stat(&self.folder.connection, path).await?;
        match landed.kind {
            LandedKind::Folder => Ok(()),
            LandedKind::File => self.set_file(path, set).await,
        }
    }

    async fn set_file(&self, path: &LandingPath, set: Changes) -> Answer<()> {
        let (door, connection) = (&self.folder.door, &self.folder.connection);
        if let Some(size) = set.size {
            if size > self.limits.file_bytes {
                return Err(No(Status::Failure, "The file would be too large"));
            }
            let mut upload = door.upload(connection, path, UploadStart::Existing).await?;
            upload.set_size(size).await?;
            upload.finish().await?;
            self.folder.changed(path);
        }
        if let Some(seconds) = set.modified {
            door.set_modified(connection, path, time(seconds)).await?;
        }
        Ok(())
    }

    pub(super) async fn remove(&self, path: &LandingPath, kind: LandedKind) -> Answer<()> {
        writable(path)?;
        self.folder.door.remove(&self.folder.connection, path, kind).await?;
        self.folder.changed(path);
        Ok(())
    }

    pub(super) async fn make_folder(&self, path: &LandingPath) -> Answer<()> {
        writable(path)?;
        Ok(self.folder.door.make_folder(&self.folder.connection, path).await?)
    }

    /// Replaces a file of the new name, as old clients need it, although version 3 of the protocol would refuse.
    pub(super) async fn rename(&mut self, from: &LandingPath, to: &LandingPath) -> Answer<()> {
        writable(from)?;
        writable(to)?;
        if self.handles.upload_to(from).is_some() {
            return Err(No(Status::Failure, "The file is still being uploaded"));
        }
        if from == to {
            self.folder.door.stat(&self.folder.connection, from).await?;
            return Ok(());
        }
        self.folder.door.rename(&self.folder.connection, from, to).await?;
        self.folder.changed(to);
        Ok(())
    }
}

fn writable(path: &LandingPath) -> Answer<()> {
    match path.is_report() || *path == LandingPath::root() {
        true => Err(No(Status::PermissionDenied, "This name cannot be changed")),
        false => Ok(()),
    }
}
