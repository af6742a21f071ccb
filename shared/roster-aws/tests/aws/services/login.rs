//! A doorman who asks a deployed function: what goes over the wire, and what its answers mean.

use jiff::Timestamp;
use rollcall_emulators::scripted::{Answer, Scripted};
use roster_aws::Clients;
use roster_aws::login::LambdaDoorman;
use roster_pipeline::authorize::{Caller, Credential, Doorman};
use roster_pipeline::{ConnectionKey, ErrorKind};
use serde_json::{Value, json};

use crate::support::config;

const KEY: &str = "ssh-ed25519 AAAAkey";

async fn doorman(peer: &Scripted) -> LambdaDoorman {
    let clients = Clients::with(config(peer.url()).await);
    LambdaDoorman::new(clients.lambda(), "rollcall-authorize", "s-0123456789abcdef0")
}

fn caller(from: &str) -> Caller<'_> {
    Caller { user: "maple", from: from.parse().unwrap(), at: Timestamp::UNIX_EPOCH }
}

fn session(keys: Option<&[&str]>) -> Value {
    let mut session = json!({
        "Role": "arn:aws:iam::111122223333:role/login",
        "HomeDirectoryType": "LOGICAL",
        "HomeDirectoryDetails": r#"[{"Entry":"/","Target":"/landing/tenants/maple-usd/sis"}]"#,
    });
    if let Some(keys) = keys {
        session["PublicKeys"] = json!(keys);
    }
    session
}

#[tokio::test]
async fn the_function_is_asked_as_transfer_family_asks_it() {
    for (credential, from, want) in [
        (
            Credential::Password("hush"),
            "::ffff:192.0.2.1",
            json!({"username": "maple", "password": "hush", "protocol": "SFTP",
                "serverId": "s-0123456789abcdef0", "sourceIp": "192.0.2.1"}),
        ),
        (
            Credential::OfferedKey(KEY),
            "2001:db8::1",
            json!({"username": "maple", "protocol": "SFTP",
                "serverId": "s-0123456789abcdef0", "sourceIp": "2001:db8::1"}),
        ),
    ] {
        let peer = Scripted::start(|_| Answer::json(200, "{}")).await;
        let admitted = doorman(&peer).await.admit(caller(from), credential).await.unwrap();
        assert_eq!(admitted, None);
        let asked = peer.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].path, "/2015-03-31/functions/rollcall-authorize/invocations");
        assert_eq!(serde_json::from_slice::<Value>(&asked[0].body).unwrap(), want);
    }
}

#[tokio::test]
async fn a_session_opens_its_folder_to_the_password_or_to_one_of_its_keys() {
    let maple = ConnectionKey::new("maple-usd", "sis").unwrap();
    let password = Credential::Password("hush");
    for (answer, credential, want) in [
        (session(None), password, Some(&maple)),
        (json!({}), password, None),
        (
            session(Some(&["ssh-rsa AAAAother", "ssh-ed25519 AAAAkey maple"])),
            Credential::OfferedKey(KEY),
            Some(&maple),
        ),
        (session(Some(&[KEY])), Credential::ProvenKey(KEY), Some(&maple)),
        (session(Some(&["ssh-rsa AAAAother"])), Credential::ProvenKey(KEY), None),
        (session(Some(&[])), Credential::ProvenKey(KEY), None),
        (session(None), Credential::ProvenKey(KEY), None),
    ] {
        let text = answer.to_string();
        let peer = Scripted::start(move |_| Answer::json(200, text.clone())).await;
        let admitted = doorman(&peer).await.admit(caller("192.0.2.1"), credential).await.unwrap();
        assert_eq!(admitted.as_ref(), want, "{credential:?} {answer}");
    }
}

#[tokio::test]
async fn a_blank_password_asks_for_nobodys_keys() {
    let peer = Scripted::start(|_| Answer::json(200, session(Some(&[KEY])).to_string())).await;
    for blank in ["", "  "] {
        let admitted = doorman(&peer).await.admit(caller("192.0.2.1"), Credential::Password(blank)).await;
        assert_eq!(admitted.unwrap(), None);
    }
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_an_error_without_what_was_asked() {
    let other_home =
        json!({"Role": "r", "HomeDirectoryDetails": r#"[{"Entry":"/","Target":"/landing/hush"}]"#});
    for (answer, want) in [
        (Answer::json(200, "\"hush\""), ErrorKind::Corrupt),
        (Answer::json(200, other_home.to_string()), ErrorKind::Corrupt),
        (Answer::failure(403, "AccessDeniedException"), ErrorKind::Refused),
        (Answer::failure(404, "ResourceNotFoundException"), ErrorKind::NotFound),
    ] {
        let shown = format!("{answer:?}");
        let peer = Scripted::start(move |_| answer.clone()).await;
        let error =
            doorman(&peer).await.admit(caller("192.0.2.1"), Credential::Password("hush")).await.unwrap_err();
        assert_eq!(error.kind, want, "{shown}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }
}
