//! What commands work on, a data directory or a deployed stack: its ports, and how a running `serve` is reached.

mod change;
mod control;
mod find;
mod ids;
mod mapping;
mod pull_setting;
mod pulling;
mod request;
mod setting;
mod source_setting;
mod stack;
mod turns;

use std::sync::Arc;

use roster_local::{Addresses, DataDir, DataDirError, TempScratch};
use roster_pipeline::authorize::{Doorman, Gate};
use roster_pipeline::ports::{FrontDoor, WorkSender};
use roster_pipeline::pull::PullPorts;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, Ports};
use roster_sftp::SftpRemoteFiles;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::UnboundedSender;

pub(crate) use change::{carry_out, take};
pub(crate) use control::{Control, answer_all, ask};
pub(crate) use find::{delivery, run, sole_connection};
pub(crate) use pulling::Pulling;
pub(crate) use request::{Change, Form, Reply, Request};
pub(crate) use setting::{set, settings_of};
pub(crate) use turns::Turns;

use crate::exit::Failure;
use crate::settings::Settings;

/// Who holds leases in a data directory. Its lock lets one process at a time, so its successor may go on at once.
const HOLDER: &str = "this machine";

/// A data directory or a stack that is open.
pub(crate) struct Local {
    /// The data directory; none where a stack is worked on.
    dir: Option<DataDir>,
    /// Who holds leases.
    pub(crate) holder: String,
    /// What the use cases need.
    pub(crate) ports: Ports,
    /// Who may log in.
    pub(crate) doorman: Arc<dyn Doorman>,
    /// What SFTP sessions write to.
    pub(crate) door: Arc<dyn FrontDoor>,
    /// What fetches from districts' servers, from here.
    pub(crate) pulling: Pulling,
    /// Who applies what was approved, where that is another process.
    pub(crate) applier: Option<Arc<dyn WorkSender>>,
    /// Lets one piece of work at a time touch a connection.
    pub(crate) turns: Turns,
    /// Wakes whoever looks after connections, if somebody does.
    pub(crate) waker: Option<UnboundedSender<ConnectionKey>>,
}

impl Local {
    /// Opens all stores. Changing anything needs the directory's lock as well.
    pub(crate) fn open(dir: DataDir, settings: &Settings) -> Result<Local, Failure> {
        let door = Arc::new(dir.open_landing()?);
        let control = Arc::new(dir.open_control()?);
        let addresses =
            Addresses { from: settings.required("mail-from"), operator: settings.required("mail-to") };
        let doorman = Arc::new(Gate::new(control.clone(), control.clone()));
        let announcer = Arc::new(dir.open_outbox(addresses)?);
        let secrets = Arc::new(dir.open_secrets());
        let pulling = Pulling {
            ports: PullPorts {
                directory: control.clone(),
                landing: door.clone(),
                pulls: control.clone(),
                remote: Arc::new(SftpRemoteFiles::new(door.clone(), secrets.clone())),
                announcer: announcer.clone(),
            },
            secrets,
            turns: Turns::default(),
        };
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(dir.open_artifacts()?),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(dir.open_roster()?),
            announcer,
            scratch: Arc::new(TempScratch::new()),
        };
        let holder = HOLDER.to_owned();
        let turns = Turns::default();
        let dir = Some(dir);
        Ok(Local { dir, holder, ports, doorman, door, pulling, applier: None, turns, waker: None })
    }

    /// The data directory.
    ///
    /// # Errors
    /// A stack is worked on.
    pub(crate) fn dir(&self) -> Result<&DataDir, Failure> {
        self.dir.as_ref().ok_or_else(|| {
            Failure::new(
                "this command needs a data directory; leave --stack and ROLLCALL_STACK out and give --data",
            )
        })
    }

    /// Has a connection looked at soon, if somebody looks after connections.
    pub(crate) fn wake(&self, key: &ConnectionKey) {
        if let Some(waker) = &self.waker {
            // Nobody listens any more while it stops; the next start looks at everything.
            let _ = waker.send(key.clone());
        }
    }
}

/// The data directory of the settings; made if it is not there.
pub(crate) fn data_dir(settings: &Settings) -> Result<DataDir, Failure> {
    Ok(DataDir::open(settings.data()?)?)
}

/// Opens the data directory or the stack of the settings to look at it.
///
/// # Errors
/// There is none, or it cannot be read.
pub(crate) fn existing(settings: &Settings) -> Result<Local, Failure> {
    if let Some(name) = settings.stack() {
        return runtime()?.block_on(stack::open(name, settings));
    }
    let path = settings.data()?;
    if !path.join("VERSION").exists() {
        let path = path.display();
        return Err(Failure::new(format_args!(
            "there is no data directory at {path}; check --data, or make one with `rollcall tenant add`"
        )));
    }
    Local::open(data_dir(settings)?, settings)
}

/// Opens the stack of the settings.
///
/// # Errors
/// None is named, it is not there, or this build cannot work on one.
pub(crate) async fn stack(settings: &Settings) -> Result<Local, Failure> {
    match settings.stack() {
        Some(name) => stack::open(name, settings).await,
        None => Err(Failure::new("no stack is named; give --stack NAME or set ROLLCALL_STACK")),
    }
}

/// The fingerprints of the host keys that the SFTP server of the settings' stack shows; none where it has no such server.
///
/// # Errors
/// As for opening it.
pub(crate) async fn host_keys(settings: &Settings) -> Result<Option<Vec<String>>, Failure> {
    match settings.stack() {
        Some(name) => stack::host_keys(name).await,
        None => Ok(None),
    }
}

/// What runs our asynchronous work.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| {
        Failure::new(format_args!(
            "the system gives no threads: {error}; raise its limits or stop other programs"
        ))
    })
}

impl From<DataDirError> for Failure {
    fn from(error: DataDirError) -> Failure {
        match &error {
            DataDirError::InUse { .. } | DataDirError::Newer { .. } | DataDirError::Foreign { .. } => {
                Failure::new(error)
            }
            DataDirError::Io { .. } => {
                Failure::new(format_args!("{error}; check that it is a directory and that you may write it"))
            }
        }
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Failure {
        let hint = match error.kind {
            ErrorKind::NotFound => "check the name; the list and show commands say what there is",
            ErrorKind::Conflict => "look again and repeat the command",
            ErrorKind::Refused => "correct what was asked and repeat it",
            ErrorKind::Busy | ErrorKind::Unavailable => "try again in a moment",
            ErrorKind::Corrupt => "restore the data directory from a backup",
        };
        Failure::new(format_args!("{error}; {hint}"))
    }
}
