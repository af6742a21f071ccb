//! OpenSSH's own sftp.

use std::path::Path;

use super::world::{Ended, SSH_OPTIONS, USER, World, key, key_pair, logged, printed, run};

pub(crate) fn puts_gets_lists_and_removes() {
    let world = World::start();
    let big: Vec<u8> = (0..3_000_000u32).flat_map(u32::to_le_bytes).collect();
    world.local("users.csv", b"sourcedId\n1\n");
    world.local("big.bin", &big);
    let text = printed(
        &world.sftp(
            "put users.csv\nmkdir day1\nput big.bin day1/big.bin\nput users.csv day1/users.csv\n\
             get day1/big.bin back.bin\nls -l\nls -l day1\npwd\nchmod 600 users.csv\nrm users.csv\n",
        ),
        Ended::Well,
    );
    assert!(text.contains("Remote working directory: /\n"), "{text}");
    assert!(text.contains("dr-xr-xr-x") && text.contains("12000000 "), "{text}");
    assert_eq!(world.paths(), ["day1/big.bin", "day1/users.csv"]);
    assert_eq!(world.files_of("maple")["day1/big.bin"], big);
    assert_eq!(std::fs::read(world.folder.path().join("back.bin")).unwrap(), big);
    printed(&world.sftp("rmdir day1\n"), Ended::Badly);
    printed(&world.sftp("rm day1/*\nrmdir day1\n"), Ended::Well);
    assert!(world.paths().is_empty());
    let changes = world.changes.lock().unwrap();
    assert_eq!(changes[..3], ["maple/sis users.csv", "maple/sis day1/big.bin", "maple/sis day1/users.csv"]);
}

pub(crate) fn keeps_times_and_whole_folders() {
    let world = World::start();
    let local = world.local("out/deep/a.csv", b"a");
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
    std::fs::File::options().write(true).open(&local).unwrap().set_modified(time).unwrap();
    let text = printed(&world.sftp("put -pr out\nls -l out/deep\n"), Ended::Well);
    assert!(text.contains("Sep 13  2020 "), "{text}");
    assert_eq!(world.paths(), ["out/deep/a.csv"]);
}

pub(crate) fn renames_over_an_existing_name_in_both_ways() {
    let world = World::start();
    world.local("new", b"new");
    world.local("old", b"old");
    for (rename, _how) in [("rename", "posix"), ("rename -l", "plain")] {
        let commands = format!("put old a.csv\nput new a.csv.filepart\n{rename} a.csv.filepart a.csv\n");
        printed(&world.sftp(&commands), Ended::Well);
        assert_eq!(world.files()["a.csv"], "new");
        assert_eq!(world.paths(), ["a.csv"]);
    }
}

pub(crate) fn resumes_an_upload() {
    let world = World::start();
    world.store.add_file(&key("maple"), "a.csv", b"0123456789");
    world.local("a.csv", b"0123456789abcdef");
    printed(&world.sftp("reput a.csv\n"), Ended::Well);
    assert_eq!(world.files()["a.csv"], "0123456789abcdef");
}

pub(crate) fn reads_reports_and_cannot_change_them() {
    let world = World::start();
    world.local("x", b"x");
    printed(&world.sftp("get reports/latest.txt\n"), Ended::Well);
    assert_eq!(std::fs::read(world.folder.path().join("latest.txt")).unwrap(), b"all good\n");
    world.store.add_file(&key("maple"), "a.csv", b"a");
    for refused in [
        "put x reports/x",
        "put x reports/latest.txt",
        "rm reports/latest.txt",
        "rename reports/latest.txt y",
        "rename a.csv reports/a.csv",
        "mkdir reports/new",
        "rmdir reports",
    ] {
        let text = printed(&world.sftp(&format!("{refused}\n")), Ended::Badly).to_lowercase();
        assert!(text.contains("permission denied"), "{refused}: {text}");
    }
    assert_eq!(world.paths(), ["a.csv"]);
}

pub(crate) fn makes_no_links() {
    let world = World::start();
    world.store.add_file(&key("maple"), "a.csv", b"a");
    for refused in ["symlink a.csv b.csv", "ln a.csv b.csv"] {
        printed(&world.sftp(&format!("{refused}\n")), Ended::Badly);
    }
    assert_eq!(world.paths(), ["a.csv"]);
}

pub(crate) fn never_leaves_its_folder() {
    let world = World::start();
    world.store.add_file(&key("oak-usd"), "secret.csv", b"oak");
    world.local("x", b"x");
    for absent in ["get ../secret.csv", "get /../../etc/passwd", "get ../../oak-usd/sis/secret.csv"] {
        let text = printed(&world.sftp(&format!("{absent}\n")), Ended::Badly);
        assert!(text.contains("not found"), "{absent}: {text}");
    }
    printed(&world.sftp("put x ../../../x.csv\ncd ..\npwd\n"), Ended::Well);
    assert_eq!(world.paths(), ["x.csv"]);
    assert_eq!(world.files_of("oak-usd").len(), 1);
}

pub(crate) fn logs_in_with_each_kind_of_key() {
    let world = World::start();
    for kind in [&["ed25519"][..], &["rsa", "-b", "2048"], &["ecdsa", "-b", "256"], &["ecdsa", "-b", "521"]] {
        let (private, line) = key_pair(world.folder.path(), kind);
        let (stranger, _) = key_pair(tempfile::tempdir().unwrap().path(), kind);
        world.login(USER, "maple", &[line]);
        printed(&with_key(&world, &private), Ended::Well);
        let text = printed(&with_key(&world, &stranger), Ended::Badly);
        assert!(text.contains("denied") || text.contains("No such file"), "{text}");
    }
}

