//! One SFTP channel: frames in, answers out, one request after another.

mod files;
mod names;

use roster_pipeline::ports::{LandedKind, LandingPath};
use roster_pipeline::{ErrorKind, PortError};

use crate::folder::{Folder, Tally};
use crate::handles::Handles;
use crate::limits::{FRAME_BYTES, Limits};
use crate::reply::{Replies, Status};
use crate::wire::{Flaw, Request, parse};

/// Answers are handed out when they reach this size.
const ANSWER_BYTES: usize = 256 * 1024;

/// Why the session must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hangup {
    /// A frame is longer than any may be.
    FrameTooLong,
}

/// Whether there is more to do with the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Enough answers for now; call again when they are sent.
    More,
    /// Every whole frame was answered.
    Done,
}

/// A request that was not done, as the client is told.
struct No(Status, &'static str);

type Answer<T> = Result<T, No>;

/// The state of one channel. Dropped, it discards what was open.
pub(crate) struct Conversation {
    folder: Folder,
    handles: Handles,
    limits: Limits,
    input: Vec<u8>,
    done: usize,
    replies: Replies,
    tally: Tally,
}

impl Conversation {
    pub(crate) fn new(folder: Folder, limits: Limits) -> Conversation {
        Conversation {
            folder,
            handles: Handles::default(),
            limits,
            input: Vec::new(),
            done: 0,
            replies: Replies::default(),
            tally: Tally::default(),
        }
    }

    /// Adds bytes from the client.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// Bytes that wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.input.len() - self.done
    }

    /// Answers the frames at hand, in order, as long as the answers stay small.
    pub(crate) async fn proceed(&mut self) -> Result<(Vec<u8>, Progress), Hangup> {
        // Taken out so that a request can borrow from it while the rest of the state changes.
        let input = std::mem::take(&mut self.input);
        let mut progress = Progress::Done;
        while let Some(frame) = whole_frame(&input[self.done..])? {
            if self.replies.len() >= ANSWER_BYTES {
                progress = Progress::More;
                break;
            }
            self.answer(frame).await;
            self.done += 4 + frame.len();
        }
        self.input = input;
        if progress == Progress::Done {
            self.input.drain(..self.done);
            self.done = 0;
        }
        Ok((self.replies.take(), progress))
    }

    /// What went through, with what is open counted as discarded.
    pub(crate) fn tally(&mut self) -> Tally {
        Tally { discarded: self.handles.uploads().count() as u64, ..self.tally }
    }

    async fn answer(&mut self, frame: &[u8]) {
        let (id, request) = parse(frame);
        let answered = match request {
            Ok(request) => self.perform(id, request).await,
            Err(Flaw::Short) => Err(No(Status::BadMessage, "The request is cut short")),
            Err(Flaw::NotUtf8) => Err(No(Status::Failure, "File names must be UTF-8")),
        };
        if let Err(No(status, message)) = answered {
            self.replies.status(id, status, message);
        }
    }

    async fn perform(&mut self, id: u32, request: Request<'_>) -> Answer<()> {
        match request {
            Request::Init => self.replies.version(),
            Request::Open { path, flags } => {
                let handle = self.open(parsed(path)?, flags).await?;
                self.replies.handle(id, handle);
            }
            Request::Read { handle, offset, len } => self.read(id, handle, (offset, len)).await?,
            Request::Stat { path } => {
                let attributes = self.stat(&parsed(path)?).await?;
                self.replies.attributes(id, &attributes);
            }
            Request::StatHandle { handle } => {
                let attributes = self.stat_handle(handle).await?;
                self.replies.attributes(id, &attributes);
            }
            Request::OpenFolder { path } => {
                let handle = self.open_folder(&parsed(path)?).await?;
                self.replies.handle(id, handle);
            }
            Request::ReadFolder { handle } => self.read_folder(id, handle)?,
            Request::RealPath { path } => self.replies.name(id, &format!("/{}", parsed(path)?)),
            Request::Limits => self.replies.limits(id, self.limits.handles),
            Request::Close { .. }
            | Request::Write { .. }
            | Request::Change { .. }
            | Request::ChangeHandle { .. }
            | Request::Remove { .. }
            | Request::MakeFolder { .. }
            | Request::RemoveFolder { .. }
            | Request::Rename { .. }
            | Request::Sync { .. } => {
                self.change(request).await?;
                self.replies.status(id, Status::Ok, "");
            }
            Request::Link => return Err(No(Status::Unsupported, "There are no links here")),
            Request::Unknown => return Err(No(Status::Unsupported, "This server cannot do that")),
        }
        Ok(())
    }

    /// The requests that are answered with a bare status.
    async fn change(&mut self, request: Request<'_>) -> Answer<()> {
        match request {
            Request::Close { handle } => self.close(handle).await,
            Request::Write { handle, offset, bytes } => self.write(handle, offset, bytes).await,
            Request::Change { path, set } => self.set(&parsed(path)?, set).await,
            Request::ChangeHandle { handle, set } => self.set_handle(handle, set).await,
            Request::Remove { path } => self.remove(&parsed(path)?, LandedKind::File).await,
            Request::RemoveFolder { path } => self.remove(&parsed(path)?, LandedKind::Folder).await,
            Request::MakeFolder { path } => self.make_folder(&parsed(path)?).await,
            Request::Rename { from, to } => self.rename(&parsed(from)?, &parsed(to)?).await,
            Request::Sync { handle } => self.sync(handle).await,
            Request::Init
            | Request::Open { .. }
            | Request::Read { .. }
            | Request::Stat { .. }
            | Request::StatHandle { .. }
            | Request::OpenFolder { .. }
            | Request::ReadFolder { .. }
            | Request::RealPath { .. }
            | Request::Limits
            | Request::Link
            | Request::Unknown => Err(No(Status::Unsupported, "This server cannot do that")),
        }
    }
}

fn whole_frame(input: &[u8]) -> Result<Option<&[u8]>, Hangup> {
    let Some((len, rest)) = input.split_first_chunk() else { return Ok(None) };
    match u32::from_be_bytes(*len) as usize {
        len if len > FRAME_BYTES => Err(Hangup::FrameTooLong),
        len => Ok(rest.get(..len)),
    }
}

fn parsed(path: &str) -> Answer<LandingPath> {
    LandingPath::parse(path).map_err(|_| No(Status::Failure, "This name cannot be used here"))
}

impl From<PortError> for No {
    fn from(error: PortError) -> No {
        match error.kind {
            ErrorKind::NotFound => No(Status::NoSuchFile, "No such file"),
            ErrorKind::Refused => No(Status::PermissionDenied, "Permission denied"),
            ErrorKind::Conflict => No(Status::Failure, "The name is taken or the folder is not empty"),
            ErrorKind::Busy | ErrorKind::Unavailable | ErrorKind::Corrupt => {
                tracing::error!(%error, "landing folder");
                No(Status::Failure, "The server could not do it now, try again later")
            }
        }
    }
}
