//! The function over stores with four logins: of one machine, and of DynamoDB in this process.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use jiff::Timestamp;
use rollcall_authorize::{Authorize, Settings};
use rollcall_emulators::{ACCESS_KEY, SECRET_KEY};
use roster_aws::Clients;
use roster_aws::dynamo::control::{ControlTable, definition};
use roster_conformance::samples::{at, connection, key, tenant};
use roster_local::ControlDb;
use roster_pipeline::authorize::{Gate, hash_password};
use roster_pipeline::ports::{Attempts, Directory};
use roster_pipeline::records::Login;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam sis@maple";
pub(crate) const NOW: i64 = 0;

/// The function, and what must live as long as it does.
pub(crate) struct World {
    pub(crate) deps: Authorize,
    pub(crate) directory: Arc<dyn Directory>,
    _alive: Box<dyn Any>,
}

pub(crate) fn now() -> Timestamp {
    at(NOW)
}

pub(crate) fn settings() -> Settings {
    Settings {
        landing_bucket: "rollcall-landing".to_owned(),
        login_role: "arn:aws:iam::111122223333:role/rollcall-login".to_owned(),
        server_id: Some("s-0123456789abcdef0".to_owned()),
        landing_key: Some("arn:aws:kms:us-east-1:111122223333:key/1234abcd".to_owned()),
    }
}

/// Over SQLite.
pub(crate) async fn local() -> World {
    let dir = tempfile::tempdir().unwrap();
    world(Arc::new(ControlDb::open(&dir.path().join("control.db")).unwrap()), dir).await
}

/// Over DynamoDB.
pub(crate) async fn dynamodb() -> World {
    let emulator = rollcall_emulators::dynamodb().await;
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(emulator.url())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await;
    let client = Clients::with(config).dynamodb();
    definition().create(&client, "control").unwrap().send().await.unwrap();
    world(Arc::new(ControlTable::new(client, "control")), emulator).await
}

async fn world<P: Directory + Attempts + 'static>(control: Arc<P>, alive: impl Any) -> World {
    let hash = hash_password(PASSWORD).unwrap();
    for (id, change) in LOGINS {
        let key = key(id, "sis");
        control.add_tenant(&tenant(id)).await.unwrap();
        control.add_connection(&connection(&key)).await.unwrap();
        let mut login = Login::new(format!("{id}-sis"), key, at(0));
        login.password_hash = Some(hash.clone());
        change(&mut login);
        control.put_login(&login).await.unwrap();
    }
    let deps = Authorize { gate: Gate::new(control.clone(), control.clone()), settings: settings() };
    World { deps, directory: control, _alive: Box::new(alive) }
}

type Change = fn(&mut Login);

const LOGINS: [(&str, Change); 4] = [
    ("maple-usd", |login| login.public_keys = vec![KEY.to_owned()]),
    ("oak-usd", |login| login.disabled = true),
    ("birch-usd", |login| login.allow = vec!["203.0.113.0/24".parse().unwrap()]),
    ("elm-usd", |login| (login.password_hash, login.public_keys) = (None, vec![KEY.to_owned()])),
];

/// All stored events by name, in order.
pub(crate) fn events() -> Vec<(String, serde_json::Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/events");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    paths.iter().map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), read(p))).collect()
}
