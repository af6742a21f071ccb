//! MiniStack as a process of its own, in memory, on free ports of loopback.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::Failure;

const PATIENCE: Duration = Duration::from_secs(60);

/// A running MiniStack; dropping it stops it and the functions that it started.
#[derive(Debug)]
pub struct MiniStack {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl MiniStack {
    /// Starts the program, on `port` or else on a free one, and waits until it listens.
    pub async fn start(program: &Path, port: Option<u16>) -> Result<MiniStack, Failure> {
        let folder = tempfile::tempdir()?;
        let port = port.map_or_else(free_port, Ok)?;
        let log = File::create(folder.path().join("ministack.log"))?;
        let process = Command::new(program)
            .current_dir(folder.path())
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("IOT_MTLS_ENABLED", "false")
            .env("LAMBDA_EXECUTOR", "local")
            .env("SFTP_HOST", "127.0.0.1")
            .env("SFTP_PORT", free_port()?.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()?;
        let mut running = MiniStack { process, port, folder };
        running.wait_until_it_listens().await?;
        Ok(running)
    }

    /// Its endpoint.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("ministack.log")).unwrap_or_default()
    }

    /// A folder that lives as long.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn wait_until_it_listens(&mut self) -> Result<(), Failure> {
        let address = ("127.0.0.1", self.port);
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                if self.process.try_wait()?.is_some() {
                    return Err(Failure::from(format!("MiniStack ended at once:\n{}", self.log())));
                }
                sleep(Duration::from_millis(100)).await;
            }
            Ok(())
        };
        timeout(PATIENCE, listens).await.map_err(|_| "MiniStack does not listen")?
    }
}

impl Drop for MiniStack {
    fn drop(&mut self) {
        // The functions are processes of its group.
        let group = format!("-{}", self.process.id());
        let stopped = Command::new("kill").args(["-TERM", "--", &group]).status();
        if !stopped.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
