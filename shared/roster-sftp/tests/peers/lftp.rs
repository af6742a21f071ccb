//! lftp, as some SIS schedulers use it.

use std::process::Command;

use super::world::{Ended, PASSWORD, USER, World, key, printed, run};

const SETTINGS: &str = "set sftp:connect-program 'ssh -a -x -F none -oStrictHostKeyChecking=no \
                        -oUserKnownHostsFile=/dev/null -oLogLevel=ERROR'; set net:max-retries 1; set net:timeout 10; \
                        set cmd:fail-exit yes; ";

fn lftp(world: &World, commands: &str) -> String {
    let mut command = Command::new("lftp");
    command.args(["--norc", "-u", &format!("{USER},{PASSWORD}"), "-p", &world.port(), "-e"]);
    command
        .arg(format!("{SETTINGS}{commands}; quit"))
        .arg("sftp://127.0.0.1")
        .env("HOME", world.folder.path());
    printed(&run(command.current_dir(world.folder.path())), Ended::Well)
}

pub(crate) fn mirrors_up_and_down() {
    let world = World::start();
    let rows = b"row\n".repeat(50_000);
    world.local("out/users.csv", b"a");
    world.local("out/deep/er/classes.csv", &rows);
    lftp(&world, "mirror -R --parallel=3 out day1");
    assert_eq!(world.paths(), ["day1/deep/er/classes.csv", "day1/users.csv"]);
    lftp(&world, "mirror day1 back");
    assert_eq!(std::fs::read(world.folder.path().join("back/deep/er/classes.csv")).unwrap(), rows);
    lftp(&world, "rm -r day1");
    assert!(world.paths().is_empty());
}

pub(crate) fn puts_over_and_goes_on() {
    let world = World::start();
    world.store.add_file(&key("maple"), "a.csv", b"0123456789");
    world.local("a.csv", b"0123456789abcdef");
    lftp(&world, "put -c a.csv");
    assert_eq!(world.files()["a.csv"], "0123456789abcdef");
    world.local("a.csv", b"short");
    let listed = lftp(&world, "put a.csv; ls");
    assert_eq!(world.files()["a.csv"], "short");
    assert!(listed.contains("a.csv") && listed.contains("reports"), "{listed}");
    lftp(
        &world,
        "set xfer:use-temp-file yes; set xfer:temp-file-name *.part; put -O / a.csv -o b.csv; mv b.csv a.csv",
    );
    assert_eq!(world.paths(), ["a.csv"]);
}
