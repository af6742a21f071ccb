//! Connectors against canned documents of the API: which calls are made, and how their answers are understood.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use rollcall_emulators::{ACCESS_KEY, Answer, Request, SECRET_KEY, Scripted};
use roster_aws::Clients;
use roster_aws::connectors::{ConnectorPlaces, Connectors};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Fetched, FileOutcome, Listed, RemoteFile, RemoteFiles, Wanted};
use roster_pipeline::pull::{PullSettings, Step, Via};
use roster_pipeline::records::{Connection, Direction};
use serde_json::Value;

const ID: &str = "c-0123456789abcdef0";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connectors/fixtures").join(name);
    let text: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    text["body"].to_string()
}

/// Answers each operation with its document; objects of S3 with the listing.
fn answer(request: &Request, test: &str) -> Answer {
    let name = match request.operation() {
        "TestConnection" => test,
        "DescribeConnector" => "describe-connector.json",
        "CreateConnector" => "create-connector.json",
        "StartDirectoryListing" => "start-directory-listing.json",
        "StartFileTransfer" => "start-file-transfer.json",
        "ListFileTransferResults" => "list-file-transfer-results.json",
        _ => {
            return Answer::Say(
                200,
                vec![("content-type", "application/json".into())],
                fixture("listing.json").into_bytes(),
            );
        }
    };
    Answer::json(200, fixture(name))
}

async fn over(peer: &Scripted) -> Connectors {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(peer.url())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await;
    let clients = Clients::with(config);
    let places = ConnectorPlaces {
        landing_bucket: "landing".into(),
        artifacts_bucket: "artifacts".into(),
        role_arn: "arn:aws:iam::111122223333:role/connectors".into(),
    };
    Connectors::new(clients.transfer(), clients.s3(), places).with_poll(Duration::from_millis(1))
}

fn connection(host_keys: &[&str]) -> Connection {
    let (tenant, id) = ("maple-usd".parse().unwrap(), "sis".parse().unwrap());
    let mut connection = Connection::new(tenant, id, Direction::Pull, jiff::Timestamp::UNIX_EPOCH);
    connection.pull = Some(PullSettings {
        path: "/export/".into(),
        patterns: vec!["*.csv".into()],
        host_keys: host_keys.iter().map(|key| (*key).to_owned()).collect(),
        via: Via::Connector,
        connector: Some(ID.into()),
        ..PullSettings::new("sftp.example.org", "vendor")
    });
    connection
}

