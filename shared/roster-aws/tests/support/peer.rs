//! A peer between the SDK and an emulator that does, as scripted, what an emulator never does.
#![expect(clippy::unwrap_used, reason = "test support: what cannot be read or sent stops the test")]

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to one call.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// It goes through.
    Pass,
    /// It never reaches the service; this error of ours comes back: HTTP status and AWS error code.
    Fail(u16, &'static str),
    /// A transaction is cancelled for these reasons, one per part.
    Cancel(&'static [&'static str]),
    /// It has its effect, and then the answer is lost: the caller sees a failure of the server.
    Lose,
    /// Of a batch only the first item is done, the others come back as unprocessed.
    Partly,
}

/// A request as it came: operation and body.
pub(crate) type Seen = (String, Value);

#[derive(Debug, Default)]
struct Script {
    acts: HashMap<String, VecDeque<Act>>,
    seen: Vec<Seen>,
}

/// A proxy in front of DynamoDB that lives until it is dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
    serving: JoinHandle<()>,
}

impl Peer {
    /// A peer in front of the service at `upstream` (`http://host:port`).
    pub(crate) async fn before(upstream: &str) -> Peer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (script, upstream) = (Arc::<Mutex<Script>>::default(), upstream.replace("http://", ""));
        let shared = script.clone();
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (script, upstream) = (shared.clone(), upstream.clone());
                // A connection that breaks is the client's business.
                tokio::spawn(async move { drop(serve(socket, &upstream, &script).await) });
            }
        });
        Peer { url, script, serving }
    }

    /// What happens to the next calls of an operation, for example `PutItem`; the ones after them pass.
    pub(crate) fn next(&self, operation: &str, acts: impl IntoIterator<Item = Act>) {
        self.script.lock().unwrap().acts.entry(operation.to_owned()).or_default().extend(acts);
    }

    /// The requests since the last time, in order.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.script.lock().unwrap().seen)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(socket: TcpStream, upstream: &str, script: &Mutex<Script>) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut socket = BufReader::new(socket);
    loop {
        let (head, body) = message(&mut socket).await?;
        let operation =
            header(&head, "x-amz-target").and_then(|t| t.split('.').nth(1)).unwrap_or("").to_owned();
        let act = {
            let mut script = script.lock().unwrap();
            script.seen.push((operation.clone(), serde_json::from_slice(&body).unwrap_or_default()));
            script.acts.get_mut(&operation).and_then(VecDeque::pop_front).unwrap_or(Act::Pass)
        };
        let (status, answer) = act_on(act, upstream, (&head, body)).await?;
        let head = format!(
            "HTTP/1.1 {status} Scripted\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        socket.write_all(&[head.as_bytes(), &answer].concat()).await?;
    }
}

async fn act_on(act: Act, upstream: &str, (head, body): (&str, Vec<u8>)) -> io::Result<(u16, Vec<u8>)> {
    match act {
        Act::Pass => forward(upstream, head, &body).await,
        Act::Fail(status, code) => Ok((status, error(code, &json!({})))),
        Act::Cancel(codes) => {
            let reasons: Vec<Value> = codes.iter().map(|code| json!({ "Code": code })).collect();
            Ok((400, error("TransactionCanceledException", &json!({ "CancellationReasons": reasons }))))
        }
        Act::Lose => {
            assert_eq!(forward(upstream, head, &body).await?.0, 200, "a lost answer was a good one");
            Ok((500, error("InternalServerError", &json!({}))))
        }
        Act::Partly => partly(upstream, head, &body).await,
    }
}

fn error(code: &str, more: &Value) -> Vec<u8> {
    let mut body =
        json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "scripted" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body.to_string().into_bytes()
}

async fn partly(upstream: &str, head: &str, body: &[u8]) -> io::Result<(u16, Vec<u8>)> {
    let mut first: Value = serde_json::from_slice(body).unwrap();
    let mut rest = first["RequestItems"].clone();
    for (table, left) in rest.as_object_mut().unwrap() {
        let (done, left, unprocessed) = match left.is_array() {
            true => (&mut first["RequestItems"][table], left, "UnprocessedItems"),
            false => (&mut first["RequestItems"][table]["Keys"], &mut left["Keys"], "UnprocessedKeys"),
        };
        done.as_array_mut().unwrap().truncate(1);
        left.as_array_mut().unwrap().remove(0);
        first["unprocessed"] = json!(unprocessed);
    }
    rest.as_object_mut().unwrap().retain(|_, left| left.get("Keys").unwrap_or(left) != &json!([]));
    let name = first.as_object_mut().unwrap().remove("unprocessed").unwrap();
    let (status, answer) = forward(upstream, head, first.to_string().as_bytes()).await?;
    let mut answer: Value = serde_json::from_slice(&answer).unwrap();
    answer[name.as_str().unwrap()] = rest;
    Ok((status, answer.to_string().into_bytes()))
}

/// Sends a request on, over a connection of its own.
async fn forward(upstream: &str, head: &str, body: &[u8]) -> io::Result<(u16, Vec<u8>)> {
    let mut socket = BufReader::new(TcpStream::connect(upstream).await?);
    let kept = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length"));
    let kept: Vec<&str> = kept.filter(|line| !line.is_empty()).collect();
    let head = format!("{}\r\ncontent-length: {}\r\n\r\n", kept.join("\r\n"), body.len());
    socket.write_all(&[head.as_bytes(), body].concat()).await?;
    let (head, body) = message(&mut socket).await?;
    Ok((head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap(), body))
}

/// One HTTP message with a `content-length`.
async fn message(socket: &mut BufReader<TcpStream>) -> io::Result<(String, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if socket.read_line(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await?;
    Ok((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    fields.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}
