//! One tenant's session: what STS is asked, and how often.

use jiff::{SignedDuration, Timestamp};
use rollcall_emulators::{Answer, Request};
use roster_aws::{Clients, SqsQueue, Stack, TenantSessions};
use roster_pipeline::ports::{Work, WorkSender};
use roster_pipeline::{ConnectionKey, ErrorKind};

use super::peer::{Peer, peer};

fn is_sts(request: &Request) -> bool {
    request.text().contains("Action=AssumeRole")
}

/// STS's answer for sessions of so many seconds; the access key names the tenant. Anything else is answered as SQS does.
fn sts(seconds: i64) -> impl FnMut(&Request) -> Answer {
    move |request| {
        let text = request.text();
        let Some(tenant) = text.split("Tags.member.1.Value=").nth(1).and_then(|rest| rest.split('&').next())
        else {
            return Answer::json(200, r#"{"MessageId":"m-1"}"#);
        };
        let expires = Timestamp::now() + SignedDuration::from_secs(seconds);
        Answer::xml(
            200,
            format!(
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
                 <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/tenant/x</Arn>\
                 <AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>\
                 <Credentials><AccessKeyId>KEYOF{tenant}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                 <SessionToken>t</SessionToken><Expiration>{expires}</Expiration></Credentials>\
                 </AssumeRoleResult></AssumeRoleResponse>"
            ),
        )
    }
}

fn sessions(clients: &Clients, role: &str) -> TenantSessions {
    let stack = Stack { tenant_role_arn: role.into(), ..Stack::default() };
    TenantSessions::new(clients.clone(), &stack, "apply")
}

const ROLE: &str = "arn:aws:iam::111122223333:role/tenant";

/// Sends something as a tenant: any call shows with which credentials it is made.
async fn call(sessions: &TenantSessions, tenant: &str) -> Result<(), ErrorKind> {
    let key = ConnectionKey::new(tenant, "main").unwrap();
    let queue = SqsQueue::new(sessions.of(&key.tenant).await.sqs(), "https://sqs.example/q.fifo");
    queue.send(&key, &Work::Plan).await.map_err(|error| error.kind)
}

fn of_sts(peer: &Peer) -> Vec<String> {
    peer.peer.asked().iter().filter(|asked| is_sts(asked)).map(Request::text).collect()
}

#[tokio::test]
async fn each_tenants_calls_are_signed_with_a_session_that_carries_its_tag() {
    let peer = peer(sts(3_600)).await;
    let sessions = sessions(&peer.clients, ROLE);
    for tenant in ["maple-usd", "birch-usd", "maple-usd"] {
        call(&sessions, tenant).await.unwrap();
    }
    let keys: Vec<String> = (peer.peer.asked().iter())
        .filter(|asked| !is_sts(asked))
        .map(|asked| asked.header("authorization").split(['=', '/']).nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["KEYOFmaple-usd", "KEYOFbirch-usd", "KEYOFmaple-usd"]);
    let asked = of_sts(&peer);
    assert_eq!(asked.len(), 2, "a session is kept: {asked:?}");
    for part in [
        "RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Ftenant",
        "RoleSessionName=apply%40maple-usd",
        "DurationSeconds=3600",
        "Tags.member.1.Key=tenant",
        "Tags.member.1.Value=maple-usd",
    ] {
        assert!(asked[0].contains(part), "{part} in {}", asked[0]);
    }
}

#[tokio::test]
async fn a_session_with_less_than_five_minutes_left_is_renewed() {
    let peer = peer(sts(299)).await;
    let sessions = sessions(&peer.clients, ROLE);
    for _ in 0..2 {
        call(&sessions, "maple-usd").await.unwrap();
    }
    assert_eq!(of_sts(&peer).len(), 2);
}

#[tokio::test]
async fn a_session_that_is_refused_may_be_given_later() {
    let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let peer = peer(move |_| Answer::xml(403, denied)).await;
    assert_eq!(call(&sessions(&peer.clients, ROLE), "maple-usd").await, Err(ErrorKind::Unavailable));
}

#[tokio::test]
async fn without_a_role_the_base_clients_are_given() {
    let peer = peer(sts(3_600)).await;
    call(&sessions(&peer.clients, ""), "maple-usd").await.unwrap();
    assert!(of_sts(&peer).is_empty());
}
