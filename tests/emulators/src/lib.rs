//! DynamoDB and S3 inside a test's own process, over HTTP on loopback; and MiniStack, the rest of AWS, beside it.
//!
//! What they cannot do: dynoxide never throttles, never leaves items unprocessed and checks no signature; s3s-fs keeps no
//! object versions and sends no events.
#![expect(
    clippy::unwrap_used,
    reason = "test support: a machine that cannot start an emulator stops the test"
)]

pub mod ministack;
pub mod scripted;

use std::net::SocketAddr;

use dynoxide::Database;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use ministack::Ministack;
pub use scripted::{Answer, Request, Scripted};

/// The access key that the emulators accept.
pub const ACCESS_KEY: &str = "test";
/// The secret key that goes with it.
pub const SECRET_KEY: &str = "test";

/// A service that lives until it is dropped.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    serving: JoinHandle<()>,
    _files: Option<TempDir>,
}

impl Emulator {
    /// Its endpoint, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// DynamoDB with no tables.
pub async fn dynamodb() -> Emulator {
    let (listener, address) = listener().await;
    let serving = tokio::spawn(dynoxide::server::serve_on(listener, Database::memory().unwrap()));
    Emulator { url: format!("http://{address}"), serving, _files: None }
}

/// S3 with no buckets, asking for path-style requests.
pub async fn s3() -> Emulator {
    let files = tempfile::tempdir().unwrap();
    let mut builder = S3ServiceBuilder::new(FileSystem::new(files.path()).unwrap());
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = builder.build();
    let (listener, address) = listener().await;
    let serving = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                // A client that hangs up in the middle is its own test's business.
                let _ =
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    Emulator { url: format!("http://{address}"), serving, _files: Some(files) }
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}
