//! Who may log in, from where, and after how many failures: over the control database of one machine.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use roster_conformance::samples::{at, connection, login, maple, tenant};
use roster_conformance::{Calls, Recording};
use roster_local::ControlDb;
use roster_pipeline::authorize::{
    ADDRESS_FAILURES, Caller, Credential, Doorman, Gate, LoginKeys, PAIR_FAILURES, USER_FAILURES, WINDOW,
    hash_password,
};
use roster_pipeline::ports::{Attempts, Directory};
use roster_pipeline::records::Login;
use tempfile::TempDir;

const KEY: &str = "ssh-ed25519 AAAAkey";
const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.1";

struct World {
    gate: Gate,
    control: Arc<ControlDb>,
    calls: Arc<Calls>,
    _dir: TempDir,
}

impl World {
    async fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let control = Arc::new(ControlDb::open(&dir.path().join("control.db")).unwrap());
        control.add_tenant(&tenant("maple-usd")).await.unwrap();
        control.add_connection(&connection(&maple())).await.unwrap();
        let calls = Arc::new(Calls::new());
        let directory: Arc<dyn Directory> = control.clone();
        let attempts: Arc<dyn Attempts> = control.clone();
        let gate = Gate::new(
            Arc::new(Recording::new(directory, calls.clone())),
            Arc::new(Recording::new(attempts, calls.clone())),
        );
        let world = World { gate, control, calls, _dir: dir };
        for user in ["maple", "oak", "elm"] {
            world.put(user, |_| {}).await;
        }
        world
    }

    async fn put(&self, user: &str, change: impl FnOnce(&mut Login)) {
        let mut login = Login {
            password_hash: Some(hash_password(&format!("{user}-right")).unwrap()),
            public_keys: vec![format!("{KEY} comment")],
            ..login(user, &maple())
        };
        change(&mut login);
        self.control.put_login(&login).await.unwrap();
    }

    async fn admits(&self, (user, from): (&str, &str), credential: Credential<'_>, now: Timestamp) -> bool {
        let caller = Caller { user, from: from.parse().unwrap(), at: now };
        self.gate.admit(caller, credential).await.unwrap().is_some()
    }

    /// Whether the user's right password lets them in.
    async fn enters(&self, user: &str, from: &str, now: Timestamp) -> bool {
        self.admits((user, from), Credential::Password(&format!("{user}-right")), now).await
    }

    async fn fails(&self, times: u32, user: &str, from: &str, now: Timestamp) {
        for _ in 0..times {
            assert!(!self.admits((user, from), Credential::Password("wrong"), now).await);
        }
    }

    async fn keys(&self, user: &str, from: &str) -> Option<LoginKeys> {
        self.gate.public_keys(Caller { user, from: from.parse().unwrap(), at: at(0) }).await.unwrap()
    }
}

#[tokio::test]
async fn only_the_right_user_with_the_right_credential_gets_in() {
    let world = World::new().await;
    world.put("keyless", |l| (l.password_hash, l.public_keys) = (None, Vec::new())).await;
    world.put("off", |l| l.disabled = true).await;
    let long = "x".repeat(2000);
    for (user, credential, want) in [
        ("maple", Credential::Password("maple-right"), true),
        ("maple", Credential::Password("oak-right"), false),
        ("maple", Credential::Password(""), false),
        ("maple", Credential::Password(&long), false),
        ("Maple", Credential::Password("maple-right"), false),
        ("", Credential::Password("maple-right"), false),
        (&long, Credential::Password("maple-right"), false),
        ("keyless", Credential::Password("keyless-right"), false),
        ("off", Credential::Password("off-right"), false),
        ("maple", Credential::OfferedKey("ssh-ed25519 AAAAkey another comment"), true),
        ("maple", Credential::ProvenKey("ssh-ed25519 AAAAkey="), true),
        ("maple", Credential::ProvenKey("ssh-ed25519 AAAAke"), false),
        ("maple", Credential::ProvenKey("ssh-ed25519"), false),
        ("nobody", Credential::ProvenKey(KEY), false),
        ("keyless", Credential::ProvenKey(KEY), false),
        ("off", Credential::ProvenKey(KEY), false),
    ] {
        let name = user.get(..10).unwrap_or(user);
        assert_eq!(world.admits((user, HOME), credential, at(0)).await, want, "{name} {credential:?}");
    }
}

