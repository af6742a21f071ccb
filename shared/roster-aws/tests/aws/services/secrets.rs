//! What Secrets Manager is asked, and what its failures mean.

use rollcall_emulators::{Answer, Request};
use roster_aws::SecretsManager;
use roster_pipeline::ports::{SecretName, SecretText, Secrets};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError};
use serde_json::Value;

use super::peer::{Peer, peer};

fn maple() -> ConnectionKey {
    ConnectionKey::new("maple-usd", "main").unwrap()
}

fn pull() -> SecretName {
    SecretName::new("pull").unwrap()
}

fn text(text: &str) -> SecretText {
    SecretText::new(text).unwrap()
}

fn secrets(peer: &Peer) -> SecretsManager {
    SecretsManager::new(peer.clients.secrets(), "rollcall/prod/")
}

fn operations(peer: &Peer) -> Vec<String> {
    peer.peer.asked().iter().map(|asked| asked.operation().to_owned()).collect()
}

async fn put(script: impl FnMut(&Request) -> Answer + Send + 'static) -> (Peer, Result<(), PortError>) {
    let peer = peer(script).await;
    let result = secrets(&peer).put(&maple(), &pull(), &text("hunter22")).await;
    (peer, result)
}

fn holding(now: &'static str) -> impl FnMut(&Request) -> Answer {
    move |request| match request.operation() {
        "GetSecretValue" => Answer::json(200, format!(r#"{{"Name":"n","SecretString":"{now}"}}"#)),
        _ => Answer::json(200, "{}"),
    }
}

#[tokio::test]
async fn only_a_changed_secret_becomes_a_version_so_that_the_one_before_stays() {
    let (same, result) = put(holding("hunter22")).await;
    result.unwrap();
    assert_eq!(operations(&same), ["GetSecretValue"]);
    let (changed, result) = put(holding("hunter21")).await;
    result.unwrap();
    assert_eq!(operations(&changed), ["GetSecretValue", "PutSecretValue"]);
    let asked: Value = serde_json::from_slice(&changed.peer.asked()[1].body).unwrap();
    assert_eq!(asked["SecretId"], "rollcall/prod/maple-usd/main/pull");
    assert_eq!(asked["SecretString"], "hunter22");
    assert_eq!(asked.get("VersionStages"), None, "AWSCURRENT moves, AWSPREVIOUS follows");
}

#[tokio::test]
async fn one_that_somebody_deleted_by_hand_is_not_found_and_can_be_put_again() {
    let script = |request: &Request| match request.operation() {
        "GetSecretValue" => Answer::failure(400, "InvalidRequestException"),
        _ => Answer::json(200, "{}"),
    };
    let (peer, result) = put(script).await;
    result.unwrap();
    assert_eq!(operations(&peer), ["GetSecretValue", "RestoreSecret", "PutSecretValue"]);
    let error = secrets(&peer).get(&maple(), &pull()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_name_that_is_not_free_yet_is_busy_and_one_made_meanwhile_is_replaced() {
    let mut looks = 0;
    let raced = move |request: &Request| match request.operation() {
        "GetSecretValue" => {
            looks += 1;
            match looks {
                1 => Answer::failure(400, "ResourceNotFoundException"),
                _ => Answer::json(200, r#"{"SecretString":"theirs"}"#),
            }
        }
        "CreateSecret" => Answer::failure(400, "ResourceExistsException"),
        _ => Answer::json(200, "{}"),
    };
    let (peer, result) = put(raced).await;
    result.unwrap();
    let want = ["GetSecretValue", "CreateSecret", "GetSecretValue", "PutSecretValue"];
    assert_eq!(operations(&peer), want);
    let (_, result) = put(|request: &Request| match request.operation() {
        "CreateSecret" => Answer::failure(400, "InvalidRequestException"),
        _ => Answer::failure(400, "ResourceNotFoundException"),
    })
    .await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::Busy);
}

#[tokio::test]
async fn a_failure_tells_its_kind_and_nothing_of_the_secret() {
    for (code, kind) in [
        ("AccessDeniedException", ErrorKind::Refused),
        ("ThrottlingException", ErrorKind::Busy),
        ("InternalServiceError", ErrorKind::Unavailable),
    ] {
        let body = format!(r#"{{"__type":"{code}","message":"value hunter22 is bad"}}"#);
        let (_, result) = put(move |request: &Request| match request.operation() {
            "GetSecretValue" => Answer::failure(400, "ResourceNotFoundException"),
            _ => Answer::json(400, body.clone()),
        })
        .await;
        let error = result.unwrap_err();
        assert_eq!(error.kind, kind, "{code}");
        assert!(!format!("{error} {error:?}").contains("hunter22"), "{error:?}");
    }
}

#[tokio::test]
async fn a_removed_secret_has_no_recovery_window() {
    let peer = peer(|_| Answer::json(200, "{}")).await;
    secrets(&peer).remove(&maple(), &pull()).await.unwrap();
    let asked: Value = serde_json::from_slice(&peer.peer.asked()[0].body).unwrap();
    assert_eq!(asked["ForceDeleteWithoutRecovery"], true);
}
