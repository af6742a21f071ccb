//! Measures an upload with OpenSSH's `sftp` to this server beside one to OpenSSH's own `sshd`, both on loopback.
//!
//! `cargo run --release -p roster-sftp --example throughput [MEBIBYTES [ROUNDS]]`; needs Debian's `openssh-client` and
//! `openssh-server`. Both write to the temporary directory; ours makes the file durable before it
//! says so, theirs does not.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it prints what it measured, and shares the tests' store"
)]

#[path = "../tests/peers/store.rs"]
mod store;

use std::fs;
use std::net::TcpListener as Listener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use roster_pipeline::ConnectionKey;
use roster_pipeline::records::Login;
use roster_sftp::{HostKeys, SftpServer};
use tokio::net::TcpListener;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut numbers = std::env::args().skip(1).map_while(|a| a.parse::<usize>().ok());
    let (mebibytes, rounds) = (numbers.next().unwrap_or(200), numbers.next().unwrap_or(5));
    let folder = tempfile::tempdir()?;
    let here = folder.path().to_owned();
    fs::write(here.join("data"), vec![b'x'; mebibytes << 20])?;
    keygen(&here.join("id"))?;
    keygen(&here.join("host"))?;
    let store = store::Store::new();
    store.add_file(&connection(), "reports/latest.txt", b"all good");
    let ours = start_ours(&here, &store).await?;
    let (mut sshd, theirs) = start_theirs(&here)?;
    let measured = tokio::task::spawn_blocking(move || measure(&here, rounds, [ours, theirs])).await?;
    sshd.kill()?;
    let [ours, theirs] = measured?;
    if store.spooled() > 0
        || store.files(&connection()).await.get("data") != Some(&vec![b'x'; mebibytes << 20])
    {
        return Err("the upload did not arrive".into());
    }
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{mebibytes} MiB, best of {rounds}: ours {ours:.2?}, OpenSSH {theirs:.2?}, ratio {ratio:.2}");
    Ok(())
}

fn connection() -> ConnectionKey {
    ConnectionKey::new("maple", "sis").expect("both are valid IDs")
}

async fn start_ours(here: &Path, store: &store::Store) -> Outcome<u16> {
    let public_keys = vec![fs::read_to_string(here.join("id.pub"))?];
    store.add_login(Login { public_keys, ..Login::new("measure", connection(), Timestamp::now()) }).await;
    let keys = HostKeys::load_or_create(&here.join("keys"))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let server = SftpServer::new(keys, store.door(), store.doorman());
    tokio::spawn(server.serve(listener, std::future::pending()));
    Ok(port)
}

/// Their server as it comes, for whoever runs this.
fn start_theirs(here: &Path) -> Outcome<(Child, u16)> {
    let port = Listener::bind("127.0.0.1:0")?.local_addr()?.port();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {0}/host\nAuthorizedKeysFile {0}/id.pub\nUsePAM no\n\
         StrictModes no\nPidFile none\nSubsystem sftp /usr/lib/openssh/sftp-server\n",
        here.display()
    );
    fs::write(here.join("sshd_config"), config)?;
    // Only root needs it, and only root can make it.
    drop(fs::create_dir_all("/run/sshd"));
    let mut command = Command::new("/usr/sbin/sshd");
    command.arg("-D").arg("-f").arg(here.join("sshd_config"));
    let child = command.stderr(Stdio::null()).spawn()?;
    std::thread::sleep(Duration::from_secs(1));
    Ok((child, port))
}

fn measure(here: &Path, rounds: usize, ports: [u16; 2]) -> Result<[Duration; 2], String> {
    let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
    let mut best = [Duration::MAX; 2];
    for _ in 0..rounds {
        for (side, (port, user)) in ports.iter().zip(["measure", &user]).enumerate() {
            let began = Instant::now();
            put(here, *port, user)?;
            best[side] = best[side].min(began.elapsed());
        }
    }
    Ok(best)
}

fn put(here: &Path, port: u16, user: &str) -> Result<(), String> {
    let target = if user == "measure" { "data".to_owned() } else { here.join("put").display().to_string() };
    let batch = here.join("batch");
    fs::write(&batch, format!("put {} {target}\n", here.join("data").display()))
        .map_err(|e| e.to_string())?;
    let mut command = Command::new("sftp");
    command.args([
        "-F",
        "none",
        "-oStrictHostKeyChecking=no",
        "-oUserKnownHostsFile=/dev/null",
        "-oLogLevel=ERROR",
    ]);
    command.args(std::env::var("SFTP_OPTIONS").unwrap_or_default().split_whitespace());
    command.arg("-i").arg(here.join("id")).arg("-P").arg(port.to_string()).arg("-b").arg(batch);
    let status = command.arg(format!("{user}@127.0.0.1")).stdout(Stdio::null()).status();
    match status.map_err(|e| e.to_string())?.success() {
        true => Ok(()),
        false => Err(format!("sftp to {user} failed")),
    }
}

fn keygen(path: &Path) -> Outcome<()> {
    let status =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status()?;
    if status.success() { Ok(()) } else { Err("ssh-keygen failed".into()) }
}
