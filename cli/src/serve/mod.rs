//! The whole product in one process: SFTP server, receive, check, schedule, apply, control socket.

mod front_door;
mod pulls;
mod rounds;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use roster_local::{DataDir, DataLock};
use roster_sftp::{HostKeys, SftpServer};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

pub(crate) use front_door::FrontDoor;

use crate::exit::Failure;
use crate::local::{Control, Local, answer_all};
use crate::settings::Settings;

/// How long work that is under way may take to end; what is left is taken up again at the next start.
const GOODBYE: Duration = Duration::from_secs(30);

/// A server at work.
pub(crate) struct Service {
    /// Where it listens for SFTP.
    pub(crate) sftp: SocketAddr,
    /// Its host key's fingerprint.
    pub(crate) host_key: String,
    /// The data directory.
    pub(crate) local: Arc<Local>,
    stop: watch::Sender<bool>,
    sftp_server: JoinHandle<io::Result<()>>,
    pulls: JoinHandle<()>,
    rounds: JoinHandle<JoinSet<rounds::Done>>,
    control: JoinHandle<()>,
    socket_path: PathBuf,
    _socket: Control,
    lock: DataLock,
}

impl Service {
    /// Takes the data directory's lock and opens all listeners.
    ///
    /// # Errors
    /// Another process has the directory, the address is taken, or something cannot be opened.
    pub(crate) async fn start(dir: DataDir, settings: &Settings) -> Result<Service, Failure> {
        let lock = dir.lock("rollcall serve")?;
        let keys = host_keys(dir.keys()).await?;
        let host_key = keys.fingerprint();
        let (listener, sftp) = listen(settings).await?;
        let socket = Control::of(&dir).map_err(|error| socket_failed(&dir, &error))?;
        let control = socket.listen().map_err(|error| socket_failed(&dir, &error))?;

        let socket_path = dir.control_socket();
        let (waker, wakes) = mpsc::unbounded_channel();
        let mut local = Local::open(dir, settings)?;
        local.waker = Some(waker.clone());
        let local = Arc::new(local);
        let (stop, stopped) = watch::channel(false);
        let server = SftpServer::new(keys, local.door.clone(), Arc::clone(&local.doorman))
            // Nobody listens any more while it stops; the next start looks at everything.
            .with_on_change(Arc::new(move |key, _| drop(waker.send(key.clone()))));
        let until = wait(stopped.clone());
        Ok(Service {
            sftp,
            host_key,
            sftp_server: tokio::spawn(async move { server.serve(listener, until).await }),
            pulls: tokio::spawn(pulls::keep(Arc::clone(&local), stopped.clone())),
            rounds: tokio::spawn(rounds::keep(Arc::clone(&local), wakes, stopped)),
            control: tokio::spawn(answer_all(control, Arc::clone(&local))),
            local,
            stop,
            socket_path,
            _socket: socket,
            lock,
        })
    }

    /// Ends all sessions, lets work that is under way end, and gives the directory back.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        self.control.abort();
        // What it fetched so far is thrown away; nothing of it was visible yet.
        let _ = self.pulls.await;
        if let Ok(Err(error)) = self.sftp_server.await {
            tracing::error!(%error, "the SFTP server stopped");
        }
        if let Ok(mut working) = self.rounds.await {
            let all = async { while working.join_next().await.is_some() {} };
            if tokio::time::timeout(GOODBYE, all).await.is_err() {
                tracing::warn!("work under way was left; the next start goes on with it");
            }
        }
        // Absent is fine: it only spares the next command a look.
        let _ = std::fs::remove_file(self.socket_path);
        drop(self.lock);
    }
}

/// The host keys in a folder, made if they are not there.
async fn host_keys(folder: PathBuf) -> Result<HostKeys, Failure> {
    let keys = tokio::task::spawn_blocking(move || HostKeys::load_or_create(&folder)).await;
    Ok(keys.map_err(|_| Failure::new("the host key could not be made; try again"))??)
}

/// Listens where the settings say.
async fn listen(settings: &Settings) -> Result<(TcpListener, SocketAddr), Failure> {
    let address = settings.required("sftp");
    let taken = |error: io::Error| {
        Failure::new(format_args!("cannot listen on {address}: {error}; choose another with --sftp"))
    };
    let listener = TcpListener::bind(&address).await.map_err(taken)?;
    let sftp = listener.local_addr().map_err(taken)?;
    Ok((listener, sftp))
}

fn socket_failed(dir: &DataDir, error: &io::Error) -> Failure {
    let path = dir.control_socket();
    let path = path.display();
    Failure::new(format_args!(
        "cannot listen on {path}: {error}; use a data directory on a local file system"
    ))
}

/// Ready when it is time to stop.
async fn wait(mut stopped: watch::Receiver<bool>) {
    // An error means that the service is gone, which is also a reason to stop.
    let _ = stopped.wait_for(|stop| *stop).await;
}
