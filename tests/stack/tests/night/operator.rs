//! The operator's side: `rollcall` on the deployed stack, as a program of its own.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use rollcall_stack::{STACK_NAME, build_programs};
use roster_pipeline::ConnectionKey;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

/// Knows the program and the stack.
#[derive(Debug)]
pub(crate) struct Operator {
    program: PathBuf,
    endpoint: String,
    data: PathBuf,
}

impl Operator {
    /// Builds the program with what it takes to work on a stack.
    pub(crate) fn new(endpoint: String, data: PathBuf) -> Operator {
        let built = build_programs(&["--features", "rollcall/aws", "--bin", "rollcall"]).unwrap();
        // Others build it without.
        let program = data.with_file_name("rollcall");
        std::fs::copy(built.join("rollcall"), &program).unwrap();
        Operator { program, endpoint, data }
    }

    /// What a command prints; it must go well.
    pub(crate) async fn rollcall(&self, arguments: &[&str]) -> String {
        let output =
            timeout(PATIENCE, self.command(arguments).output()).await.expect("rollcall ends").unwrap();
        let Output { status, stdout, stderr } = output;
        let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        assert!(status.success(), "rollcall {arguments:?}: {out}{err}");
        out
    }

    /// The same as JSON.
    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.rollcall(arguments).await).unwrap()
    }

    /// Changes settings of a connection.
    pub(crate) async fn set(&self, key: &ConnectionKey, settings: &[&str]) {
        let begin = ["connection", "set", key.tenant.as_str(), key.connection.as_str()];
        self.rollcall(&[&begin[..], settings].concat()).await;
    }

    /// Opens the front door on a free port; the port, and the program, which ends when it is dropped.
    pub(crate) async fn serve(&self) -> (u16, Child) {
        let data = self.data.to_str().unwrap();
        let mut command = self.command(&["serve", "--data", data, "--sftp", "127.0.0.1:0"]);
        let mut door = command.spawn().unwrap();
        let mut lines = BufReader::new(door.stdout.take().unwrap()).lines();
        let line =
            timeout(PATIENCE, lines.next_line()).await.expect("it serves").unwrap().unwrap_or_default();
        let port =
            line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        (port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("no port in: {line}")), door)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--stack", STACK_NAME]).args(arguments).current_dir(self.data.parent().unwrap());
        command.env("AWS_ENDPOINT_URL", &self.endpoint).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}
