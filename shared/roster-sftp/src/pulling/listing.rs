//! Reading a server's folder, however much it says it holds.

use std::collections::VecDeque;

use jiff::Timestamp;
use roster_pipeline::ports::{Listing, RemoteFile};
use roster_pipeline::pull::{PullSettings, Step, Trouble};
use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, StatusCode};

use super::limits::PullLimits;
use super::session::Session;

/// Links that are followed to learn size and time of what they mean; a folder of links is nobody's roster.
const LINKS: usize = 1000;

struct Lister<'a> {
    raw: RawSftpSession,
    settings: &'a PullSettings,
    /// Entries that may still come, empty answers counted as well.
    left: usize,
    links: usize,
    listing: Listing,
    folders: VecDeque<(String, u8)>,
}

/// The wanted files of the folder, and of its subfolders as deep as the settings say.
pub(super) async fn list(
    session: &Session,
    settings: &PullSettings,
    limits: &PullLimits,
) -> Result<Listing, Trouble> {
    let mut lister = Lister {
        raw: session.raw().await?,
        settings,
        left: limits.entries,
        links: LINKS,
        listing: Listing::default(),
        folders: VecDeque::from([(String::new(), settings.depth.min(PullSettings::DEEPEST))]),
    };
    while let Some((folder, deeper)) = lister.folders.pop_front() {
        lister.folder(&folder, deeper).await?;
    }
    let mut listing = lister.listing;
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.files.dedup_by(|a, b| a.path == b.path);
    Ok(listing)
}

impl Lister<'_> {
    async fn folder(&mut self, folder: &str, deeper: u8) -> Result<(), Trouble> {
        let path = remote_path(self.settings, folder);
        let handle = match self.raw.opendir(&path).await {
            Ok(handle) => handle.handle,
            // Somebody else's folder, or one that was removed since its name was read.
            Err(Error::Status(_)) if !folder.is_empty() => return Ok(()),
            Err(error) => return Err(closed(self.settings, &error)),
        };
        while self.left > 0 {
            let names = match self.raw.readdir(&handle).await {
                Ok(names) => names.files,
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => {
                    // The handle goes with the session in any case.
                    let _ = self.raw.close(handle).await;
                    return Ok(());
                }
                Err(error) => return Err(broken(self.settings, &error)),
            };
            self.left = self.left.saturating_sub(names.len().max(1));
            for entry in names {
                self.entry(folder, &entry.filename, entry.attrs, deeper).await?;
            }
        }
        self.listing.truncated = true;
        self.folders.clear();
        Ok(())
    }

    async fn entry(
        &mut self,
        folder: &str,
        name: &str,
        attrs: FileAttributes,
        deeper: u8,
    ) -> Result<(), Trouble> {
        if name == "." || name == ".." {
            return Ok(());
        }
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.chars().any(char::is_control);
        if attrs.is_dir() {
            if plain && deeper > 0 {
                self.folders.push_back((path, deeper - 1));
            }
            return Ok(());
        }
        if !plain || !self.settings.wants(&path) {
            self.listing.others += 1;
            return Ok(());
        }
        match self.file(path, attrs).await {
            Some(file) => self.listing.files.push(file),
            None => self.listing.others += 1,
        }
        Ok(())
    }

    /// What is no file in the end (a broken link, a link to a folder, a pipe) is none of ours.
    async fn file(&mut self, path: String, mut attrs: FileAttributes) -> Option<RemoteFile> {
        if attrs.is_symlink() {
            self.links = self.links.checked_sub(1)?;
            attrs = self.raw.stat(remote_path(self.settings, &path)).await.ok()?.attrs;
        }
        // Servers that send no permissions send files here.
        let is_file = attrs.permissions.is_none() || attrs.is_regular();
        is_file.then(|| RemoteFile { path, size: attrs.size, modified: modified(&attrs) })
    }
}

/// The path on the server of a path relative to the connection's folder.
pub(super) fn remote_path(settings: &PullSettings, relative: &str) -> String {
    let folder = settings.path.trim_end_matches('/');
    match (settings.path.as_str(), folder, relative) {
        ("", _, "") => ".".to_owned(),
        ("", _, file) => file.to_owned(),
        (_, "", file) => format!("/{file}"),
        (_, folder, "") => folder.to_owned(),
        (_, folder, file) => format!("{folder}/{file}"),
    }
}

pub(super) fn modified(attrs: &FileAttributes) -> Option<Timestamp> {
    attrs.mtime.filter(|seconds| *seconds > 0).and_then(|at| Timestamp::from_second(i64::from(at)).ok())
}

fn closed(settings: &PullSettings, error: &Error) -> Trouble {
    let folder = if settings.path.is_empty() { "the login's folder" } else { &settings.path };
    let server = settings.server();
    match error {
        Error::Status(status) => Trouble::lasting(
            Step::Folder,
            match status.status_code {
                StatusCode::NoSuchFile => format!("{server} has no folder {folder}"),
                _ => format!("{server} does not let {} read {folder}", settings.user),
            },
            "check the path, and ask the district which folder the export goes to",
        ),
        error => broken(settings, error),
    }
}

fn broken(settings: &PullSettings, error: &Error) -> Trouble {
    Trouble::passing(
        Step::List,
        format!("{} stopped while its files were listed ({error})", settings.server()),
        "try again later; if it goes on, ask the district what is wrong",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_paths_are_below_the_folder() {
        for (folder, file, path) in [
            ("", "", "."),
            ("", "a.csv", "a.csv"),
            ("/", "", "/"),
            ("/", "a.csv", "/a.csv"),
            ("/export/", "", "/export"),
            ("/export/", "x/a.csv", "/export/x/a.csv"),
            ("export", "a.csv", "export/a.csv"),
        ] {
            let settings = PullSettings { path: folder.into(), ..PullSettings::new("h", "u") };
            assert_eq!(remote_path(&settings, file), path, "{folder} {file}");
        }
    }
}
