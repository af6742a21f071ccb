//! The control socket: how commands reach a running `serve`. One line of JSON each way.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream as Stream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use roster_local::{DataDir, DataDirError};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as Lines};
use tokio::net::{UnixListener, UnixStream};

use super::{Local, Reply, Request, carry_out, runtime};
use crate::exit::{Exit, Failure};
use crate::settings::Settings;

/// How long to wait for a command that has the directory for a moment.
const PATIENCE: Duration = Duration::from_secs(10);
/// A longer request is none of ours; a mapping of 1 MB has room, escaped.
const REQUEST_BYTES: u64 = 8 << 20;
/// Addresses of sockets are short; a longer path goes by way of an open folder.
const ADDRESS_BYTES: usize = 100;

/// Where the socket is, reachable by a short path as long as this lives.
pub(crate) struct Control {
    path: PathBuf,
    _folder: Option<fs::File>,
}

impl Control {
    /// The socket of a data directory.
    pub(crate) fn of(dir: &DataDir) -> io::Result<Control> {
        let path = dir.control_socket();
        if path.as_os_str().len() <= ADDRESS_BYTES {
            return Ok(Control { path, _folder: None });
        }
        let folder = fs::File::open(dir.root())?;
        let name = path.file_name().unwrap_or_default();
        let path = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
        Ok(Control { path, _folder: Some(folder) })
    }

    /// Listens; only for the holder of the directory's lock. What a killed predecessor left is removed.
    pub(crate) fn listen(&self) -> io::Result<UnixListener> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&self.path)?;
        fs::set_permissions(&self.path, fs::Permissions::from_mode(0o600))?;
        Ok(listener)
    }
}

/// Has a running `serve` do it, or takes the directory's lock and does it here.
pub(crate) fn ask(settings: &Settings, request: &Request, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(name) = settings.stack() {
        let runtime = runtime()?;
        let local = runtime.block_on(super::stack::open(name, settings))?;
        return tell(Reply::from(runtime.block_on(carry_out(&local, request))), out);
    }
    let dir = super::data_dir(settings)?;
    let started = Instant::now();
    let reply = loop {
        if let Some(reply) = there(&dir, request)? {
            break reply;
        }
        match dir.lock("a rollcall command") {
            Ok(lock) => {
                let local = Local::open(dir, settings)?;
                let reply = runtime()?.block_on(carry_out(&local, request));
                drop(lock);
                break Reply::from(reply);
            }
            Err(DataDirError::InUse { .. }) if started.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(100));
            }
            Err(error) => return Err(error.into()),
        }
    };
    tell(reply, out)
}

fn tell(reply: Reply, out: &mut dyn Write) -> Result<Exit, Failure> {
    match reply {
        Reply::Done { out: text, exit } => {
            crate::output::text(out, &text)?;
            Ok(exit)
        }
        Reply::Failed { line, items } => Err(Failure::listed(line, items)),
    }
}

/// The answer of a running `serve`; `None` if none is running.
fn there(dir: &DataDir, request: &Request) -> Result<Option<Reply>, Failure> {
    let stream = match Control::of(dir).and_then(|control| Stream::connect(&control.path)) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => {
            let socket = dir.control_socket();
            let socket = socket.display();
            return Err(Failure::new(format_args!("{socket}: {error}; run as the user that serve runs as")));
        }
    };
    let gone = |error: io::Error| {
        Failure::new(format_args!("serve went away before it answered: {error}; see its log and try again"))
    };
    let text = serde_json::to_string(request).map_err(|error| gone(error.into()))?;
    writeln!(&stream, "{text}").map_err(gone)?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).map_err(gone)?;
    if line.is_empty() {
        return Err(Failure::new(
            "serve ended before it answered; start it again, and it goes on where it was",
        ));
    }
    serde_json::from_str(&line).map(Some).map_err(|error| gone(error.into()))
}

/// Answers requests until the future that runs it is dropped.
pub(crate) async fn answer_all(listener: UnixListener, local: Arc<Local>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let local = Arc::clone(&local);
                tokio::spawn(async move {
                    if let Err(error) = answer(stream, &local).await {
                        tracing::debug!(%error, "a command went away");
                    }
                });
            }
            Err(error) => {
                tracing::error!(%error, "cannot take a command");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(mut stream: UnixStream, local: &Local) -> io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    Lines::new(reading.take(REQUEST_BYTES)).read_line(&mut line).await?;
    let reply = match serde_json::from_str::<Request>(&line) {
        Ok(request) => Reply::from(carry_out(local, &request).await),
        Err(_) => {
            let line = "serve is of another version; use the rollcall that serve runs".into();
            Reply::Failed { line, items: Vec::new() }
        }
    };
    let mut text = serde_json::to_vec(&reply)?;
    text.push(b'\n');
    writing.write_all(&text).await
}