#[tokio::test]
async fn a_login_is_open_to_the_addresses_of_its_list() {
    let world = World::new().await;
    for (list, from, want) in [
        (&[][..], "203.0.113.9", true),
        (&["203.0.113.0/24"], "203.0.113.9", true),
        (&["203.0.113.0/24"], "::ffff:203.0.113.9", true),
        (&["203.0.113.0/24"], "203.0.114.9", false),
        (&["203.0.113.0/24"], "2001:db8::1", false),
        (&["2001:db8::/48", "192.0.2.0/31"], "2001:db8:0:9::1", true),
        (&["2001:db8::/48", "192.0.2.0/31"], "2001:db8:1::1", false),
        (&["2001:db8::/48", "192.0.2.0/31"], "192.0.2.1", true),
        (&["0.0.0.0/0"], "2001:db8::1", false),
    ] {
        world.put("maple", |l| l.allow = list.iter().map(|r| r.parse().unwrap()).collect()).await;
        assert_eq!(world.enters("maple", from, at(0)).await, want, "{list:?} {from}");
        assert_eq!(world.keys("maple", from).await.is_some(), want, "{list:?} {from}");
        assert_eq!(world.admits(("maple", from), Credential::ProvenKey(KEY), at(0)).await, want);
    }
}

#[tokio::test]
async fn a_user_is_guessed_at_a_few_times_from_all_strange_addresses_together() {
    let world = World::new().await;
    for n in 0..USER_FAILURES {
        world.fails(1, "maple", &format!("10.0.0.{n}"), at(0)).await;
    }
    assert!(!world.enters("maple", ELSEWHERE, at(1)).await, "the right password does not help");
    assert!(world.enters("oak", "10.0.0.1", at(1)).await, "another user is another matter");
    assert!(
        world.admits(("maple", ELSEWHERE), Credential::ProvenKey(KEY), at(1)).await,
        "keys are not guessed"
    );
}

#[tokio::test]
async fn a_strange_address_guesses_a_few_times_at_all_users_together() {
    let world = World::new().await;
    for n in 0..ADDRESS_FAILURES {
        world.fails(1, &format!("user{n}"), ELSEWHERE, at(0)).await;
    }
    assert!(!world.enters("oak", ELSEWHERE, at(1)).await);
    assert_eq!(world.keys("oak", ELSEWHERE).await, None);
    assert!(world.enters("oak", HOME, at(1)).await);
}

#[tokio::test]
async fn a_corrected_password_works_when_the_window_is_over_however_often_the_wrong_one_came() {
    let world = World::new().await;
    let window = WINDOW.as_secs();
    for second in (0..window).step_by(20) {
        world.fails(1, "maple", ELSEWHERE, at(second)).await;
    }
    assert!(!world.enters("maple", ELSEWHERE, at(window - 1)).await);
    assert!(world.enters("maple", ELSEWHERE, at(window)).await);
}

#[tokio::test]
async fn an_address_that_somebody_logged_in_from_is_never_shut_out() {
    let world = World::new().await;
    assert!(world.enters("oak", HOME, at(0)).await);
    for n in 0..2 * ADDRESS_FAILURES {
        world.fails(1, &format!("user{n}"), HOME, at(1)).await;
    }
    world.fails(2 * PAIR_FAILURES, "maple", HOME, at(1)).await;
    world.fails(2 * USER_FAILURES, "oak", HOME, at(1)).await;
    world.fails(2 * USER_FAILURES, "oak", ELSEWHERE, at(1)).await;
    assert!(world.enters("oak", HOME, at(2)).await, "its own failures do not shut it out");
    assert!(
        world.enters("elm", HOME, at(2)).await,
        "nor do others' a neighbour that comes for the first time"
    );
    assert!(!world.enters("maple", HOME, at(2)).await, "but guesses at one who never was here are few");
    assert!(world.enters("maple", HOME, at(1 + WINDOW.as_secs())).await);
}

