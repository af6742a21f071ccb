//! No password is in any log line, at the most talkative level, nor in any error.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::support::{dynamodb, events, local, now};
use rollcall_authorize::handle;
use roster_aws::login::LoginRequest;
use tracing::Level;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_password_is_logged_at_any_level() {
    let log = Log::default();
    let lines = log.clone();
    let writer = move || lines.clone();
    tracing_subscriber::fmt().with_max_level(Level::TRACE).with_ansi(false).with_writer(writer).init();
    for world in [local().await, dynamodb().await] {
        for (name, mut event) in events() {
            let request: LoginRequest = serde_json::from_value(event.clone()).unwrap();
            let shown = format!("{:?}", handle(&world.deps, &request, now()).await);
            assert!(!shown.contains("horse"), "{name}: {shown}");
            tracing::trace!(?request, "as somebody might log it");
            event["password"] = serde_json::json!({ "horse": ["horse"] });
            let error = serde_json::from_value::<LoginRequest>(event).unwrap_err();
            tracing::trace!(%error, "as somebody might log it");
        }
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("login refused") && text.contains("TRACE"), "nothing was captured");
    let found: Vec<&str> = text.lines().filter(|line| line.contains("horse")).collect();
    assert!(found.is_empty(), "{found:?}");
}
