//! Logging in with a password, at our own server: an sshd of one's own knows no passwords but the system's.

use std::sync::Arc;

use jiff::Timestamp;
use roster_local::DataDir;
use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::{Gate, hash_password};
use roster_pipeline::ports::{Directory, FrontDoor, LandingPath, UploadStart};
use roster_pipeline::pull::{PullSecret, PullSettings, PullState, Step};
use roster_pipeline::records::{Connection, Direction, Login, Tenant};
use roster_sftp::{HostKeys, SftpServer};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::world::{World, brought, now, runtime};

const PASSWORD: &str = "correcthorse24";

async fn server() -> (TempDir, PullSettings) {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path().join("data")).unwrap();
    let (door, control) = (Arc::new(data.open_landing().unwrap()), Arc::new(data.open_control().unwrap()));
    let key = ConnectionKey::new("their-sis", "out").unwrap();
    let tenant = Tenant { id: key.tenant.clone(), name: "Them".into(), account: None, created: now() };
    control.add_tenant(&tenant).await.unwrap();
    let connection = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, now());
    control.add_connection(&connection).await.unwrap();
    let login = Login {
        user: "vendor".into(),
        connection: key.clone(),
        password_hash: Some(hash_password(PASSWORD).unwrap()),
        public_keys: Vec::new(),
        allow: Vec::new(),
        disabled: false,
        created: Timestamp::UNIX_EPOCH,
    };
    control.put_login(&login).await.unwrap();
    let path = LandingPath::parse("users.csv").unwrap();
    let mut upload = door.upload(&key, &path, UploadStart::Empty).await.unwrap();
    upload.write_at(0, b"u1\n").await.unwrap();
    upload.finish().await.unwrap();
    let keys = HostKeys::load_or_create(&dir.path().join("keys")).unwrap();
    let fingerprint = keys.fingerprint();
    let gate = Arc::new(Gate::new(control.clone(), control));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime().spawn(SftpServer::new(keys, door, gate).serve(listener, std::future::pending()));
    let settings =
        PullSettings { port, host_keys: vec![fingerprint], ..PullSettings::new("127.0.0.1", "vendor") };
    (dir, settings)
}

fn secret(password: &str) -> PullSecret {
    PullSecret { username: "vendor".into(), password: Some(password.into()), private_key: None }
}

pub(crate) fn a_password_is_taken() {
    let (_dir, settings) = runtime().block_on(server());
    let world = World::new(settings, secret(PASSWORD));
    let pull = world.pull(0);
    assert_eq!((pull.state, brought(&pull)), (PullState::Done, vec!["users.csv"]), "{:?}", pull.trouble);
}

pub(crate) fn a_wrong_password_is_tried_once() {
    let (_dir, settings) = runtime().block_on(server());
    let world = World::new(settings, secret("wrong"));
    let pull = world.pull(0);
    let trouble = pull.trouble.unwrap();
    assert_eq!((pull.state, trouble.step, trouble.lasting), (PullState::Failed, Step::Login, true));
    assert!(!format!("{trouble:?}").contains("wrong\""), "the password is not told");
    assert_eq!(world.announced().matches("pullFailed").count(), 1);
}
