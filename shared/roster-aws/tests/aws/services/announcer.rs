//! What EventBridge and SES are told.

use rollcall_emulators::{Answer, Request};
use roster_aws::{EventBridgeAnnouncer, SesAnnouncer};
use roster_conformance::announcer::one_of_each;
use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::{ConnectionKey, ErrorKind};
use serde_json::{Value, json};

use super::peer::{Peer, peer};

fn maple() -> ConnectionKey {
    ConnectionKey::new("maple-usd", "main").unwrap()
}

fn put(_: &Request) -> Answer {
    Answer::json(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}"#)
}

fn mailed(_: &Request) -> Answer {
    Answer::json(200, r#"{"MessageId":"m"}"#)
}

fn events(peer: &Peer) -> EventBridgeAnnouncer {
    EventBridgeAnnouncer::new(peer.clients.events(), "rollcall")
}

fn mails(peer: &Peer) -> SesAnnouncer {
    SesAnnouncer::new(peer.clients.mail(), "rollcall@example.org", "ops@example.org")
}

fn asked(peer: &Peer) -> Vec<Value> {
    peer.peer.asked().iter().map(|asked| serde_json::from_slice(&asked.body).unwrap()).collect()
}

#[tokio::test]
async fn each_kind_is_an_event_of_its_own_type_for_its_connection() {
    let peer = peer(put).await;
    for announcement in one_of_each() {
        events(&peer).announce(&maple(), &announcement).await.unwrap();
    }
    let entries: Vec<Value> = asked(&peer).into_iter().map(|asked| asked["Entries"][0].clone()).collect();
    assert!(entries.iter().all(|e| e["Source"] == "rollcall" && e["EventBusName"] == "rollcall"));
    let mut types: Vec<&str> = entries.iter().map(|entry| entry["DetailType"].as_str().unwrap()).collect();
    assert!(types.contains(&"Run Held"));
    types.sort_unstable();
    types.dedup();
    assert_eq!(types.len(), one_of_each().len());
    let detail: Value = serde_json::from_str(entries[2]["Detail"].as_str().unwrap()).unwrap();
    let run = "r-20260901T051500Z-ab12";
    let announcement = json!({ "type": "applied", "run": run, "changes": 1855 });
    let want = json!({ "tenant": "maple-usd", "connection": "main", "announcement": announcement });
    assert_eq!(detail, want);
}

#[tokio::test]
async fn an_event_that_failed_inside_a_call_that_went_well_is_a_failure() {
    for (code, kind) in
        [("ThrottlingException", ErrorKind::Busy), ("InternalFailure", ErrorKind::Unavailable)]
    {
        let body =
            format!(r#"{{"FailedEntryCount":1,"Entries":[{{"ErrorCode":"{code}","ErrorMessage":"m"}}]}}"#);
        let peer = peer(move |_| Answer::json(200, body.clone())).await;
        let many = Announcement::ManyLate { late: 7, of: 20 };
        assert_eq!(events(&peer).tell_operator(&many).await.unwrap_err().kind, kind);
        let detail = asked(&peer)[0]["Entries"][0]["Detail"].as_str().unwrap().to_owned();
        assert_eq!(detail, r#"{"announcement":{"type":"manyLate","late":7,"of":20}}"#);
    }
}

#[tokio::test]
async fn the_operator_gets_mails_of_what_needs_a_person_only() {
    let peer = peer(mailed).await;
    for announcement in one_of_each() {
        mails(&peer).announce(&maple(), &announcement).await.unwrap();
    }
    let sent = asked(&peer);
    let subjects: Vec<&str> =
        sent.iter().map(|mail| mail["Content"]["Simple"]["Subject"]["Data"].as_str().unwrap()).collect();
    assert_eq!(subjects.len(), 5, "{subjects:?}");
    assert_eq!(subjects[0], "Rollcall: maple-usd/main held, run r-20260901T051500Z-ab12");
    let mail = &sent[0];
    assert_eq!(mail["FromEmailAddress"], "rollcall@example.org");
    assert_eq!(mail["Destination"], json!({ "ToAddresses": ["ops@example.org"] }));
    let body = &mail["Content"]["Simple"]["Body"];
    assert!(body["Text"]["Data"].as_str().unwrap().contains("12 % of users would be removed"));
    assert_eq!(body.get("Html"), None);
}
