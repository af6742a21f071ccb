//! The names in a deployed stack's outputs.

use rollcall_emulators::Answer;
use roster_aws::Stack;
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
        [("ControlTable", "rollcall-control"), ("EventBus", "rollcall"), ("SftpEndpoint", "s-1.example")];
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
