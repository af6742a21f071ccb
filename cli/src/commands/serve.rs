//! `rollcall serve`: the whole product in one process.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::exit::{Exit, Failure};
use crate::local;
use crate::serve::{FrontDoor, Service};
use crate::settings::Settings;

/// Runs the SFTP server, and receives, checks, plans and applies what comes, until it is told to stop
///
/// Writes one line to standard output when all listeners are open, and logs to standard error. SIGTERM ends it after
/// the work that is under way; a kill at any moment loses nothing.
///
/// With --stack it is only the SFTP server over that stack's bucket, instead of Transfer Family: the stack does the work,
/// its `authorize` function says who may log in, and the data directory holds nothing but the host key.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall serve --data /var/lib/rollcall --sftp 0.0.0.0:2222

Example, in front of a stack on AWS:
  rollcall serve --stack rollcall --data /var/lib/rollcall --sftp 0.0.0.0:22")]
pub(crate) struct Serve {
    /// Where to listen for SFTP; port 0 picks a free one [setting: sftp]
    #[arg(long, value_name = "ADDR")]
    pub(super) sftp: Option<String>,

    /// Where the web console will listen; this version has none and says so
    #[arg(long, value_name = "ADDR", hide = true)]
    pub(super) console: Option<String>,
}

/// How long threads may take to end.
const GOODBYE: Duration = Duration::from_secs(5);

/// What is said once all listeners are open.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready<'a> {
    sftp: SocketAddr,
    /// There is no console yet.
    console: Option<SocketAddr>,
    host_key: &'a str,
}

impl Serve {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let dir = local::data_dir(settings)?;
        tracing_subscriber::fmt()
            .with_env_filter(filter(&settings.required("log")))
            .with_writer(io::stderr)
            .with_ansi(false)
            .init();
        let runtime = local::runtime()?;
        let exit = runtime.block_on(async {
            let mut stop = Stop::new()?;
            if self.console.is_some() {
                tracing::warn!("this version has no console; --console does nothing");
            }
            if settings.stack().is_some() {
                let door = FrontDoor::start(dir.keys(), settings).await?;
                say_ready(out, door.sftp, &door.host_key)?;
                stop.asked().await;
                tracing::info!("stopping");
                door.stop().await;
                return Ok(Exit::Fine);
            }
            let service = Service::start(dir, settings).await?;
            say_ready(out, service.sftp, &service.host_key)?;
            stop.asked().await;
            tracing::info!("stopping");
            service.stop().await;
            Ok(Exit::Fine)
        });
        // Work on a thread of its own that did not end in time is done again at the next start.
        runtime.shutdown_timeout(GOODBYE);
        exit
    }
}

fn say_ready(out: &mut dyn Write, sftp: SocketAddr, host_key: &str) -> Result<(), Failure> {
    let ready = Ready { sftp, console: None, host_key };
    let ready = serde_json::to_string(&ready).map_err(|error| Failure::output(error.into()))?;
    writeln!(out, "ready {ready}").and_then(|()| out.flush()).map_err(Failure::output)
}

/// Our own crates at a level, others only when something is wrong.
fn filter(level: &str) -> EnvFilter {
    let ours = ["rollcall", "roster", "roster_pipeline", "roster_local", "roster_sftp", "roster_aws"];
    let ours = ours.map(|name| format!("{name}={level}")).join(",");
    EnvFilter::new(format!("warn,{ours}"))
}

/// The signals that end a server.
struct Stop {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    fn new() -> Result<Stop, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| {
                Failure::new(format_args!("the system gives no signals: {error}; try again"))
            })
        };
        Ok(Stop { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
