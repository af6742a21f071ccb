//! MiniStack as a process of a test binary's own, where it is installed.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The variable with the path of the `ministack` program.
pub const VARIABLE: &str = "TEST_MINISTACK";

/// Why a case that needs MiniStack is skipped where [`Ministack::start`] gave none.
pub const MISSING: &str = "ministack: TEST_MINISTACK does not name the program";

/// How long it may take to answer; it takes seconds on an idle machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// Ends MiniStack when its standard input ends: also where the test is killed before it could drop anything. MiniStack has
/// a group of its own (`set -m`), so that what it started ends with it.
const KEEPER: &str = r#"set -m; "$0" </dev/null & read -r _; kill -- -$! ; wait $!"#;

/// A running MiniStack with nothing in it; stopped when dropped. One per test binary is enough: let each case use names of
/// its own.
#[derive(Debug)]
pub struct Ministack {
    url: String,
    keeper: Child,
    folder: TempDir,
}

impl Ministack {
    /// Starts the program that `TEST_MINISTACK` names, on free ports of loopback; none where the variable is not set.
    /// Panics, with the end of its log, where the program does not begin to answer.
    pub fn start() -> Option<Ministack> {
        let program = std::env::var_os(VARIABLE).filter(|program| !program.is_empty())?;
        let folder = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let gateway = free_port();
        let keeper = Command::new("bash")
            .args(["-c".as_ref(), KEEPER.as_ref(), program.as_os_str()])
            .env("GATEWAY_PORT", gateway.to_string())
            .env("SFTP_PORT", free_port().to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("SFTP_HOST", "127.0.0.1")
            .env("LAMBDA_EXECUTOR", "local")
            .env("S3_DATA_DIR", folder.path().join("s3"))
            .env("TMPDIR", folder.path())
            .env_remove("AWS_ENDPOINT_URL")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let started = Ministack { url: format!("http://127.0.0.1:{gateway}"), keeper, folder };
        started.wait(gateway);
        Some(started)
    }

    /// Its endpoint for every service, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait(&self, port: u16) {
        let began = Instant::now();
        while !is_healthy(port) {
            assert!(began.elapsed() < PATIENCE, "MiniStack does not answer:\n{}", self.end_of_log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn end_of_log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Ministack {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It ends by itself; a test that is over has nobody to tell if not.
        let _ = self.keeper.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn is_healthy(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_ministack/health HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok::<_, std::io::Error>(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
