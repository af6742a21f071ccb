//! The control table behind a peer that does, as scripted, what an emulator never does.

use std::collections::{HashMap, VecDeque};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_emulators::{Answer, Request, Scripted};
use roster_aws::dynamo::control::{ControlTable, definition};
use roster_conformance::samples::{at, connection, delivery, maple, tenant};
use roster_pipeline::ports::{Arrival, Directory};
use roster_pipeline::records::{DeliveredFile, Delivery};
use serde_json::{Value, json};

use crate::support;

/// What happens to one call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// It goes through.
    Pass,
    /// It never reaches the service; this comes back: HTTP status and AWS error code.
    Fail(u16, &'static str),
    /// A transaction is cancelled for these reasons, one per part.
    Cancel(&'static [&'static str]),
    /// It never reaches the service; this comes back as if all were well.
    Say(&'static str),
    /// It has its effect, but nobody learns of it.
    Lose,
    /// Of a batch only the first item is done, the others come back as unprocessed.
    Partly,
}

/// The service has enough to do.
pub(crate) const THROTTLE: Act = Act::Fail(400, "ProvisionedThroughputExceededException");

type Acts = Arc<Mutex<HashMap<String, VecDeque<Act>>>>;

pub(crate) struct World {
    /// Through the peer.
    pub(crate) table: ControlTable,
    /// Past the peer.
    pub(crate) client: Client,
    acts: Acts,
    peer: Scripted,
    seen: AtomicUsize,
    service: support::Service,
}

impl World {
    pub(crate) async fn new() -> World {
        let service = support::dynamodb().await;
        let (acts, behind) = (Acts::default(), service.emulator.url().replace("http://", ""));
        let script = acts.clone();
        let peer = Scripted::in_front_of(service.emulator.url(), move |request| {
            let next = script.lock().unwrap().get_mut(request.operation()).and_then(VecDeque::pop_front);
            answer(next.unwrap_or(Act::Pass), request, &behind)
        });
        let peer = peer.await;
        let client = service.clients.dynamodb();
        definition().create(&client, "control").unwrap().send().await.unwrap();
        let table = ControlTable::new(impatient(&peer).await, "control");
        World { table, client, acts, peer, seen: AtomicUsize::new(0), service }
    }

    /// With one tenant and one connection.
    pub(crate) async fn with_maple() -> World {
        let world = World::new().await;
        world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
        world.table.add_connection(&connection(&maple())).await.unwrap();
        world
    }

    /// What happens to the next calls of an operation, for example `PutItem`; the ones after them pass.
    pub(crate) fn next(&self, operation: &str, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().unwrap().entry(operation.to_owned()).or_default().extend(acts);
    }

    /// The requests since the last time.
    pub(crate) fn seen(&self) -> Vec<Request> {
        let all = self.peer.asked();
        let from = self.seen.swap(all.len(), Ordering::SeqCst);
        all.into_iter().skip(from).collect()
    }

    /// Where the service behind the peer is.
    pub(crate) fn url(&self) -> &str {
        self.service.emulator.url()
    }

    /// Their operations.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.seen().iter().map(|request| request.operation().to_owned()).collect()
    }

    /// Sort keys of what is in the connection's partition.
    pub(crate) async fn keys(&self) -> Vec<String> {
        let call = self.client.query().table_name("control").key_condition_expression("pk = :pk");
        let call = call.expression_attribute_values(":pk", AttributeValue::S("T#maple-usd#C#main".into()));
        let pages = call.projection_expression("sk").into_paginator().items().send();
        let items = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
        items.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }
}

/// A client of the peer that waits next to nothing between attempts.
pub(crate) async fn impatient(peer: &Scripted) -> Client {
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let config = support::config(peer.url()).await;
    Client::from_conf(aws_sdk_dynamodb::config::Builder::from(&config).retry_config(retries).build())
}

fn answer(act: Act, request: &Request, behind: &str) -> Answer {
    match act {
        Act::Pass => Answer::PassOn,
        Act::Fail(status, code) => Answer::failure(status, code),
        Act::Say(body) => Answer::json(200, body),
        Act::Lose => Answer::LoseAnswer,
        Act::Cancel(codes) => {
            let reasons: Vec<Value> = codes.iter().map(|code| json!({ "Code": code })).collect();
            let body = json!({ "__type": "TransactionCanceledException", "CancellationReasons": reasons });
            Answer::json(400, body.to_string())
        }
        Act::Partly => tokio::task::block_in_place(|| partly(request, behind)),
    }
}

fn partly(request: &Request, behind: &str) -> Answer {
    let mut first: Value = serde_json::from_slice(&request.body).unwrap();
    let mut rest = first["RequestItems"].clone();
    let (list, unprocessed) = match rest["control"].is_array() {
        true => ("/control", "UnprocessedItems"),
        false => ("/control/Keys", "UnprocessedKeys"),
    };
    first["RequestItems"].pointer_mut(list).unwrap().as_array_mut().unwrap().truncate(1);
    rest.pointer_mut(list).unwrap().as_array_mut().unwrap().remove(0);
    let mut answer: Value = serde_json::from_str(&ask(request, &first.to_string(), behind)).unwrap();
    answer[unprocessed] = rest;
    Answer::json(200, answer.to_string())
}

/// The answer of the service behind to a request with another body.
fn ask(request: &Request, body: &str, behind: &str) -> String {
    let mut socket = TcpStream::connect(behind).unwrap();
    let kept = ["content-type", "x-amz-target", "x-amz-date", "authorization"];
    let headers: String = kept.map(|name| format!("{name}: {}\r\n", request.header(name))).concat();
    let length = body.len();
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {behind}\r\nconnection: close\r\n{headers}content-length: {length}"
    );
    socket.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

pub(crate) fn arrival(n: usize) -> Arrival {
    Arrival {
        path: format!("file-{n:05}.csv"),
        version: "v1".into(),
        size: 10,
        sha256: "ab".repeat(32),
        modified: at(1),
        received: at(2),
        artifact: format!("raw/{n}"),
        delivery: None,
        purpose: Default::default(),
    }
}

/// 64 hex digits that do not pack: splitmix64.
pub(crate) fn hash(n: usize) -> String {
    let word = |part: u64| {
        let mut z = (n as u64 * 4 + part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        format!("{:016x}", z ^ (z >> 31))
    };
    (0..4).map(word).collect()
}

/// A delivery of the files of this many arrivals.
pub(crate) fn of(id: &str, files: usize) -> Delivery {
    let file = |n: usize| {
        let Arrival { path, size, version, received, artifact, .. } = arrival(n);
        DeliveredFile { path, size, sha256: hash(n), version, received, artifact }
    };
    Delivery { files: (0..files).map(file).collect(), ..delivery(&maple(), id) }
}
