//! Several files in one session, or in as many as a failing server needs; they land together at the end.

use std::pin::Pin;

use roster_pipeline::ports::{FileOutcome, FrontDoor, LandingPath, Upload, UploadStart, Wanted};
use roster_pipeline::pull::{PullSettings, Step, Trouble};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};
use russh_sftp::client::SftpSession;

use super::fetching::{Coming, From, Stopped};
use super::limits::PullLimits;
use super::session::Session;

/// Files that are whole and wait to land together: who looks between two of them sees half a set. Each may hold an open
/// file, of which a process has not many.
const TOGETHER: usize = 64;
/// How often a file that changes while it is read is begun anew.
const BEGINNINGS: u32 = 2;

pub(super) type Reopening<'a> = Pin<Box<dyn Future<Output = PortResult<Session>> + Send + 'a>>;

/// What a fetch needs.
pub(super) struct Batch<'a> {
    pub(super) connection: ConnectionKey,
    pub(super) settings: &'a PullSettings,
    pub(super) door: &'a dyn FrontDoor,
    pub(super) limits: &'a PullLimits,
    /// Opens another session.
    pub(super) reopen: &'a (dyn Fn() -> Reopening<'a> + Sync),
}

/// The session in use, and how many more there may be.
struct Line {
    session: Session,
    sftp: Option<SftpSession>,
    reopenings: u32,
    /// Why there will be no other.
    dead: Option<Trouble>,
}

impl Batch<'_> {
    /// Fetches each file as far as that is possible; the answers are in the order of the questions.
    pub(super) async fn fetch(&self, session: Session, files: &[Wanted]) -> Vec<FileOutcome> {
        let mut line = Line { session, sftp: None, reopenings: self.limits.reopenings, dead: None };
        let mut outcomes = Vec::with_capacity(files.len());
        let mut whole: Vec<(usize, Coming)> = Vec::new();
        for (at, wanted) in files.iter().enumerate() {
            match self.one(&mut line, wanted).await {
                Err(trouble) => outcomes.push(FileOutcome::Failed { trouble }),
                Ok(coming) if wanted.known.as_ref() == Some(&coming.sha256()) => {
                    outcomes.push(FileOutcome::Same { sha256: coming.sha256() });
                }
                Ok(coming) => {
                    outcomes.push(landed(&coming));
                    whole.push((at, coming));
                }
            }
            if whole.len() == TOGETHER {
                land(&mut whole, &mut outcomes).await;
            }
        }
        land(&mut whole, &mut outcomes).await;
        line.session.close().await;
        outcomes
    }

    async fn one(&self, line: &mut Line, wanted: &Wanted) -> Result<Coming, Trouble> {
        if let Some(trouble) = &line.dead {
            return Err(trouble.clone());
        }
        let ours = |error| Trouble::of(&error, Step::Fetch);
        let path = wanted.file.landing_path().map_err(ours)?;
        let mut coming = Coming::new(self.upload(&path).await.map_err(ours)?);
        let mut beginnings = 1;
        loop {
            let stopped = match self.sftp(line).await {
                Ok(sftp) => {
                    let from = From { sftp, settings: self.settings, limits: self.limits };
                    coming.read(&from, &wanted.file).await
                }
                Err(trouble) => Err(Stopped::Session(trouble)),
            };
            match stopped {
                Ok(()) => return Ok(coming),
                Err(Stopped::File(trouble)) => return Err(trouble),
                Err(Stopped::Changed(_)) if beginnings < BEGINNINGS => {
                    beginnings += 1;
                    coming.start_over().await.map_err(ours)?;
                }
                Err(Stopped::Changed(trouble)) => return Err(trouble),
                Err(Stopped::Session(trouble)) => self.reopen(line, trouble).await?,
            }
        }
    }

    async fn sftp<'l>(&self, line: &'l mut Line) -> Result<&'l SftpSession, Trouble> {
        let sftp = match line.sftp.take() {
            Some(sftp) => sftp,
            None => line.session.files().await?,
        };
        Ok(line.sftp.insert(sftp))
    }

    async fn reopen(&self, line: &mut Line, trouble: Trouble) -> Result<(), Trouble> {
        line.sftp = None;
        let Some(left) = line.reopenings.checked_sub(1) else {
            line.dead = Some(trouble.clone());
            return Err(trouble);
        };
        line.reopenings = left;
        match (self.reopen)().await {
            Ok(session) => {
                line.session = session;
                Ok(())
            }
            Err(error) => {
                let trouble = Trouble::of(&error, Step::Reach);
                line.dead = Some(trouble.clone());
                Err(trouble)
            }
        }
    }

    async fn upload(&self, path: &LandingPath) -> PortResult<Box<dyn Upload>> {
        match self.door.upload(&self.connection, path, UploadStart::Empty).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.make_folders(&path.parent()).await?;
                self.door.upload(&self.connection, path, UploadStart::Empty).await
            }
            other => other,
        }
    }

    async fn make_folders(&self, folder: &LandingPath) -> PortResult<()> {
        let mut made = String::new();
        for part in folder.as_str().split('/') {
            made = if made.is_empty() { part.to_owned() } else { format!("{made}/{part}") };
            match self.door.make_folder(&self.connection, &LandingPath::parse(&made)?).await {
                Err(error) if error.kind != ErrorKind::Conflict => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}

fn landed(coming: &Coming) -> FileOutcome {
    FileOutcome::Landed { bytes: Some(coming.bytes), sha256: Some(coming.sha256()) }
}

/// Puts whole files under their names, one directly after the other.
async fn land(whole: &mut Vec<(usize, Coming)>, outcomes: &mut [FileOutcome]) {
    for (at, coming) in whole.drain(..) {
        if let Err(error) = finish(coming).await {
            outcomes[at] = FileOutcome::Failed { trouble: Trouble::of(&error, Step::Fetch) };
        }
    }
}

async fn finish(coming: Coming) -> PortResult<()> {
    let mut upload = coming.upload;
    if let Some(modified) = coming.modified {
        upload.set_modified(modified).await?;
    }
    upload.finish().await.map(drop)
}
