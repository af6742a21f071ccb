//! A server is replaced under the same name: clients that know its host key notice nothing, or refuse a stranger.
#![expect(clippy::unwrap_used, reason = "a drill that cannot be set up must stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::outcome::{district, rollcall};
use crate::server::{Server, maple};

/// The name that districts wrote into their SIS.
const NAME: &str = "sftp.example.org";

/// A SIS with OpenSSH's client: it knows one host key under the name and asks nobody.
struct Sis {
    folder: PathBuf,
}

impl Sis {
    /// With a key pair of its own; knows the host key of the data directory below `server`.
    fn knowing(server: &Path, folder: &Path) -> Sis {
        let sis = Sis { folder: folder.to_owned() };
        ssh_keygen(&["-q", "-t", "ed25519", "-N", "", "-f", &sis.path("id")]);
        let host_key = server.join("data/keys/ssh_host_ed25519_key");
        let public = ssh_keygen(&["-y", "-f", &host_key.display().to_string()]);
        fs::write(sis.path("known_hosts"), format!("{NAME} {public}")).unwrap();
        sis
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Is let in with its key by the server below a folder.
    fn is_let_in(&self, server: &Path) {
        let key = self.path("id.pub");
        let added = rollcall(server, &["login", "add", "maple", "sis", "--key", &key, "--data", "data"]);
        assert_eq!(added.code, Some(0), "{added:?}");
    }

    /// Uploads a folder's files; its words on standard error.
    fn uploads(&self, server: &Server, folder: &Path) -> Result<(), String> {
        let (host, port) = server.sftp.rsplit_once(':').unwrap();
        fs::write(self.path("batch"), format!("put {}/*.csv\n", folder.display())).unwrap();
        let mut command = Command::new("sftp");
        command.args(["-F", "/dev/null", "-b", &self.path("batch"), "-P", port]);
        for option in [
            "StrictHostKeyChecking=yes",
            "GlobalKnownHostsFile=/dev/null",
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            &format!("UserKnownHostsFile={}", self.path("known_hosts")),
            &format!("HostKeyAlias={NAME}"),
            &format!("IdentityFile={}", self.path("id")),
        ] {
            command.args(["-o", option]);
        }
        let done = run(command.arg(format!("maple-sis@{host}")));
        let said = String::from_utf8(done.stderr).unwrap();
        if done.status.success() { Ok(()) } else { Err(said) }
    }
}

fn ssh_keygen(words: &[&str]) -> String {
    let done = run(Command::new("ssh-keygen").args(words));
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("OpenSSH's client is needed: `./test` installs it")
}

fn folder(of: &Path, name: &str) -> PathBuf {
    let folder = of.join(name);
    fs::create_dir(&folder).unwrap();
    folder
}

#[test]
fn a_restored_server_is_the_same_to_a_client_and_one_with_another_key_is_refused() {
    let all = tempfile::tempdir().unwrap();
    let place = |name| folder(all.path(), name);
    let (old, restored, fresh) = (place("old"), place("restored"), place("fresh"));
    maple(&old);
    let server = Server::start(&old);
    let sis = Sis::knowing(&old, &place("sis"));
    sis.is_let_in(&old);
    district(all.path(), "day1", &[]);
    let files = all.path().join("day1");
    sis.uploads(&server, &files).unwrap();
    assert_eq!(rollcall(&old, &["connection", "run", "maple", "sis", "--data", "data"]).code, Some(0));
    let copy = restored.join("data").display().to_string();
    assert_eq!(rollcall(&old, &["backup", &copy, "--data", "data"]).code, Some(0));
    server.kill();

    // Another machine takes over with the backup: same name, same host key.
    let server = Server::start(&restored);
    sis.uploads(&server, &files).unwrap();
    assert_eq!(rollcall(&restored, &["verify", "--data", "data"]).code, Some(0));
    assert!(server.stop().success());

    // A server that was built anew and has a key of its own is no server to this client.
    maple(&fresh);
    sis.is_let_in(&fresh);
    let server = Server::start(&fresh);
    let refused = sis.uploads(&server, &files).unwrap_err();
    assert!(refused.contains("Host key verification failed"), "{refused}");
    assert!(server.stop().success());

    // With the old one's it is.
    let key = "data/keys/ssh_host_ed25519_key";
    fs::copy(old.join(key), fresh.join(key)).unwrap();
    let server = Server::start(&fresh);
    sis.uploads(&server, &files).unwrap();
    assert!(server.stop().success());
}
