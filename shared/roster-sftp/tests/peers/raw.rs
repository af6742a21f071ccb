//! Clients of our own, which do what good clients do not.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use roster_sftp::Limits;
use russh::client::{self, Handle, Msg};
use russh::keys::PublicKeyOrCertificate;
use russh::{Channel, ChannelMsg};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use super::world::{PASSWORD, USER, World, key, runtime};

const OPEN: u8 = 3;
const CLOSE: u8 = 4;
const READ: u8 = 5;
const WRITE: u8 = 6;
const STAT: u8 = 17;

const OK: u8 = 0;
const FAILURE: u8 = 4;
const STATUS: u8 = 101;
const HANDLE: u8 = 102;
const DATA: u8 = 103;

struct AnyServer;

impl client::Handler for AnyServer {
    type Error = russh::Error;
    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

/// One SFTP session, spoken byte by byte.
struct Raw {
    ssh: Handle<AnyServer>,
    channel: Channel<Msg>,
    input: Vec<u8>,
}

impl Raw {
    async fn open(world: &World) -> Option<Raw> {
        Raw::with(world, client::Config::default()).await
    }

    /// A session as soon as the server has room; the time-out of `play` ends the wait.
    async fn open_at_last(world: &World) -> Raw {
        loop {
            match Raw::open(world).await {
                Some(raw) => return raw,
                None => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// A session that is logged in, unless the server did not want it.
    async fn with(world: &World, config: client::Config) -> Option<Raw> {
        let mut ssh = client::connect(Arc::new(config), world.address, AnyServer).await.ok()?;
        if !ssh.authenticate_password(USER, PASSWORD).await.ok()?.success() {
            return None;
        }
        let channel = ssh.channel_open_session().await.ok()?;
        channel.request_subsystem(true, "sftp").await.ok()?;
        let mut raw = Raw { ssh, channel, input: Vec::new() };
        raw.channel.data(&[0, 0, 0, 5, 1, 0, 0, 0, 3][..]).await.ok()?;
        raw.answer().await.map(|_| raw)
    }

    async fn ask(&mut self, kind: u8, parts: &[&[u8]]) -> Option<(u8, Vec<u8>)> {
        self.channel.data(&frame(kind, parts)[..]).await.ok()?;
        self.answer().await
    }

    /// The next answer's kind and what follows its number; `None` when the session is over.
    async fn answer(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((len, rest)) = self.input.split_first_chunk() {
                let len = u32::from_be_bytes(*len) as usize;
                if rest.len() >= len {
                    let answer = (rest[0], rest[5..len].to_vec());
                    self.input.drain(..4 + len);
                    return Some(answer);
                }
            }
            match self.channel.wait().await? {
                ChannelMsg::Data { data } => self.input.extend_from_slice(&data),
                ChannelMsg::Eof | ChannelMsg::Close => return None,
                _ => {}
            }
        }
    }

    /// Opens a new file for writing.
    async fn create(&mut self, path: &str) -> Option<Vec<u8>> {
        match self.ask(OPEN, &[&string(path.as_bytes()), &0x1au32.to_be_bytes(), &[0; 4]]).await? {
            (HANDLE, handle) => Some(handle),
            _ => None,
        }
    }

    /// The status of a request that has no other answer.
    async fn status(&mut self, kind: u8, parts: &[&[u8]]) -> Option<u8> {
        match self.ask(kind, parts).await? {
            (STATUS, body) => Some(body[3]),
            _ => None,
        }
    }

    async fn write(&mut self, handle: &[u8], offset: u64, bytes: &[u8]) -> Option<u8> {
        self.status(WRITE, &[handle, &offset.to_be_bytes(), &string(bytes)]).await
    }
}

fn frame(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let len = u32::try_from(body.len() + 5).unwrap().to_be_bytes();
    [&len[..], &[kind, 0, 0, 0, 7], &body].concat()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// Runs a client of ours, for a minute at most.
fn play<T>(scene: impl Future<Output = T>) -> T {
    runtime()
        .block_on(async { tokio::time::timeout(Duration::from_secs(60), scene).await })
        .expect("the scene ends within a minute")
}

/// Waits until it holds; the time-out of `play` ends the wait.
async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) fn two_hundred_sessions_put_at_once() {
    let world = Arc::new(World::start());
    let together = Arc::new(Barrier::new(200));
    let session = |number: usize| {
        let (world, together) = (Arc::clone(&world), Arc::clone(&together));
        async move {
            let mut raw = Raw::open(&world).await.expect("logs in");
            together.wait().await;
            let content = format!("row {number}\n").repeat(1000);
            let handle = raw.create(&format!("{number:03}.csv")).await.expect("opens");
            assert_eq!(raw.write(&handle, 0, content.as_bytes()).await, Some(OK));
            together.wait().await;
            assert_eq!(raw.status(CLOSE, &[&handle]).await, Some(OK));
        }
    };
    play(async {
        let sessions: Vec<_> = (0..200).map(|number| runtime().spawn(session(number))).collect();
        for session in sessions {
            session.await.expect("puts its file");
        }
    });
    let files = world.files();
    assert_eq!(files.len(), 200);
    assert!(files.iter().all(|(path, text)| {
        let number: usize = path[..3].parse().unwrap();
        *text == format!("row {number}\n").repeat(1000)
    }));
}

pub(crate) fn a_message_that_is_too_long_ends_the_session() {
    let world = World::start();
    play(async {
        let mut good = Raw::open(&world).await.unwrap();
        let mut bad = Raw::open(&world).await.unwrap();
        let handle = bad.create("bad.csv").await.unwrap();
        assert_eq!(bad.write(&handle, 0, b"half").await, Some(OK));
        bad.channel.data(&[0x7f, 0xff, 0xff, 0xff, 6][..]).await.unwrap();
        assert_eq!(bad.answer().await, None);
        until(|| bad.ssh.is_closed()).await;
        assert_eq!(good.ask(STAT, &[&string(b"bad.csv")]).await.unwrap().0, STATUS);
        assert_eq!(good.ask(STAT, &[&string(b"/")]).await.unwrap().0, 105);
    });
    assert!(world.paths().is_empty());
}

pub(crate) fn open_files_are_bounded() {
    let world = World::with(Limits { handles: 8, ..Limits::default() });
    play(async {
        let mut raw = Raw::open(&world).await.unwrap();
        let mut handles = Vec::new();
        while let Some(handle) = raw.create(&handles.len().to_string()).await {
            handles.push(handle);
        }
        assert_eq!(handles.len(), 8);
        assert_eq!(raw.status(CLOSE, &[&handles[0]]).await, Some(OK));
        assert_eq!(raw.status(CLOSE, &[&handles[0]]).await, Some(FAILURE));
        assert!(raw.create("again").await.is_some());
    });
    assert_eq!(world.paths(), ["0"]);
}

pub(crate) fn sessions_of_a_login_are_bounded() {
    let world = World::with(Limits { sessions_per_login: 2, ..Limits::default() });
    play(async {
        let first = Raw::open(&world).await.unwrap();
        let _second = Raw::open(&world).await.unwrap();
        assert!(Raw::open(&world).await.is_none());
        drop(first);
        Raw::open_at_last(&world).await;
    });
}

pub(crate) fn connections_in_all_are_bounded() {
    let world = World::with(Limits { unauthenticated: 1, ..Limits::default() });
    play(async {
        let mut first = TcpStream::connect(world.address).await.unwrap();
        assert_eq!(first.read_u8().await.unwrap(), b'S');
        let mut second = TcpStream::connect(world.address).await.unwrap();
        assert!(second.read_u8().await.is_err());
        drop(first);
        let _logged_in = Raw::open_at_last(&world).await;
        let _beside_it = Raw::open_at_last(&world).await;
    });
}

pub(crate) fn silent_clients_are_closed() {
    let short = Duration::from_secs(1);
    let world = World::with(Limits { login_time: short, idle_time: 2 * short, ..Limits::default() });
    play(async {
        let mut silent = TcpStream::connect(world.address).await.unwrap();
        let mut half = TcpStream::connect(world.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut half, b"SSH-2.0-half\r\n").await.unwrap();
        let mut idle = Raw::open(&world).await.unwrap();
        idle.create("idle.csv").await.unwrap();
        let mut rest = Vec::new();
        let _closed = silent.read_to_end(&mut rest).await;
        let _closed = half.read_to_end(&mut rest).await;
        assert_eq!(idle.answer().await, None);
    });
    assert!(world.paths().is_empty());
}

pub(crate) fn answers_wait_for_a_client_that_reads_them_late() {
    let world = World::start();
    let report = vec![b'r'; 300_000];
    world.store.add_file(&key("maple"), "reports/big.txt", &report);
    play(async {
        let config =
            client::Config { window_size: 65_536, channel_buffer_size: 1, ..client::Config::default() };
        let mut raw = Raw::with(&world, config).await.unwrap();
        let path = string(b"reports/big.txt");
        let (_, handle) = raw.ask(OPEN, &[&path, &1u32.to_be_bytes(), &[0; 4]]).await.unwrap();
        let read = frame(READ, &[&handle, &[0; 8], &300_000u32.to_be_bytes()]);
        raw.channel.data(&read.repeat(100)[..]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        for _ in 0..100 {
            let (kind, body) = raw.answer().await.unwrap();
            assert_eq!((kind, body.len()), (DATA, 4 + 255 * 1024));
        }
    });
}

pub(crate) fn a_file_beyond_the_limit_never_appears() {
    let world = World::with(Limits { file_bytes: 1000, ..Limits::default() });
    play(async {
        let mut raw = Raw::open(&world).await.unwrap();
        let handle = raw.create("big.csv").await.unwrap();
        assert_eq!(raw.write(&handle, 990, &[b'x'; 10]).await, Some(OK));
        assert_ne!(raw.write(&handle, 991, &[b'x'; 10]).await, Some(OK));
        assert_ne!(raw.write(&handle, u64::MAX, &[b'x'; 10]).await, Some(OK));
        assert_ne!(raw.status(CLOSE, &[&handle]).await, Some(OK));
    });
    assert!(world.paths().is_empty());
}

pub(crate) fn stopping_ends_open_sessions() {
    let mut world = World::start();
    let (mut raw, handle) = play(async {
        let mut raw = Raw::open(&world).await.unwrap();
        let handle = raw.create("a.csv").await.unwrap();
        assert_eq!(raw.write(&handle, 0, b"half").await, Some(OK));
        (raw, handle)
    });
    world.stop();
    assert_eq!(world.store.spooled(), 0);
    assert_eq!(play(raw.status(CLOSE, &[&handle])), None);
    assert!(world.paths().is_empty());
    assert!(std::net::TcpStream::connect(world.address).is_err());
}
