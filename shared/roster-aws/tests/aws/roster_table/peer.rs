//! An HTTP peer in front of the emulator that throttles, loses answers or leaves work undone, as its script says.

use std::collections::HashMap;
use std::io::{Error, Result};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Act {
    /// The emulator answers.
    Pass,
    /// It is done, and nobody learns of it.
    Lose,
    /// It is refused with this error code.
    Fail(&'static str),
    /// This is the answer.
    Answer(Value),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// For example `UpdateItem`.
    pub(crate) operation: String,
    /// How many of its kind there were before.
    pub(crate) before: u64,
    pub(crate) body: Value,
}

impl Asked {
    /// The partition keys that it reaches for.
    pub(crate) fn leading_keys(&self) -> Vec<&str> {
        let values = [":pk", ":of", ":place"].map(|name| &self.body["ExpressionAttributeValues"][name]["S"]);
        let deletes = self.body["RequestItems"]["roster"].as_array().into_iter().flatten();
        let deleted = deletes.map(|one| &one["DeleteRequest"]["Key"]["pk"]["S"]);
        values
            .into_iter()
            .chain(deleted)
            .chain([&self.body["Key"]["pk"]["S"]])
            .filter_map(Value::as_str)
            .collect()
    }
}

type Script = dyn Fn(&Asked) -> Act + Send + Sync;

/// The peer; it serves until it is dropped.
pub(crate) struct Peer {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Peer {
    /// In front of the emulator at `url`.
    pub(crate) async fn over(url: &str, script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Peer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let (upstream, asked) = (url.trim_start_matches("http://").to_owned(), Arc::default());
        let one = Arc::new(Serving { upstream, asked: Arc::clone(&asked), script: Box::new(script) });
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let one = Arc::clone(&one);
                // A connection that breaks is what a script may want.
                tokio::spawn(async move { one.connection(socket).await.ok() });
            }
        });
        Peer { url: own, asked, serving }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

struct Serving {
    upstream: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Box<Script>,
}

impl Serving {
    async fn connection(&self, socket: TcpStream) -> Result<()> {
        let mut socket = BufReader::new(socket);
        loop {
            let request = read_message(&mut socket).await?;
            match (self.script)(&self.note(&request)) {
                Act::Pass => {
                    let answer = self.forward(&request).await?;
                    socket.write_all(&[answer.head.as_bytes(), &answer.body].concat()).await?;
                }
                Act::Lose => return self.forward(&request).await.map(drop),
                Act::Fail(code) => {
                    let body = serde_json::json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "no"});
                    socket.write_all(answer(400, &body).as_bytes()).await?;
                }
                Act::Answer(body) => socket.write_all(answer(200, &body).as_bytes()).await?,
            }
        }
    }

    fn note(&self, request: &Message) -> Asked {
        let target = &request.headers["x-amz-target"];
        let operation = target.rsplit('.').next().unwrap().to_owned();
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|one| one.operation == operation).count() as u64;
        let one = Asked { operation, before, body: serde_json::from_slice(&request.body).unwrap() };
        asked.push(one.clone());
        one
    }

    async fn forward(&self, request: &Message) -> Result<Message> {
        let mut upstream = BufReader::new(TcpStream::connect(&self.upstream).await?);
        upstream.write_all(&[request.head.as_bytes(), &request.body].concat()).await?;
        read_message(&mut upstream).await
    }
}

/// A request or an answer: its head as it came, its headers by lower-case name, its body.
struct Message {
    head: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

async fn read_message(from: &mut BufReader<TcpStream>) -> Result<Message> {
    let (mut head, mut headers) = (String::new(), HashMap::new());
    loop {
        let start = head.len();
        if from.read_line(&mut head).await? == 0 {
            return Err(Error::other("the connection was closed"));
        }
        match head[start..].trim_end() {
            "" => break,
            line => {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                headers.insert(name.to_lowercase(), value.trim().to_owned());
            }
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    from.read_exact(&mut body).await?;
    Ok(Message { head, headers, body })
}

fn answer(status: u16, body: &Value) -> String {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}",
        body.len()
    );
    format!("{head}\r\n\r\n{body}")
}