fn with_key(world: &World, private: &Path) -> std::process::Output {
    let mut command = std::process::Command::new("sftp");
    command.args(SSH_OPTIONS).arg("-oPreferredAuthentications=publickey").arg("-i").arg(private);
    command.args(["-P", &world.port(), "-b"]).arg(world.local("ls", b"ls\n"));
    run(command.arg(format!("{USER}@127.0.0.1")))
}

pub(crate) fn is_refused_without_the_right_password() {
    let world = World::start();
    for (user, password) in [(USER, "wrong"), ("nobody", super::world::PASSWORD), ("oak-sis", "")] {
        let mut command = std::process::Command::new("sshpass");
        command.args(["-p", password, "sftp", "-oBatchMode=no"]).args(SSH_OPTIONS);
        command.args(["-oPreferredAuthentications=password", "-P", &world.port(), "-b"]);
        command.arg(world.local("ls", b"ls\n")).arg(format!("{user}@127.0.0.1"));
        let text = printed(&run(&mut command), Ended::Badly);
        assert!(text.contains("Permission denied"), "{text}");
    }
}

pub(crate) fn logs_in_by_questions_and_answers() {
    let world = World::start();
    printed(&world.sftp_with(&["-oPreferredAuthentications=keyboard-interactive"], "ls\n"), Ended::Well);
}

pub(crate) fn speaks_old_and_new_algorithms() {
    let world = World::start();
    world.local("a.csv", &[b'a'; 300_000]);
    for options in [
        &["-oKexAlgorithms=curve25519-sha256", "-oCiphers=chacha20-poly1305@openssh.com"][..],
        &["-oKexAlgorithms=ecdh-sha2-nistp256", "-oCiphers=aes128-ctr", "-oMACs=hmac-sha2-256"],
        &["-oKexAlgorithms=ecdh-sha2-nistp521", "-oCiphers=aes256-gcm@openssh.com"],
        &["-oKexAlgorithms=ecdh-sha2-nistp384", "-oCiphers=aes128-gcm@openssh.com"],
        &["-oKexAlgorithms=diffie-hellman-group14-sha256", "-oHostKeyAlgorithms=rsa-sha2-256"],
        &["-oKexAlgorithms=diffie-hellman-group-exchange-sha256", "-oHostKeyAlgorithms=rsa-sha2-512"],
        &["-oCiphers=aes256-ctr", "-oMACs=hmac-sha2-512-etm@openssh.com", "-oCompression=yes"],
        &["-oRekeyLimit=100K"],
    ] {
        printed(&world.sftp_with(options, "put a.csv\nget a.csv b.csv\n"), Ended::Well);
        assert_eq!(std::fs::read(world.folder.path().join("b.csv")).unwrap().len(), 300_000);
    }
    printed(&world.sftp_with(&["-oKexAlgorithms=diffie-hellman-group14-sha1"], "ls\n"), Ended::Badly);
    let log = logged();
    let line = log.lines().find(|l| l.contains("no algorithm in common")).expect("the mismatch is logged");
    assert!(
        line.contains("WARN") && line.contains("Kex") && line.contains("diffie-hellman-group14-sha1"),
        "{line}"
    );
}

pub(crate) fn sees_the_fingerprint_that_we_print() {
    let world = World::start();
    let mut scan = std::process::Command::new("ssh-keyscan");
    let found = run(scan.args(["-p", &world.port(), "-t", "ed25519", "127.0.0.1"]));
    let known = world.local("known", &found.stdout);
    let mut command = std::process::Command::new("ssh-keygen");
    let text = printed(&run(command.args(["-l", "-E", "sha256", "-f"]).arg(known)), Ended::Well);
    assert!(text.contains(&world.fingerprint), "{text}");
}

pub(crate) fn gets_no_shell() {
    let world = World::start();
    let mut command = std::process::Command::new("sshpass");
    command.args(["-p", super::world::PASSWORD, "ssh"]).args(SSH_OPTIONS).args(["-p", &world.port()]);
    printed(&run(command.arg(format!("{USER}@127.0.0.1")).arg("id")), Ended::Badly);
}

pub(crate) fn leaves_counts_in_the_log_and_no_secrets() {
    let world = World::start();
    world.login("log-sis", "log-usd", &[]);
    world.local("a.csv", b"Quetzalcoatl,Ramona\n");
    let mut command = std::process::Command::new("sshpass");
    command.args(["-p", super::world::PASSWORD, "sftp", "-oBatchMode=no"]).args(SSH_OPTIONS);
    command.args(["-P", &world.port(), "-b"]).arg(world.local("put", b"put a.csv\n"));
    printed(&run(command.arg("log-sis@127.0.0.1").current_dir(world.folder.path())), Ended::Well);
    let ended = || {
        logged().lines().find(|l| l.contains("session ended") && l.contains("log-usd/sis")).map(str::to_owned)
    };
    while ended().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let line = ended().expect("just seen");
    assert!(line.contains("files=1 bytes_in=20 bytes_out=0 discarded=0 duration_ms="), "{line}");
    for secret in [super::world::PASSWORD, "Quetzalcoatl", "a.csv"] {
        assert!(!logged().contains(secret), "{secret}");
    }
}
