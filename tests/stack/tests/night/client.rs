//! A district's own client: OpenSSH's sftp.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::world::World;

const PATIENCE: Duration = Duration::from_secs(60);

/// Options that keep ssh away from the settings and keys of whoever runs the tests.
const OPTIONS: &[&str] = &[
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

/// How a district shows who it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Proof<'p> {
    Password(&'p str),
    Key(&'p Path),
}

/// A user of the front door.
#[derive(Clone, Copy)]
pub(crate) struct Client<'c> {
    pub(crate) world: &'c World,
    pub(crate) user: &'c str,
    pub(crate) proof: Proof<'c>,
}

impl Client<'_> {
    /// Runs these commands in a folder of this machine; what was printed if all went well.
    pub(crate) async fn sftp(&self, folder: &Path, commands: &str) -> Result<String, String> {
        let batch = self.world.path("batch");
        std::fs::write(&batch, commands).unwrap();
        let mut command = match self.proof {
            Proof::Password(password) => {
                let mut command = Command::new("sshpass");
                command.args([
                    "-p",
                    password,
                    "sftp",
                    "-oBatchMode=no",
                    "-oPreferredAuthentications=password",
                ]);
                command
            }
            Proof::Key(path) => {
                let mut command = Command::new("sftp");
                command.args(["-oPreferredAuthentications=publickey", "-i"]).arg(path);
                command
            }
        };
        let (port, host) = (self.world.port.to_string(), format!("{}@127.0.0.1", self.user));
        command.args(OPTIONS).args(["-P", &port, "-b"]).arg(batch).arg(host).current_dir(folder);
        let Output { status, stdout, stderr } = ended(command).await;
        let text = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        if status.success() { Ok(text) } else { Err(text) }
    }

    /// Uploads all files of a folder.
    pub(crate) async fn put_all(&self, folder: &Path) {
        self.sftp(folder, "put *\n").await.unwrap();
    }

    /// The text of a report, if it is there.
    pub(crate) async fn read(&self, path: &str) -> Option<String> {
        let local = self.world.path("read");
        self.sftp(self.world.folder.path(), &format!("get {path} read\n")).await.ok()?;
        let text = std::fs::read_to_string(&local).unwrap();
        std::fs::remove_file(local).unwrap();
        Some(text)
    }
}

async fn ended(mut command: Command) -> Output {
    command.stdin(Stdio::null()).kill_on_drop(true);
    timeout(PATIENCE, command.output()).await.expect("sftp ends").unwrap()
}

/// A key pair at a path; its public line.
pub(crate) fn key_pair(path: &Path) -> String {
    let mut command = std::process::Command::new("ssh-keygen");
    let made = command.args(["-q", "-N", "", "-t", "ed25519", "-f"]).arg(path).status().unwrap();
    assert!(made.success());
    std::fs::read_to_string(path.with_extension("pub")).unwrap().trim().to_owned()
}