fn asked(peer: &Scripted, operation: &str) -> Vec<Value> {
    let asked = peer.asked().into_iter().filter(|request| request.operation() == operation);
    asked.map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

fn wanted(count: usize) -> Vec<Wanted> {
    let file = |n| RemoteFile { path: format!("f{n}.csv"), size: None, modified: None };
    (0..count).map(|n| Wanted { file: file(n), known: None }).collect()
}

#[tokio::test]
async fn a_test_shows_key_addresses_and_files() {
    let peer = Scripted::start(|request| answer(request, "test-connection.json")).await;
    let tested = over(&peer).await.test(&connection(&[KEY])).await.unwrap();
    assert!(tested.connected && tested.trouble.is_none(), "{tested:?}");
    let key = tested.host_key.unwrap();
    assert_eq!((key.line.as_str(), key.pinned), (KEY, true));
    assert_eq!(key.fingerprint, "SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE");
    assert_eq!(tested.addresses.len(), 3);
    let names: Vec<_> = tested.listing.unwrap().files.into_iter().map(|file| file.path).collect();
    assert_eq!(names, ["orgs.csv", "users.csv"]);
    let listing = &asked(&peer, "StartDirectoryListing")[0];
    assert_eq!(listing["RemoteDirectoryPath"], "/export");
    assert_eq!(listing["OutputDirectoryPath"], "/artifacts/tenants/maple-usd/sis/listings");
}

#[tokio::test]
async fn a_key_that_nobody_accepted_is_shown_and_nothing_is_listed() {
    let peer = Scripted::start(|request| answer(request, "test-connection-new-key.assumed.json")).await;
    let tested = over(&peer).await.test(&connection(&[])).await.unwrap();
    let trouble = tested.trouble.unwrap();
    assert_eq!((trouble.step, trouble.lasting, tested.connected), (Step::HostKey, true, false));
    assert!(trouble.help.contains(KEY), "a connector needs the whole key: {trouble}");
    assert!(asked(&peer, "StartDirectoryListing").is_empty());
}

#[tokio::test]
async fn files_are_asked_for_in_tens() {
    let peer = Scripted::start(|request| answer(request, "test-connection.json")).await;
    let Fetched::Started(started) = over(&peer).await.fetch(&connection(&[KEY]), &wanted(23)).await.unwrap()
    else {
        panic!("a connector only starts")
    };
    assert_eq!(started.iter().map(|s| s.paths.len()).collect::<Vec<_>>(), [10, 10, 3]);
    let calls = asked(&peer, "StartFileTransfer");
    assert_eq!(calls[0]["RetrieveFilePaths"][0], "/export/f0.csv");
    assert_eq!(calls[2]["LocalDirectoryPath"], "/landing/tenants/maple-usd/sis");
}

#[tokio::test]
async fn what_cannot_be_asked_for_any_more_is_left_out_and_nothing_at_all_is_an_error() {
    let mut calls = 0;
    let peer = Scripted::start(move |request| {
        calls += 1;
        if calls == 1 { answer(request, "") } else { Answer::failure(400, "InvalidRequestException") }
    })
    .await;
    let connectors = over(&peer).await;
    let Fetched::Started(started) = connectors.fetch(&connection(&[KEY]), &wanted(15)).await.unwrap() else {
        panic!("a connector only starts")
    };
    assert_eq!(started.len(), 1);
    let error = connectors.fetch(&connection(&[KEY]), &wanted(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
}

#[tokio::test]
async fn progress_tells_what_is_done_and_not_what_is_open() {
    let peer = Scripted::start(|request| answer(request, "")).await;
    let connectors = over(&peer).await;
    let Fetched::Started(started) = connectors.fetch(&connection(&[KEY]), &wanted(1)).await.unwrap() else {
        panic!("a connector only starts")
    };
    let progress = connectors.progress(&connection(&[KEY]), &started[0]).await.unwrap();
    assert_eq!(progress.len(), 2);
    assert!(matches!(progress[0].1, FileOutcome::Landed { .. }));
    assert!(matches!(&progress[1].1, FileOutcome::Failed { trouble } if trouble.message.contains("gone")));
}

#[tokio::test]
async fn a_listing_is_read_from_the_connections_own_prefix_alone() {
    let peer = Scripted::start(|request| answer(request, "")).await;
    let connectors = over(&peer).await;
    let Listed::Started(mut started) = connectors.list(&connection(&[KEY])).await.unwrap() else {
        panic!("a connector only starts")
    };
    assert_eq!(connectors.listing(&connection(&[KEY]), &started).await.unwrap().files.len(), 2);
    started.output = "tenants/birch-usd/sis/listings/x.json".into();
    let error = connectors.listing(&connection(&[KEY]), &started).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Corrupt);
}

#[tokio::test]
async fn a_connector_is_made_with_whole_keys_and_both_stages_of_its_secret() {
    let peer = Scripted::start(|request| answer(request, "")).await;
    let connectors = over(&peer).await;
    assert_eq!(connectors.create(&connection(&[KEY]), "arn:secret").await.unwrap(), ID);
    let made = &asked(&peer, "CreateConnector")[0];
    assert_eq!(made["Url"], "sftp://sftp.example.org:22");
    assert_eq!(made["SftpConfig"]["TrustedHostKeys"][0], KEY);
    assert_eq!(
        made["SftpConfig"]["OrderedUserSecretVersionStages"],
        serde_json::json!(["AWSCURRENT", "AWSPREVIOUS"])
    );
    let fingerprint = "SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE";
    let error = connectors.create(&connection(&[fingerprint]), "arn:secret").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
}

#[test]
fn every_fixture_names_its_source_and_what_is_assumed_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connectors");
    let table = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut assumed: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder.join("fixtures")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let text: Value = serde_json::from_str(&fs::read_to_string(entry.path()).unwrap()).unwrap();
        let source = text["source"].as_str().unwrap();
        assert!(source.starts_with("botocore ") || source.starts_with("AWS documentation"), "{name}");
        if name.ends_with(".assumed.json") {
            assumed.push(name);
        }
    }
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
    let mut listed: Vec<String> = rows.filter(|name| name.ends_with(".json")).map(str::to_owned).collect();
    assumed.sort();
    listed.sort();
    assert_eq!(assumed, listed);
}
