//! paramiko, which stats what it put, and what WinSCP does, played with it.

use std::process::Command;

use super::world::{Ended, PASSWORD, USER, World, printed, run};

const OPEN: &str = "
import os, paramiko, sys, threading
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
def connect():
    transport = paramiko.Transport(('127.0.0.1', port))
    transport.connect(username=user, password=password)
    return transport, paramiko.SFTPClient.from_transport(transport)
transport, sftp = connect()
def fails(action):
    try:
        action()
    except IOError:
        return
    raise SystemExit('should have failed')
";

/// The first of these that has paramiko.
pub(crate) fn python() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        Command::new(python).args(["-c", "import paramiko"]).output().is_ok_and(|o| o.status.success())
    })
}

fn script(world: &World, body: &str) {
    let mut command = Command::new(python().expect("asked before"));
    command.arg("-c").arg(format!("{OPEN}{body}\ntransport.close()\n"));
    command.args([&world.port(), USER, PASSWORD]).current_dir(world.folder.path());
    printed(&run(&mut command), Ended::Well);
}

pub(crate) fn stats_the_right_size_after_put() {
    let world = World::start();
    let rows = b"row\n".repeat(300_000);
    world.local("users.csv", &rows);
    script(
        &world,
        "
put = sftp.put('users.csv', 'users.csv', confirm=True)
assert put.st_size == 1200000, put.st_size
sftp.get('users.csv', 'back.csv')
assert os.path.getsize('back.csv') == 1200000
assert [a.filename for a in sftp.listdir_attr('.')] == ['reports', 'users.csv']
fails(lambda: sftp.stat('absent.csv'))
fails(lambda: sftp.symlink('users.csv', 'link'))
fails(lambda: sftp.readlink('users.csv'))
",
    );
    assert_eq!(world.paths(), ["users.csv"]);
}

pub(crate) fn behaves_like_winscp() {
    let world = World::start();
    world.local("x.csv", b"new");
    script(
        &world,
        "
sftp.put('x.csv', 'x.csv')
for number in range(2):
    sftp.put('x.csv', 'x.csv.filepart')
    sftp.rename('x.csv.filepart', 'x.csv')
    sftp.utime('x.csv', (1600000000, 1600000000 + number))
    assert sftp.stat('x.csv').st_mtime == 1600000000 + number
    sftp.chmod('x.csv', 0o644)
sftp.posix_rename('x.csv', 'y.csv')
",
    );
    assert_eq!(world.files()["y.csv"], "new");
    assert_eq!(world.paths(), ["y.csv"]);
}

pub(crate) fn appends_cuts_and_writes_anywhere() {
    let world = World::start();
    script(
        &world,
        "
with sftp.open('a', 'w') as f: f.write('0123456789')
with sftp.open('a', 'a') as f: f.write('ab')
with sftp.open('a', 'r+') as f:
    f.seek(2); f.write('XX'); f.seek(0); assert f.read(5) == b'01XX4'
    assert f.stat().st_size == 12
sftp.truncate('a', 11)
with sftp.open('b', 'w') as f:
    f.seek(4); f.write('end'); f.seek(0); f.write('b'); f.truncate(6)
    f.utime((1600000000, 1600000000))
assert sftp.stat('b').st_mtime == 1600000000
fails(lambda: sftp.open('a', 'wx'))
fails(lambda: sftp.open('absent', 'r'))
fails(lambda: sftp.open('absent/a', 'w'))
fails(lambda: sftp.open('reports', 'w'))
with sftp.open('x', 'wx') as f: f.write('x')
",
    );
    let files = world.files();
    assert_eq!(files["a"], "01XX456789a");
    assert_eq!(files["b"], "b\0\0\0en");
    assert_eq!(files["x"], "x");
}

pub(crate) fn leaves_nothing_behind_when_it_drops() {
    let world = World::start();
    script(
        &world,
        "
other, watcher = connect()
f = sftp.open('users.csv', 'w')
f.write(b'x' * 1000000)
assert f.stat().st_size == 1000000
assert sftp.stat('users.csv').st_size == 1000000
fails(lambda: watcher.stat('users.csv'))
assert watcher.listdir('.') == ['reports']
transport.sock.close()
fails(lambda: watcher.stat('users.csv'))
other.close()
os._exit(0)
",
    );
    assert!(world.paths().is_empty());
    while world.store.spooled() > 0 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(world.changes.lock().unwrap().is_empty());
}
