//! Nights with OpenSSH's sshd as the district's server, and a key to log in with.

use std::sync::atomic::Ordering;

use roster_pipeline::pull::{PullState, Step, due};

use super::district::{District, keygen};
use super::world::{World, brought, now, runtime};

fn start() -> (District, World) {
    let district = District::start();
    district.write("users.csv", b"u1\n");
    district.write("orgs.csv", b"o1\n");
    let world = World::new(district.settings("ed25519"), district.secret());
    (district, world)
}

pub(crate) fn only_what_changed_is_fetched() {
    let (district, world) = start();
    district.write("readme.txt", b"no\n");
    district.write("users.csv.filepart", b"no\n");
    world.set(|settings| settings.patterns = vec!["*.csv".into()]);
    let tested = world.test();
    assert!(tested.connected && tested.trouble.is_none(), "{tested:?}");
    let listing = tested.listing.unwrap();
    let names: Vec<_> = listing.files.iter().map(|f| (f.path.as_str(), f.size)).collect();
    assert_eq!((names, listing.others), (vec![("orgs.csv", Some(3)), ("users.csv", Some(3))], 2));
    assert!(tested.host_key.unwrap().pinned && world.landed().is_empty(), "a test brings nothing");

    let first = world.pull(0);
    assert_eq!((first.state, brought(&first)), (PullState::Done, vec!["orgs.csv", "users.csv"]));
    district.write("users.csv", b"u1\nu2\n");
    let second = world.pull(1440);
    assert_eq!((second.state, brought(&second)), (PullState::Done, vec!["users.csv"]));
    assert_eq!(world.landed()["users.csv"], b"u1\nu2\n");
    assert_eq!(world.landed()["orgs.csv"], b"o1\n");
    assert_eq!(std::fs::read_dir(district.export()).unwrap().count(), 4, "nothing is removed there");
    assert_eq!(world.announced(), "");
}

pub(crate) fn an_unchanged_night_fetches_nothing() {
    let (district, world) = start();
    world.pull(0);
    let sessions = district.sessions.load(Ordering::SeqCst);
    let second = world.pull(1440);
    assert_eq!((second.state, second.files.len(), second.unchanged.len()), (PullState::Done, 0, 2));
    assert_eq!(district.sessions.load(Ordering::SeqCst), sessions + 1, "one look, no fetch");
    // Written again with the same contents: fetched, compared, and not landed.
    district.write("users.csv", b"u1\n");
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let file = std::fs::File::options().write(true).open(district.export().join("users.csv")).unwrap();
    file.set_modified(time).unwrap();
    let third = world.pull(2880);
    assert_eq!((third.files.len(), brought(&third).len(), third.state), (1, 0, PullState::Done));
}

pub(crate) fn a_changed_host_key_is_refused() {
    let (district, world) = start();
    world.pull(0);
    let old = roster_sftp_fingerprint(&district, "ed25519");
    for kind in ["ed25519", "rsa"] {
        for file in [format!("host_{kind}"), format!("host_{kind}.pub")] {
            std::fs::remove_file(district.dir.path().join(file)).unwrap();
        }
        keygen(&district.dir.path().join(format!("host_{kind}")), kind);
    }
    district.write("users.csv", b"evil\n");
    let pull = world.pull(1440);
    let trouble = pull.trouble.clone().unwrap();
    assert_eq!((pull.state, trouble.step, trouble.lasting), (PullState::Failed, Step::HostKey, true));
    let new = roster_sftp_fingerprint(&district, "ed25519");
    assert!(trouble.message.contains(&old) && trouble.message.contains(&new), "{trouble}");
    assert!(trouble.help.contains(&format!("host-key={new}")), "{trouble}");
    assert_eq!(world.landed()["users.csv"], b"u1\n");
    assert!(world.announced().contains("pullFailed"), "told at once");
    let next = due(&world.connection(), world.pulls().first()).unwrap().unwrap();
    assert!(
        next.duration_since(pull.started_at) > jiff::SignedDuration::from_hours(1),
        "not tried again before its time"
    );
}

