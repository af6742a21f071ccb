//! A running server with two districts, and other people's clients as processes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::hash_password;
use roster_pipeline::records::Login;
use roster_sftp::{HostKeys, Limits, SftpServer};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::store::Store;

pub(crate) const USER: &str = "maple-sis";
pub(crate) const PASSWORD: &str = "correcthorse24";
const PEER_TIME: Duration = Duration::from_secs(60);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static HASH: LazyLock<String> = LazyLock::new(|| hash_password(PASSWORD).unwrap());
static KEYS: LazyLock<(TempDir, HostKeys)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let keys = HostKeys::load_or_create(folder.path()).unwrap();
    (folder, keys)
});

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps every log line of ours from here on.
pub(crate) fn keep_log() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(|| Log)
        .init();
}

/// What was logged so far by all tests.
pub(crate) fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}

/// The runtime that all servers and clients of ours share.
pub(crate) fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// One running server; stopped when dropped.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) address: SocketAddr,
    pub(crate) fingerprint: String,
    pub(crate) changes: Arc<Mutex<Vec<String>>>,
    pub(crate) folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<std::io::Result<()>>>,
}

impl World {
    pub(crate) fn start() -> World {
        World::with(Limits::default())
    }

    pub(crate) fn with(limits: Limits) -> World {
        let store = Store::new();
        let changes: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&changes);
        let keys = KEYS.1.clone();
        let fingerprint = keys.fingerprint();
        let limits = Limits { rejection_time: Duration::from_millis(10), ..limits };
        let server = SftpServer::new(keys, store.door(), store.doorman()).with_limits(limits).with_on_change(
            Arc::new(move |connection, path| {
                seen.lock().unwrap().push(format!("{connection} {path}"));
            }),
        );
        let listener = RUNTIME.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = RUNTIME.spawn(server.serve(listener, async move { drop(stopped.await) }));
        let folder = tempfile::tempdir().unwrap();
        let world =
            World { store, address, fingerprint, changes, folder, stop: Some(stop), serving: Some(serving) };
        world.login(USER, "maple", &[]);
        world.login("oak-sis", "oak-usd", &[]);
        world.store.add_file(&key("maple"), "reports/latest.txt", b"all good\n");
        world
    }

    pub(crate) fn login(&self, user: &str, tenant: &str, public_keys: &[String]) {
        RUNTIME.block_on(self.store.add_login(Login {
            password_hash: Some(HASH.clone()),
            public_keys: public_keys.to_vec(),
            ..Login::new(user, key(tenant), Timestamp::UNIX_EPOCH)
        }));
    }

    /// What the first district's folder holds, as text.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let files = self.files_of("maple").into_iter();
        files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
    }

    /// What a district's folder holds.
    pub(crate) fn files_of(&self, tenant: &str) -> BTreeMap<String, Vec<u8>> {
        RUNTIME.block_on(self.store.files(&key(tenant)))
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    /// A local file for a client to upload.
    pub(crate) fn local(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn port(&self) -> String {
        self.address.port().to_string()
    }

    /// Runs OpenSSH's sftp with a password and these commands.
    pub(crate) fn sftp(&self, commands: &str) -> Output {
        self.sftp_with(&["-o", "PreferredAuthentications=password"], commands)
    }

    /// The same with other options.
    pub(crate) fn sftp_with(&self, options: &[&str], commands: &str) -> Output {
        let mut command = Command::new("sshpass");
        command.args(["-p", PASSWORD, "sftp", "-oBatchMode=no"]).args(SSH_OPTIONS).args(options);
        command.args(["-P", &self.port(), "-b"]).arg(self.local("batch", commands.as_bytes()));
        command.arg(format!("{USER}@127.0.0.1"));
        run(command.current_dir(self.folder.path()))
    }

    /// Tells the server to end and waits until it has.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            let ended = RUNTIME.block_on(async { tokio::time::timeout(PEER_TIME, serving).await });
            ended.expect("the server stops").unwrap().unwrap();
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

/// Options that keep ssh away from the settings and keys of whoever runs the tests.
pub(crate) const SSH_OPTIONS: &[&str] = &[
    "-F",
    "none",
    "-oStrictHostKeyChecking=no",
    "-oUserKnownHostsFile=/dev/null",
    "-oGlobalKnownHostsFile=/dev/null",
    "-oIdentityAgent=none",
    "-oIdentitiesOnly=yes",
    "-oNumberOfPasswordPrompts=1",
    "-oConnectTimeout=10",
    "-oLogLevel=ERROR",
];

pub(crate) fn key(tenant: &str) -> ConnectionKey {
    ConnectionKey::new(tenant, "sis").unwrap()
}

/// Runs a client to its end, for a minute at most.
pub(crate) fn run(command: &mut Command) -> Output {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reading = |stream: &mut dyn std::io::Read| {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    };
    std::thread::scope(|scope| {
        let stdout = scope.spawn(move || reading(&mut out));
        let stderr = scope.spawn(move || reading(&mut err));
        let began = Instant::now();
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if began.elapsed() > PEER_TIME => {
                    child.kill().unwrap();
                    break child.wait().unwrap();
                }
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
    })
}

/// What a client printed, both streams; fails the test unless it ended as expected.
#[track_caller]
pub(crate) fn printed(output: &Output, ended_well: Ended) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    let well = if output.status.success() { Ended::Well } else { Ended::Badly };
    assert_eq!(well, ended_well, "{text}");
    text
}

/// How a client ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Badly,
}

/// A key pair made by ssh-keygen: the private key's file and the public line.
pub(crate) fn key_pair(folder: &Path, kind: &[&str]) -> (PathBuf, String) {
    let path = folder.join(format!("id_{}", kind.join("_")));
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-N", "", "-t"]).args(kind).arg("-f").arg(&path);
    printed(&run(&mut command), Ended::Well);
    let line = std::fs::read_to_string(path.with_extension("pub")).unwrap();
    (path, line.trim().to_owned())
}
