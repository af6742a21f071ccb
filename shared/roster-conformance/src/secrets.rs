//! What [`Secrets`] promises.

use roster_pipeline::ports::{SecretName, SecretText, Secrets};
use roster_pipeline::{ConnectionKey, ErrorKind};

use crate::failure;
use crate::samples::{birch, key, maple};

/// One test per promise of [`Secrets`].
#[macro_export]
macro_rules! secrets_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(secrets, ($($how)+), [
            what_was_put_is_got
            any_text_comes_back_as_it_was
            a_new_one_takes_the_place_of_the_old
            what_was_never_put_is_not_found
            each_connection_and_name_has_its_own
            a_removed_one_is_gone_and_its_name_free
            removing_what_is_absent_is_fine
            of_racing_ones_one_is_kept_whole
        ]);
    };
}

fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

async fn put(port: &dyn Secrets, connection: &ConnectionKey, text: &str) {
    port.put(connection, &name("pull"), &SecretText::new(text).unwrap()).await.unwrap();
}

async fn got(port: &dyn Secrets, connection: &ConnectionKey) -> String {
    port.get(connection, &name("pull")).await.unwrap().expose().to_owned()
}

/// The secret that was put.
pub async fn what_was_put_is_got(port: &dyn Secrets) {
    put(port, &maple(), r#"{"Username":"vendor","Password":"hunter22"}"#).await;
    assert_eq!(got(port, &maple()).await, r#"{"Username":"vendor","Password":"hunter22"}"#);
}

/// Any text, from one byte to 10,000, comes back as it was.
pub async fn any_text_comes_back_as_it_was(port: &dyn Secrets) {
    let long = "ü".repeat(5_000);
    for text in ["x", " \r\n\t\"\\'\u{0}\u{feff}é😀 ", &long] {
        put(port, &maple(), text).await;
        assert_eq!(got(port, &maple()).await, text);
    }
}

/// In place of the one that the name had: the one that was put last is got, also if the same was there before.
pub async fn a_new_one_takes_the_place_of_the_old(port: &dyn Secrets) {
    for text in ["one", "two", "two", "one"] {
        put(port, &maple(), text).await;
        assert_eq!(got(port, &maple()).await, text);
    }
}

/// `NotFound` if there is none.
pub async fn what_was_never_put_is_not_found(port: &dyn Secrets) {
    assert_eq!(failure(port.get(&maple(), &name("pull")).await), ErrorKind::NotFound);
}

/// Secrets of connections, each under a name of its own.
pub async fn each_connection_and_name_has_its_own(port: &dyn Secrets) {
    let places = [
        (maple(), name("pull")),
        (maple(), name("pull-2")),
        (key("maple-usd", "main-2"), name("pull")),
        (birch(), name("pull")),
    ];
    for (at, (connection, name)) in places.iter().enumerate() {
        port.put(connection, name, &SecretText::new(format!("s{at}")).unwrap()).await.unwrap();
    }
    port.remove(&places[1].0, &places[1].1).await.unwrap();
    for (at, (connection, name)) in places.iter().enumerate() {
        match port.get(connection, name).await {
            Ok(secret) => assert_eq!(secret.expose(), format!("s{at}")),
            Err(error) => assert_eq!((at, error.kind), (1, ErrorKind::NotFound)),
        }
    }
}

/// Forgets a secret for good; the name is free at once.
pub async fn a_removed_one_is_gone_and_its_name_free(port: &dyn Secrets) {
    put(port, &maple(), "old").await;
    port.remove(&maple(), &name("pull")).await.unwrap();
    assert_eq!(failure(port.get(&maple(), &name("pull")).await), ErrorKind::NotFound);
    put(port, &maple(), "new").await;
    assert_eq!(got(port, &maple()).await, "new");
}

/// Absent is fine, and so is removing twice.
pub async fn removing_what_is_absent_is_fine(port: &dyn Secrets) {
    put(port, &maple(), "old").await;
    for _ in 0..2 {
        port.remove(&maple(), &name("pull")).await.unwrap();
        port.remove(&birch(), &name("pull")).await.unwrap();
    }
}

/// Racing ones are never mixed: one of them is kept.
pub async fn of_racing_ones_one_is_kept_whole(port: &dyn Secrets) {
    let texts = ["a".repeat(5_000), "b".repeat(5_000), "c".repeat(5_000)];
    let maple = maple();
    let [a, b, c] = &texts;
    tokio::join!(put(port, &maple, a), put(port, &maple, b), put(port, &maple, c));
    assert!(texts.contains(&got(port, &maple).await));
}