fn roster_sftp_fingerprint(district: &District, kind: &str) -> String {
    let path = district.dir.path().join(format!("host_{kind}.pub"));
    let output = std::process::Command::new("ssh-keygen").arg("-lf").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().nth(1).unwrap().to_owned()
}

pub(crate) fn a_fingerprint_of_another_kind_is_found() {
    let (district, world) = start();
    let rsa = roster_sftp_fingerprint(&district, "rsa");
    world.set(|settings| settings.host_keys = vec![rsa.clone()]);
    assert_eq!(world.test().host_key.unwrap().fingerprint, rsa);
    world.set(|settings| settings.host_keys = district.settings("rsa").host_keys);
    let tested = world.test();
    assert!(tested.connected && tested.host_key.unwrap().fingerprint == rsa);
}

pub(crate) fn a_new_key_is_shown_and_not_trusted() {
    let (district, world) = start();
    world.set(|settings| settings.host_keys.clear());
    let tested = world.test();
    let fingerprint = roster_sftp_fingerprint(&district, "ed25519");
    assert_eq!(tested.host_key.unwrap().fingerprint, fingerprint);
    assert!(!tested.connected && tested.listing.is_none());
    assert!(tested.trouble.unwrap().help.contains(&fingerprint));
    let pull = world.pull(0);
    assert_eq!((pull.state, pull.trouble.unwrap().step), (PullState::Failed, Step::HostKey));
    assert_eq!(due(&world.connection(), world.pulls().first()).unwrap(), None);
}

pub(crate) fn a_wrong_key_is_said_so_once() {
    let (district, world) = start();
    let stranger = tempfile::tempdir().unwrap();
    keygen(&stranger.path().join("key"), "ed25519");
    let key = std::fs::read_to_string(stranger.path().join("key")).unwrap();
    world.secret.0.lock().unwrap().as_mut().unwrap().private_key = Some(key);
    let pull = world.pull(0);
    let trouble = pull.trouble.unwrap();
    assert_eq!((trouble.step, trouble.lasting, pull.state), (Step::Login, true, PullState::Failed));
    assert!(trouble.message.contains("publickey"), "{trouble}");
    assert_eq!(district.sessions.load(Ordering::SeqCst), 1, "accounts get locked");
    *world.secret.0.lock().unwrap() = None;
    assert!(world.pull(60).trouble.unwrap().message.contains("neither a password nor a private key"));
}

fn big(seed: u8) -> Vec<u8> {
    (0..6_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 ^ seed).collect()
}

pub(crate) fn a_lost_session_is_gone_on_with() {
    let (district, world) = start();
    district.write("users.csv", &big(1));
    world.test();
    // The listing's session is whole, the fetch's is cut, and the one after it too.
    let listing = runtime().block_on(world.ports.remote.list(&world.connection())).unwrap();
    let roster_pipeline::ports::Listed::Done(listing) = listing else { panic!("a client lists at once") };
    district.cut(2, 2_500_000);
    let wanted: Vec<_> =
        listing.files.into_iter().map(|file| roster_pipeline::ports::Wanted { file, known: None }).collect();
    let fetched = runtime().block_on(world.ports.remote.fetch(&world.connection(), &wanted)).unwrap();
    let roster_pipeline::ports::Fetched::Done(outcomes) = fetched else { panic!("a client fetches at once") };
    assert!(
        outcomes.iter().all(|o| matches!(o, roster_pipeline::ports::FileOutcome::Landed { .. })),
        "{outcomes:?}"
    );
    assert!(world.landed()["users.csv"] == big(1), "the pieces fit");
}

