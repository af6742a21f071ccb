//! An HTTP peer that answers as a test says: for what no emulator does (throttling, expired tokens, lost answers).

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a client asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, without the frames of a chunked one.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of a name; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// The operation of an AWS JSON call, for example `SendMessage`; empty for others.
    pub fn operation(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.method, self.path, self.operation(), self.text())
    }
}

/// What the peer does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Says this, with a status, headers and a body.
    Say(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Closes the connection without a word; the call may or may not have had its effect.
    HangUp,
    /// Asks the service behind it, and passes its answer on.
    PassOn,
    /// Asks the service behind it, and closes the connection instead of passing the answer on.
    LoseAnswer,
}

impl Answer {
    /// The answer of an AWS JSON call.
    pub fn json(status: u16, body: impl Into<String>) -> Answer {
        Answer::Say(
            status,
            vec![("content-type", "application/x-amz-json-1.0".to_owned())],
            body.into().into_bytes(),
        )
    }

    /// The failure of an AWS JSON call, for example `ThrottlingException`.
    pub fn failure(status: u16, code: &str) -> Answer {
        Answer::json(status, format!(r#"{{"__type":"{code}","message":"scripted"}}"#))
    }

    /// The answer of an AWS call in XML.
    pub fn xml(status: u16, body: impl Into<String>) -> Answer {
        Answer::Say(status, vec![("content-type", "text/xml".to_owned())], body.into().into_bytes())
    }
}

type Script = dyn FnMut(&Request) -> Answer + Send;

struct Peer {
    script: Mutex<Box<Script>>,
    asked: Mutex<Vec<Request>>,
    behind: Option<String>,
}

/// A running peer; stopped when dropped.
pub struct Scripted {
    url: String,
    peer: Arc<Peer>,
    serving: JoinHandle<()>,
}

impl Scripted {
    /// A peer with nothing behind it.
    pub async fn start(script: impl FnMut(&Request) -> Answer + Send + 'static) -> Scripted {
        Scripted::serve(Box::new(script), None).await
    }

    /// A peer in front of an emulator at `url`. It changes no byte of a request that it passes on: signatures stay valid as
    /// far as the emulator looks at them.
    pub async fn in_front_of(url: &str, script: impl FnMut(&Request) -> Answer + Send + 'static) -> Scripted {
        let behind = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Scripted::serve(Box::new(script), Some(behind)).await
    }

    async fn serve(script: Box<Script>, behind: Option<String>) -> Scripted {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let peer = Arc::new(Peer { script: Mutex::new(script), asked: Mutex::default(), behind });
        let answering = Arc::clone(&peer);
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let peer = Arc::clone(&answering);
                // A client that hangs up in the middle is its own test's business.
                tokio::spawn(async move { drop(peer.answer(socket).await) });
            }
        });
        Scripted { url, peer, serving }
    }

    /// Its endpoint, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was asked so far, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.peer.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scripted({})", self.url)
    }
}

impl Peer {
    /// One request of a connection, which is closed after it.
    async fn answer(&self, socket: TcpStream) -> io::Result<()> {
        let mut socket = BufReader::new(socket);
        let Some((request, raw)) = read_request(&mut socket).await? else { return Ok(()) };
        let answer = (self.script.lock().unwrap_or_else(PoisonError::into_inner))(&request);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        match answer {
            Answer::Say(status, headers, body) => {
                let headers: String =
                    headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let head = format!(
                    "HTTP/1.1 {status} Scripted\r\n{headers}connection: close\r\n\
                     x-amzn-requestid: scripted\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                socket.write_all(head.as_bytes()).await?;
                socket.write_all(&body).await?;
            }
            Answer::HangUp => {}
            Answer::PassOn => socket.write_all(&self.ask(&raw).await?).await?,
            Answer::LoseAnswer => drop(self.ask(&raw).await?),
        }
        socket.shutdown().await
    }

    /// The whole answer of the service behind.
    async fn ask(&self, raw: &[u8]) -> io::Result<Vec<u8>> {
        let behind = self.behind.as_deref().ok_or_else(|| io::Error::other("nothing is behind this peer"))?;
        let mut service = TcpStream::connect(behind).await?;
        service.write_all(raw).await?;
        let mut answer = Vec::new();
        service.read_to_end(&mut answer).await?;
        Ok(answer)
    }
}

/// A request, and the same as bytes to pass on, asking for the connection to be closed after it.
async fn read_request(socket: &mut BufReader<TcpStream>) -> io::Result<Option<(Request, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if socket.read_line(&mut head).await? == 0 {
            return Ok(None);
        }
    }
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Request { method, path, headers, body: Vec::new() };
    if request.header("expect").eq_ignore_ascii_case("100-continue") {
        socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let framed = read_body(socket, &mut request).await?;
    let kept = head.split_inclusive("\r\n").filter(|line| {
        let name = line.split(':').next().unwrap_or_default();
        line.trim().is_empty() || !["connection", "expect"].contains(&name.to_ascii_lowercase().as_str())
    });
    let mut raw = kept.collect::<String>();
    raw.insert_str(raw.len() - 2, "connection: close\r\n");
    Ok(Some((request, [raw.into_bytes(), framed].concat())))
}

/// Reads the body into the request; gives it back as it came, with its frames.
async fn read_body(socket: &mut BufReader<TcpStream>, request: &mut Request) -> io::Result<Vec<u8>> {
    if !request.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
        request.body = vec![0; request.header("content-length").parse().unwrap_or(0)];
        socket.read_exact(&mut request.body).await?;
        return Ok(request.body.clone());
    }
    let mut framed = Vec::new();
    loop {
        let mut size = String::new();
        socket.read_line(&mut size).await?;
        let digits = size.trim().split(';').next().unwrap_or_default();
        let length = usize::from_str_radix(digits, 16).map_err(io::Error::other)?;
        let mut chunk = vec![0; length + 2];
        socket.read_exact(&mut chunk).await?;
        framed.extend([size.as_bytes(), &chunk].concat());
        request.body.extend(&chunk[..length]);
        if length == 0 {
            return Ok(framed);
        }
    }
}
