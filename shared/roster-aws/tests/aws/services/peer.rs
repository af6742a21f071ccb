//! A scripted peer, and clients that speak to it without waiting between attempts.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use rollcall_emulators::{ACCESS_KEY, Answer, Request, SECRET_KEY, Scripted};
use roster_aws::Clients;

pub(crate) struct Peer {
    pub(crate) clients: Clients,
    pub(crate) peer: Scripted,
}

/// A peer that answers by `script`.
pub(crate) async fn peer(script: impl FnMut(&Request) -> Answer + Send + 'static) -> Peer {
    over(Scripted::start(script).await).await
}

pub(crate) async fn over(peer: Scripted) -> Peer {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(peer.url())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .load()
        .await;
    Peer { clients: Clients::with(config), peer }
}

#[tokio::test]
async fn a_peer_in_front_of_an_emulator_passes_on_what_it_does_not_answer_itself() {
    let tables = rollcall_emulators::dynamodb().await;
    let mut answers = [Answer::failure(400, "ThrottlingException"), Answer::LoseAnswer].into_iter();
    let script = move |_: &Request| answers.next().unwrap_or(Answer::PassOn);
    let front = over(Scripted::in_front_of(tables.url(), script).await).await;
    let listed = front.clients.dynamodb().list_tables().send().await.unwrap();
    assert!(listed.table_names().is_empty());
    let operations: Vec<String> =
        front.peer.asked().iter().map(|asked| asked.operation().to_owned()).collect();
    assert_eq!(operations, ["ListTables", "ListTables", "ListTables"]);
}