pub(crate) fn a_server_that_is_gone_keeps_what_came() {
    let (district, world) = start();
    world.set(|settings| settings.patterns = vec!["*.csv".into()]);
    district.write("users.csv", &big(2));
    // The first session lists within this; the fetches bring orgs.csv and die in users.csv again and again.
    district.cut(4, 1_000_000);
    let pull = world.pull(0);
    assert_eq!((pull.state, brought(&pull)), (PullState::Partial, vec!["orgs.csv"]));
    let trouble = pull.trouble.unwrap();
    assert!(trouble.message.starts_with("users.csv: ") && !trouble.lasting, "{trouble}");
    assert_eq!(world.landed().len(), 1);
    assert_eq!(world.announced(), "", "it may be better the next time");
    let retry = due(&world.connection(), world.pulls().first()).unwrap().unwrap();
    assert_eq!((retry - now()).total(jiff::Unit::Minute).unwrap().round(), 15.0);
    district.cut(0, 0);
    let again = world.pull(15);
    assert_eq!((again.state, again.attempt, brought(&again)), (PullState::Done, 2, vec!["users.csv"]));
    assert!(world.landed()["users.csv"] == big(2));
    // Three failures in a row are told.
    district.write("users.csv", &big(3));
    district.cut(1000, 100_000);
    for (minutes, told) in [(1440, 0), (1455, 0), (1470, 1)] {
        world.pull(minutes);
        assert_eq!(world.announced().matches("pullFailed").count(), told, "{minutes}");
    }
    assert!(world.landed()["users.csv"] == big(2), "what stood there stands there");
}

pub(crate) fn subfolders_and_links() {
    let (district, world) = start();
    district.write("a/b/deep.csv", b"d\n");
    district.write("a/shallow.csv", b"s\n");
    std::os::unix::fs::symlink("users.csv", district.export().join("link.csv")).unwrap();
    std::os::unix::fs::symlink("nowhere", district.export().join("broken.csv")).unwrap();
    std::os::unix::fs::symlink(".", district.export().join("loop")).unwrap();
    assert_eq!(brought(&world.pull(0)), ["link.csv", "orgs.csv", "users.csv"]);
    world.set(|settings| settings.depth = 1);
    assert_eq!(brought(&world.pull(60)), ["a/shallow.csv"]);
    world.set(|settings| settings.depth = 8);
    assert_eq!(brought(&world.pull(120)), ["a/b/deep.csv"]);
    assert_eq!(world.landed()["a/b/deep.csv"], b"d\n");
}

pub(crate) fn old_algorithms_are_spoken() {
    for lines in [
        "KexAlgorithms diffie-hellman-group14-sha1\nHostKeyAlgorithms ssh-rsa",
        "KexAlgorithms diffie-hellman-group-exchange-sha1\nCiphers aes128-cbc\nMACs hmac-sha1",
        "KexAlgorithms diffie-hellman-group14-sha256\nCiphers aes256-cbc\nMACs hmac-sha1-etm@openssh.com",
        "KexAlgorithms ecdh-sha2-nistp256\nCiphers aes128-ctr\nMACs hmac-sha2-256",
        "Ciphers chacha20-poly1305@openssh.com",
    ] {
        let district = District::with(lines);
        district.write("users.csv", &big(4)[..100_000]);
        let kind = if lines.contains("ssh-rsa") { "rsa" } else { "ed25519" };
        let world = World::new(district.settings(kind), district.secret());
        let pull = world.pull(0);
        assert_eq!(pull.state, PullState::Done, "{lines}: {:?}", pull.trouble);
    }
    let district = District::with("Ciphers 3des-cbc");
    let world = World::new(district.settings("ed25519"), district.secret());
    let trouble = world.pull(0).trouble.unwrap();
    assert!(trouble.step == Step::Algorithms && trouble.message.contains("3des-cbc"), "{trouble}");
}

pub(crate) fn what_vanishes_there_vanishes_here() {
    let (district, world) = start();
    world.pull(0);
    std::fs::remove_file(district.export().join("orgs.csv")).unwrap();
    assert_eq!(world.pull(1440).state, PullState::Done);
    assert_eq!(world.landed().into_keys().collect::<Vec<_>>(), ["users.csv"]);
    // An empty folder is a failed export, not a district without people.
    std::fs::remove_file(district.export().join("users.csv")).unwrap();
    let empty = world.pull(2880);
    assert_eq!((empty.state, empty.trouble.unwrap().step), (PullState::Failed, Step::List));
    assert_eq!(world.landed().len(), 1);
}
