//! A peer that answers from a script, for what no emulator does.

use std::io::Read;
use std::sync::{Arc, Mutex};

use libtest_mimic::Trial;
use roster_aws::S3Artifacts;
use roster_conformance::samples::maple;
use roster_pipeline::ports::{ArtifactKey, Artifacts};
use roster_pipeline::{ErrorKind, PortError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::stores::client;

const SIZE: usize = 3 << 20;

/// What to answer to the next request.
#[derive(Clone)]
enum Answer {
    /// Bytes of the object, from where they are asked for, so many of those announced.
    Bytes(usize),
    /// A status and an error's code.
    Error(u16, &'static str),
    /// A list of these keys.
    List(&'static [&'static str]),
    /// Well done, and nothing more.
    Fine,
}

/// Answers one request after the other, and the last way for ever; knows what was asked.
struct Peer {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn object() -> Vec<u8> {
    (0..SIZE as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

impl Peer {
    async fn with(script: &[Answer]) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (url, script) = (format!("http://{}", listener.local_addr().unwrap()), script.to_vec());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let request = request(&mut socket).await;
                let number = heard.lock().unwrap().len();
                heard.lock().unwrap().push(request.clone());
                let answer = script.get(number).or(script.last()).unwrap();
                // One that hangs up early has what it wanted.
                let _ = socket.write_all(&bytes(answer, &request)).await;
            }
        });
        Peer { url, asked }
    }

    async fn artifacts(&self) -> S3Artifacts {
        S3Artifacts::new(&client(&self.url).await, "bucket")
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// Reads a request to its end; gives its head in small letters.
async fn request(socket: &mut TcpStream) -> String {
    let (mut bytes, mut room) = (Vec::new(), [0; 65536]);
    loop {
        let read = socket.read(&mut room).await.unwrap_or(0);
        bytes.extend_from_slice(&room[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let body = header(head, "content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
            if bytes.len() >= head.len() + 4 + body || read == 0 {
                return head.to_owned();
            }
        }
        if read == 0 {
            return text;
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn bytes(answer: &Answer, request: &str) -> Vec<u8> {
    match answer {
        Answer::Fine => b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        Answer::List(keys) => {
            let keys: Vec<String> =
                keys.iter().map(|key| format!("<Contents><Key>{key}</Key></Contents>")).collect();
            let xml = format!("<ListBucketResult>{}</ListBucketResult>", keys.concat());
            let length = xml.len();
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{xml}")
                .into_bytes()
        }
        Answer::Error(status, code) => {
            let xml = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
            let length = xml.len();
            format!("HTTP/1.1 {status} No\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{xml}")
                .into_bytes()
        }
        Answer::Bytes(count) => {
            let range = header(request, "range").and_then(|r| r.strip_prefix("bytes="));
            let (from, to) = range
                .and_then(|r| r.split_once('-'))
                .map_or((0, SIZE - 1), |(from, to)| (from.parse().unwrap(), to.parse().unwrap()));
            let wanted = &object()[from..=to];
            let (status, length) = (if range.is_some() { 206 } else { 200 }, wanted.len());
            let head = format!(
                "HTTP/1.1 {status} OK\r\nContent-Length: {length}\r\nETag: \"tag\"\r\nConnection: close\r\n\r\n"
            );
            [head.as_bytes(), &wanted[..length.min(*count)]].concat()
        }
    }
}

fn key() -> ArtifactKey {
    ArtifactKey::new(&maple(), "large")
}

/// Reads all, on a thread that may block.
async fn read(peer: &Peer) -> Result<Vec<u8>, PortError> {
    let mut source = peer.artifacts().await.open(&key()).await?;
    let read = move || {
        let mut all = Vec::new();
        source.read_to_end(&mut all).map(|_| all)
    };
    Ok(tokio::task::spawn_blocking(read).await.unwrap()?)
}

/// A body that breaks is asked for again from the byte where it broke, as long as the object is the same.
async fn a_body_that_breaks_is_gone_on_with() {
    let peer = Peer::with(&[Answer::Bytes(1_000_000), Answer::Bytes(70_001), Answer::Bytes(SIZE)]).await;
    assert!(read(&peer).await.unwrap() == object());
    let asked = peer.asked();
    assert_eq!(asked.len(), 3);
    for (request, from) in asked[1..].iter().zip([1_000_000, 1_070_001]) {
        assert_eq!(header(request, "range"), Some(format!("bytes={from}-{}", SIZE - 1).as_str()));
        assert_eq!(header(request, "if-match"), Some("\"tag\""));
    }
}

/// One that never gets further is given up, and may be tried again later.
async fn a_body_that_stays_broken_is_an_error() {
    let peer = Peer::with(&[Answer::Bytes(300_000), Answer::Bytes(0)]).await;
    assert_eq!(read(&peer).await.unwrap_err().kind, ErrorKind::Unavailable);
}

/// The rest of another object is not the rest of this one.
async fn a_rest_that_was_replaced_is_a_conflict() {
    let peer = Peer::with(&[Answer::Bytes(1_000_000), Answer::Error(412, "PreconditionFailed")]).await;
    assert_eq!(read(&peer).await.unwrap_err().kind, ErrorKind::Conflict);
    let peer = Peer::with(&[Answer::Bytes(1_000_000), Answer::Error(404, "NoSuchKey")]).await;
    assert_eq!(read(&peer).await.unwrap_err().kind, ErrorKind::NotFound);
}

/// What S3 refuses is sorted by what can be done about it.
async fn refusals_are_sorted() {
    for (status, code, kind, requests) in [
        (503, "SlowDown", ErrorKind::Busy, 3),
        (503, "ServiceUnavailable", ErrorKind::Busy, 3),
        (500, "InternalError", ErrorKind::Unavailable, 3),
        (403, "ExpiredToken", ErrorKind::Unavailable, 1),
        // Once more to see whether it is there at all.
        (403, "AccessDenied", ErrorKind::Refused, 2),
    ] {
        let peer = Peer::with(&[Answer::Error(status, code)]).await;
        assert_eq!(read(&peer).await.unwrap_err().kind, kind, "{code}");
        assert_eq!(peer.asked().len(), requests, "{code}");
        let writer = peer.artifacts().await.write(&key()).await.unwrap();
        assert_eq!(writer.finish().unwrap_err().kind, kind, "{code}");
    }
}

/// A session that may list its own prefix only hears of an absent object that it is forbidden.
async fn what_is_forbidden_and_not_listed_is_absent() {
    const LARGE: &str = "tenants/maple-usd/main/large";
    let forbidden = Answer::Error(403, "AccessDenied");
    for (listed, kind) in [
        (&[][..], ErrorKind::NotFound),
        (&["tenants/maple-usd/main/larger"], ErrorKind::NotFound),
        (&[LARGE], ErrorKind::Refused),
    ] {
        let peer = Peer::with(&[forbidden.clone(), Answer::List(listed)]).await;
        assert_eq!(read(&peer).await.unwrap_err().kind, kind, "{listed:?}");
    }
}

/// A hiccup is not seen.
async fn a_refusal_that_passes_is_not_seen() {
    let slow = Answer::Error(503, "SlowDown");
    let peer = Peer::with(&[slow.clone(), slow.clone(), Answer::Bytes(SIZE)]).await;
    assert!(read(&peer).await.unwrap() == object());
    let peer = Peer::with(&[slow, Answer::Fine]).await;
    let mut writer = peer.artifacts().await.write(&key()).await.unwrap();
    writer.write_all(b"x").unwrap();
    assert_eq!(writer.finish().unwrap().bytes, 1);
}

/// All of it.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        crate::trial("peer::a_body_that_breaks_is_gone_on_with", a_body_that_breaks_is_gone_on_with),
        crate::trial("peer::a_body_that_stays_broken_is_an_error", a_body_that_stays_broken_is_an_error),
        crate::trial("peer::a_rest_that_was_replaced_is_a_conflict", a_rest_that_was_replaced_is_a_conflict),
        crate::trial("peer::refusals_are_sorted", refusals_are_sorted),
        crate::trial(
            "peer::what_is_forbidden_and_not_listed_is_absent",
            what_is_forbidden_and_not_listed_is_absent,
        ),
        crate::trial("peer::a_refusal_that_passes_is_not_seen", a_refusal_that_passes_is_not_seen),
    ]
}
