//! A district that is fetched from: OpenSSH's own server, a key that is kept in Secrets Manager, and the function `pull`.

use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use jiff::{SignedDuration, Timestamp};
use roster_aws::SecretsManager;
use roster_pipeline::ConnectionKey;
use roster_pipeline::pull::{PullSecret, PullSettings};
use roster_pipeline::records::{Connection, Direction};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::client::key_pair;
use crate::district::{archive, on, records};
use crate::world::World;

/// OpenSSH's server.
pub(crate) const SSHD: &str = "/usr/sbin/sshd";

/// Its server is looked at when its time has come, and what is there ends in the roster.
pub(crate) async fn night(world: &World) {
    let key = ConnectionKey::new("birch-usd", "sis").unwrap();
    let (_sshd, settings, secret) = serve(world).await;
    let stack = &world.deployment.stack;
    let secrets = SecretsManager::new(world.deployment.clients.secrets(), &stack.secrets_prefix);
    let created = Timestamp::now() - SignedDuration::from_hours(1);
    let mut connection =
        Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Pull, created);
    connection.active = true;
    connection.quiet_seconds = 2;
    connection.schedule = "on-arrival".into();
    connection.pull = Some(settings);
    world.add(&connection).await;
    secret.keep(&secrets, &key).await.unwrap();

    let district = on(20, 3, 1);
    fs::write(world.path("served/export.zip"), archive(&district)).unwrap();
    world.scheduled("EveryQuarter").await;
    world.until_run(&key, 1, "applied").await;
    world.until_quiet().await;
    world.agrees(&key).await;
    for (entity, count) in records(&district) {
        assert_eq!(world.ports.roster.count(&key, entity).await.unwrap(), count, "{entity}");
    }
}

/// A server that lets in whoever has the key; it ends with what is returned.
async fn serve(world: &World) -> (Child, PullSettings, PullSecret) {
    let path = world.folder.path().display();
    let host_key = key_pair(&world.path("host_key"));
    key_pair(&world.path("vendor"));
    fs::create_dir(world.path("served")).unwrap();
    // As root, sshd wants this folder, which only its service makes.
    let _ = fs::create_dir_all("/run/sshd");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let lines = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {path}/host_key\nAuthorizedKeysFile {path}/vendor.pub\n\
         StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nPasswordAuthentication no\n\
         Subsystem sftp internal-sftp\n"
    );
    fs::write(world.path("sshd_config"), lines).unwrap();
    let mut command = Command::new(SSHD);
    command.args(["-D", "-e", "-f"]).arg(world.path("sshd_config")).kill_on_drop(true);
    let sshd = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let listens = async || TcpStream::connect(("127.0.0.1", port)).await.ok();
    world.until("the district's server listens", listens).await;
    let user = whoami();
    let settings = PullSettings {
        port,
        path: world.path("served").display().to_string(),
        host_keys: vec![roster_sftp::pinned_form(&host_key).unwrap()],
        when: "on-arrival every 15m".into(),
        ..PullSettings::new("127.0.0.1", &user)
    };
    let private_key = fs::read_to_string(world.path("vendor")).unwrap();
    (sshd, settings, PullSecret { username: user, password: None, private_key: Some(private_key) })
}

fn whoami() -> String {
    let output = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
