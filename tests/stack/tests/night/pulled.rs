//! A district that is fetched from: OpenSSH's own server, a key that is kept in Secrets Manager, and the function `pull`.

use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use jiff::SignedDuration;
use roster_pipeline::ConnectionKey;
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
    let operator = &world.operator;
    let (_sshd, port, host_key) = serve(world).await;
    operator.rollcall(&["tenant", "add", "birch-usd", "--name", "Birch Unified"]).await;
    let (port, user, path) = (port.to_string(), whoami(), world.path("served").display().to_string());
    let server = ["--host", "127.0.0.1", "--port", &port, "--user", &user, "--path", &path];
    let trust = ["--host-key", &host_key, "--key", "vendor", "--at", "on-arrival every 15m"];
    let add = ["connection", "add", "birch-usd", "sis", "--pull", "--activate", "--quiet", "2"];
    operator.rollcall(&[&add[..], &server, &trust].concat()).await;
    operator.set(&key, &["schedule=on-arrival"]).await;
    // As if it had been added long enough ago to be due.
    let mut connection = world.ports.directory.connection(&key).await.unwrap();
    connection.created -= SignedDuration::from_hours(1);
    world.ports.directory.set_connection(&connection).await.unwrap();

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

/// A server that lets in whoever has the key; its port and host key.
async fn serve(world: &World) -> (Child, u16, String) {
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
    (sshd, port, host_key)
}

fn whoami() -> String {
    let output = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
