//! A district's server: OpenSSH's sshd, one process per connection, behind a listener that can cut it off.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use roster_pipeline::pull::{PullSecret, PullSettings};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use super::world::runtime;

const SSHD: &str = "/usr/sbin/sshd";

/// Whether sshd and ssh-keygen can be run here.
pub(crate) fn is_installed() -> bool {
    // As root, sshd wants this folder, which only its service makes.
    let _ = fs::create_dir_all("/run/sshd");
    Path::new(SSHD).exists() && std::process::Command::new("ssh-keygen").arg("-?").output().is_ok()
}

/// A running server; its listener ends with the runtime.
pub(crate) struct District {
    pub(crate) dir: TempDir,
    pub(crate) port: u16,
    pub(crate) sessions: Arc<AtomicUsize>,
    cuts: Arc<Cuts>,
}

/// When sessions end against their will.
struct Cuts {
    /// Bytes that a session may send before it is cut; `u64::MAX` for never.
    after: AtomicU64,
    /// How many sessions from now on are cut.
    sessions: AtomicUsize,
}

impl District {
    pub(crate) fn start() -> District {
        District::with("")
    }

    /// With more lines of sshd's settings.
    pub(crate) fn with(lines: &str) -> District {
        let dir = tempfile::tempdir().unwrap();
        for kind in ["ed25519", "rsa"] {
            keygen(&dir.path().join(format!("host_{kind}")), kind);
        }
        keygen(&dir.path().join("user"), "ed25519");
        fs::create_dir(dir.path().join("export")).unwrap();
        let path = dir.path().display();
        let config = format!(
            "HostKey {path}/host_ed25519\nHostKey {path}/host_rsa\nAuthorizedKeysFile {path}/user.pub\nStrictModes no\n\
             UsePAM no\nPidFile none\nPermitRootLogin yes\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n{lines}\n"
        );
        fs::write(dir.path().join("sshd_config"), config).unwrap();
        let listener = runtime().block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let sessions = Arc::new(AtomicUsize::new(0));
        let cuts = Arc::new(Cuts { after: AtomicU64::new(u64::MAX), sessions: AtomicUsize::new(0) });
        let accept = serve(listener, dir.path().join("sshd_config"), sessions.clone(), cuts.clone());
        runtime().spawn(accept);
        District { dir, port, sessions, cuts }
    }

    /// The next so many sessions are cut after so many bytes.
    pub(crate) fn cut(&self, sessions: usize, after: u64) {
        self.cuts.after.store(after, Ordering::SeqCst);
        self.cuts.sessions.store(sessions, Ordering::SeqCst);
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        let path = self.dir.path().join("export").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        // Long ago, so that its time proves something, and later than what was written before: SFTP tells whole seconds.
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let ago = 36_000 - 5 * WRITTEN.fetch_add(1, Ordering::SeqCst);
        let time = std::time::SystemTime::now() - std::time::Duration::from_secs(ago);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    }

    pub(crate) fn export(&self) -> PathBuf {
        self.dir.path().join("export")
    }

    /// Settings that pin the server's key of a kind.
    pub(crate) fn settings(&self, kind: &str) -> PullSettings {
        let line = fs::read_to_string(self.dir.path().join(format!("host_{kind}.pub"))).unwrap();
        PullSettings {
            port: self.port,
            path: self.export().display().to_string(),
            host_keys: vec![roster_sftp::pinned_form(&line).unwrap()],
            ..PullSettings::new("127.0.0.1", whoami())
        }
    }

    pub(crate) fn secret(&self) -> PullSecret {
        let key = fs::read_to_string(self.dir.path().join("user")).unwrap();
        PullSecret { username: whoami(), password: None, private_key: Some(key) }
    }
}

fn whoami() -> String {
    let output = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Makes a key pair at a path.
pub(crate) fn keygen(path: &Path, kind: &str) {
    let mut command = std::process::Command::new("ssh-keygen");
    command
        .args(["-q", "-N", "", "-t", kind])
        .args((kind == "rsa").then_some(["-b", "2048"]).iter().flatten());
    assert!(command.arg("-f").arg(path).status().unwrap().success());
}

async fn serve(listener: TcpListener, config: PathBuf, sessions: Arc<AtomicUsize>, cuts: Arc<Cuts>) {
    while let Ok((stream, _)) = listener.accept().await {
        sessions.fetch_add(1, Ordering::SeqCst);
        let one = |left: usize| left.checked_sub(1);
        let is_cut = cuts.sessions.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one).is_ok();
        let after = if is_cut { cuts.after.load(Ordering::SeqCst) } else { u64::MAX };
        tokio::spawn(session(stream, config.clone(), after));
    }
}

async fn session(stream: TcpStream, config: PathBuf, after: u64) {
    let mut command = Command::new(SSHD);
    command.arg("-i").arg("-f").arg(config).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut sshd = command.spawn().unwrap();
    let (mut to, mut from) = (sshd.stdin.take().unwrap(), sshd.stdout.take().unwrap());
    let (mut reading, mut writing) = stream.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut reading, &mut to).await });
    let mut left = after;
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if left < read as u64 || writing.write_all(&buffer[..read]).await.is_err() {
            break;
        }
        left -= read as u64;
    }
    up.abort();
    drop(sshd.kill().await);
}
