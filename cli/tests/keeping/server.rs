//! A running `rollcall serve`, and a district that uploads to it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use roster_sftp::SftpClient;
use serde_json::Value;

use crate::outcome::rollcall;

/// `rollcall serve`, killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) sftp: String,
    pub(crate) host_key: String,
}

impl Server {
    /// Starts it on `data` below a folder, and waits until it is ready.
    pub(crate) fn start(folder: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rollcall"))
            .args(["serve", "--data", "data", "--sftp", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary can be run");
        let mut line = String::new();
        let out = child.stdout.take().expect("it was piped");
        BufReader::new(out).read_line(&mut line).expect("it says something");
        let json = line.strip_prefix("ready ").unwrap_or_else(|| panic!("not ready: {line}"));
        let json: Value = serde_json::from_str(json).expect("what follows is JSON");
        let text = |name: &str| json[name].as_str().expect("it is text").to_owned();
        Server { sftp: text("sftp"), host_key: text("hostKey"), child }
    }

    /// Asks it to stop, and waits.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
        self.child.wait().expect("it was a child")
    }

    /// Kills it at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it was a child");
    }

    /// Uploads all files of a folder as `maple-sis`, through our own SFTP client.
    pub(crate) fn upload(&self, password: &str, folder: &Path) {
        let runtime = tokio::runtime::Runtime::new().expect("there are threads");
        runtime.block_on(async {
            let login = ("maple-sis", password);
            let client = SftpClient::connect(&self.sftp, login, &self.host_key).await.expect("a login");
            for file in fs::read_dir(folder).expect("a folder").flatten() {
                let bytes = fs::read(file.path()).expect("a file");
                let name = file.file_name().into_string().expect("a name");
                client.upload(&name, bytes.as_slice()).await.expect("an upload");
            }
            client.close().await.expect("a goodbye");
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Adds the tenant `maple` with the active connection `sis`; gives the password of `maple-sis`.
pub(crate) fn maple(folder: &Path) -> String {
    for words in [
        &["tenant", "add", "maple", "--name", "Maple", "--data", "data"][..],
        &["connection", "add", "maple", "sis", "--push", "--activate", "--data", "data"],
    ] {
        let added = rollcall(folder, words);
        assert_eq!((added.code, added.err.as_str()), (Some(0), ""));
    }
    let login = rollcall(folder, &["login", "add", "maple", "sis", "--json", "--data", "data"]).json();
    assert_eq!(login["user"], "maple-sis");
    login["password"].as_str().expect("a made password").to_owned()
}
