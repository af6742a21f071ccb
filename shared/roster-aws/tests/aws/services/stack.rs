//! The names in a deployed stack's outputs.

use rollcall_emulators::Answer;
use roster_aws::{Stack, host_keys};
use roster_pipeline::ErrorKind;

use super::peer::peer;

/// CloudFormation's answer to DescribeStacks, as its API reference shows it.
fn described(outputs: &[(&str, &str)]) -> Answer {
    let outputs: String = outputs
        .iter()
        .map(|(key, value)| {
            format!("<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>")
        })
        .collect();
    Answer::xml(
        200,
        format!(
            "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\">\
             <DescribeStacksResult><Stacks><member><StackName>rollcall</StackName>\
             <CreationTime>2026-11-22T00:15:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>\
             <Outputs>{outputs}</Outputs></member></Stacks></DescribeStacksResult>\
             <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>"
        ),
    )
}

#[tokio::test]
async fn outputs_are_the_stacks_names_and_others_are_left_alone() {
    let outputs =
        [("ControlTable", "rollcall-control"), ("EventBus", "rollcall"), ("SftpAddresses", "192.0.2.1")];
    let peer = peer(move |_| described(&outputs)).await;
    let stack = Stack::of_deployed(&peer.clients, "rollcall").await.unwrap();
    let want =
        Stack { control_table: "rollcall-control".into(), event_bus: "rollcall".into(), ..Stack::default() };
    assert_eq!(stack, want);
    assert!(peer.peer.asked()[0].text().contains("StackName=rollcall"));
}

#[tokio::test]
async fn a_stack_of_somebody_elses_and_one_that_is_missing_are_told_apart() {
    let foreign = peer(|_| described(&[("Bucket", "photos")])).await;
    let error = Stack::of_deployed(&foreign.clients, "photos").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused, "{error}");
    let missing = peer(|_| {
        Answer::xml(
            400,
            "<ErrorResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><Error><Type>Sender</Type>\
             <Code>ValidationError</Code><Message>Stack with id rollcal does not exist</Message></Error>\
             <RequestId>r</RequestId></ErrorResponse>",
        )
    })
    .await;
    let error = Stack::of_deployed(&missing.clients, "rollcal").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
}

/// Transfer Family's answers to ListHostKeys, with the members of its API model (transfer-2018-11-05).
#[tokio::test]
async fn all_host_keys_of_the_sftp_server_are_told_as_openssh_writes_them() {
    let peer = peer(|request| {
        assert_eq!(request.operation(), "ListHostKeys");
        let (more, fingerprint) = match request.text().contains("NextToken") {
            true => ("", "SHA256:second="),
            false => (r#""NextToken":"more","#, "SHA256:first="),
        };
        let arn = "arn:aws:transfer:us-east-1:111122223333:host-key/s-0123456789abcdef0/hostkey-1";
        Answer::json(
            200,
            format!(
                r#"{{{more}"ServerId":"s-0123456789abcdef0","HostKeys":[{{"Arn":"{arn}","HostKeyId":"hostkey-1",
                "Fingerprint":"{fingerprint}","Type":"ssh-ed25519","DateImported":1790000000}}]}}"#
            ),
        )
    })
    .await;
    let endpoint = "s-0123456789abcdef0.server.transfer.us-east-1.amazonaws.com";
    let stack = Stack { sftp_endpoint: endpoint.into(), ..Stack::default() };
    let found = host_keys::fingerprints(&peer.clients, &stack).await.unwrap();
    assert_eq!(found, Some(vec!["SHA256:first".to_owned(), "SHA256:second".to_owned()]));
    assert!(peer.peer.asked()[0].text().contains(r#""ServerId":"s-0123456789abcdef0""#));
    let without = Stack::default();
    assert_eq!(host_keys::fingerprints(&peer.clients, &without).await.unwrap(), None);
}