#[tokio::test]
async fn an_address_is_known_for_thirty_days_after_the_last_login() {
    let world = World::new().await;
    let day = |n: i64| at(0) + (24 * n).hours();
    assert!(world.enters("oak", HOME, day(0)).await);
    for (now, want) in [(day(29), true), (day(58), true), (day(88), false)] {
        world.fails(2 * USER_FAILURES, "oak", ELSEWHERE, now).await;
        assert_eq!(world.enters("oak", HOME, now).await, want, "{now}");
    }
}

#[tokio::test]
async fn a_key_makes_an_address_known_only_when_it_was_used() {
    for (credential, want) in [(Credential::OfferedKey(KEY), false), (Credential::ProvenKey(KEY), true)] {
        let world = World::new().await;
        assert!(world.admits(("oak", HOME), credential, at(0)).await);
        world.fails(2 * USER_FAILURES, "oak", ELSEWHERE, at(1)).await;
        assert_eq!(world.enters("oak", HOME, at(2)).await, want, "{credential:?}");
    }
}

#[tokio::test]
async fn guesses_from_addresses_that_a_login_is_not_open_to_do_not_count_for_it() {
    let world = World::new().await;
    world.put("maple", |l| l.allow = vec!["192.0.2.0/24".parse().unwrap()]).await;
    world.fails(2 * USER_FAILURES, "maple", ELSEWHERE, at(0)).await;
    assert!(world.enters("maple", HOME, at(1)).await);
}

#[tokio::test]
async fn every_failure_costs_the_same_calls() {
    let world = World::new().await;
    world.put("far", |l| l.allow = vec!["203.0.113.0/24".parse().unwrap()]).await;
    world.put("off", |l| l.disabled = true).await;
    assert!(world.enters("oak", HOME, at(0)).await);
    world.fails(USER_FAILURES, "throttled", "10.1.1.1", at(0)).await;
    world.fails(USER_FAILURES, "elm", "10.1.1.1", at(0)).await;
    let calls = ["Directory::login", "Attempts::counts", "Attempts::count", "Attempts::keep"];
    for (user, from) in [
        ("maple", ELSEWHERE),
        ("nobody", ELSEWHERE),
        ("far", ELSEWHERE),
        ("off", ELSEWHERE),
        ("throttled", ELSEWHERE),
        ("elm", ELSEWHERE),
        ("oak", HOME),
        ("maple", HOME),
        ("nobody", HOME),
        ("", HOME),
        (&"x".repeat(101), HOME),
    ] {
        let before = calls.map(|call| world.calls.of(call));
        world.fails(1, user, from, at(1)).await;
        let after = calls.map(|call| world.calls.of(call));
        let made: Vec<u64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
        assert_eq!(made, [1, 1, 1, 0], "{user} {from}");
    }
}

#[tokio::test]
async fn a_login_every_hour_is_noted_once_a_day_and_questions_for_keys_never() {
    let world = World::new().await;
    for hour in 0..24 {
        assert!(world.enters("oak", HOME, at(3600 * hour)).await);
        assert!(world.keys("oak", HOME).await.is_some());
        assert!(world.keys("nobody", HOME).await.is_none());
    }
    assert_eq!((world.calls.of("Attempts::keep"), world.calls.of("Attempts::count")), (1, 0));
    assert!(world.enters("oak", HOME, at(3600 * 25)).await);
    assert_eq!(world.calls.of("Attempts::keep"), 2);
}
