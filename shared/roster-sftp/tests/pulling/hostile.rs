//! A server that speaks SFTP and means no good.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use roster_pipeline::pull::{PullSecret, PullSettings, PullState, Step};
use roster_sftp::PullLimits;
use russh::keys::{Algorithm, HashAlg, PrivateKey, key::safe_rng};
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, Session};
use russh::{Channel, ChannelId};
use russh_sftp::protocol::{Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode};
use tokio::net::TcpListener;

use super::world::{World, brought, runtime};

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Malice {
    EndlessListing,
    EndlessFile,
    ShortFile,
    LongFile,
    Names,
    Silence,
}

struct Ssh {
    malice: Malice,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Handler for Ssh {
    type Error = russh::Error;

    async fn auth_password(&mut self, _user: &str, _password: &str) -> Result<Auth, russh::Error> {
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_success(id)?;
        let channel = self.channels.remove(&id).unwrap();
        russh_sftp::server::run(channel.into_stream(), Sftp { malice: self.malice, listed: 0 }).await;
        Ok(())
    }
}

struct Sftp {
    malice: Malice,
    listed: u64,
}

fn about(size: u64) -> FileAttributes {
    FileAttributes {
        size: Some(size),
        permissions: Some(0o100_644),
        mtime: Some(1_700_000_000),
        ..FileAttributes::empty()
    }
}

impl Sftp {
    fn size(&self) -> Option<u64> {
        match self.malice {
            Malice::EndlessFile => None,
            Malice::ShortFile | Malice::LongFile => Some(1000),
            Malice::EndlessListing | Malice::Names | Malice::Silence => Some(3),
        }
    }

    fn attrs(&self) -> FileAttributes {
        FileAttributes { size: self.size(), ..about(0) }
    }
}

impl russh_sftp::server::Handler for Sftp {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn open(
        &mut self,
        id: u32,
        path: String,
        _: OpenFlags,
        _: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        Ok(Handle { id, handle: path })
    }

    async fn close(&mut self, id: u32, _handle: String) -> Result<Status, StatusCode> {
        Ok(Status {
            id,
            status_code: StatusCode::Ok,
            error_message: String::new(),
            language_tag: String::new(),
        })
    }

    async fn stat(&mut self, id: u32, _path: String) -> Result<Attrs, StatusCode> {
        Ok(Attrs { id, attrs: self.attrs() })
    }

    async fn read(&mut self, id: u32, _: String, offset: u64, len: u32) -> Result<Data, StatusCode> {
        let end = match self.malice {
            Malice::EndlessFile | Malice::LongFile => u64::MAX,
            Malice::ShortFile => 500,
            Malice::EndlessListing | Malice::Names | Malice::Silence => 3,
        };
        match end.saturating_sub(offset).min(u64::from(len)) {
            0 => Err(StatusCode::Eof),
            bytes => Ok(Data { id, data: vec![b'x'; usize::try_from(bytes).unwrap()] }),
        }
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, StatusCode> {
        if self.malice == Malice::Silence {
            std::future::pending::<()>().await;
        }
        Ok(Handle { id, handle: path })
    }

    async fn readdir(&mut self, id: u32, _handle: String) -> Result<Name, StatusCode> {
        self.listed += 1;
        let file = |name: &str| File::new(name, self.attrs());
        let files = match self.malice {
            Malice::EndlessListing => {
                (0..100).map(|n| File::new(format!("f{}-{n}.txt", self.listed), about(3))).collect()
            }
            _ if self.listed > 1 => return Err(StatusCode::Eof),
            Malice::Names => {
                ["../../evil.csv", "..", ".", "/etc/evil.csv", "a\\b.csv", "new\nline.csv", "", "ok.csv"]
                    .map(file)
                    .to_vec()
            }
            Malice::EndlessFile | Malice::ShortFile | Malice::LongFile | Malice::Silence => {
                vec![file("users.csv")]
            }
        };
        Ok(Name { id, files })
    }
}

fn world(malice: Malice, limits: PullLimits) -> World {
    let key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519).unwrap();
    let pin = key.public_key().fingerprint(HashAlg::Sha256).to_string();
    let config = Arc::new(russh::server::Config { keys: vec![key], ..russh::server::Config::default() });
    let listener = runtime().block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime().spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let ssh = Ssh { malice, channels: HashMap::new() };
            if let Ok(session) = russh::server::run_stream(config.clone(), stream, ssh).await {
                tokio::spawn(session);
            }
        }
    });
    let settings = PullSettings {
        port,
        host_keys: vec![pin],
        patterns: vec!["*.csv".into()],
        ..PullSettings::new("127.0.0.1", "vendor")
    };
    let secret = PullSecret { username: "vendor".into(), password: Some("x".into()), private_key: None };
    World::with(settings, secret, limits)
}

pub(crate) fn an_endless_listing_ends() {
    let world = world(Malice::EndlessListing, PullLimits { entries: 5000, ..PullLimits::default() });
    let listing = world.test().listing.unwrap();
    assert!(listing.truncated && listing.files.is_empty());
    assert_eq!(listing.others, 5000);
}

pub(crate) fn an_endless_file_ends() {
    let world = world(Malice::EndlessFile, PullLimits { file_bytes: 3_000_000, ..PullLimits::default() });
    let pull = world.pull(0);
    let trouble = pull.trouble.unwrap();
    assert_eq!((pull.state, trouble.step, trouble.lasting), (PullState::Failed, Step::Fetch, true));
    assert!(trouble.message.contains("3000000 bytes") && world.landed().is_empty(), "{trouble}");
}

pub(crate) fn a_lying_size_is_noticed() {
    for malice in [Malice::ShortFile, Malice::LongFile] {
        let world = world(malice, PullLimits::default());
        let pull = world.pull(0);
        let trouble = pull.trouble.unwrap();
        assert!(pull.state == PullState::Failed && trouble.message.contains("its size"), "{trouble}");
        assert!(world.landed().is_empty());
    }
}

pub(crate) fn names_never_leave_the_folder() {
    let world = world(Malice::Names, PullLimits::default());
    let pull = world.pull(0);
    assert_eq!((brought(&pull), pull.listed), (vec!["ok.csv"], 1));
    assert_eq!(world.landed().into_keys().collect::<Vec<_>>(), ["ok.csv"]);
}

pub(crate) fn a_silent_server_is_given_up() {
    let limits = PullLimits { request_time: Duration::from_secs(1), ..PullLimits::default() };
    let trouble = world(Malice::Silence, limits).pull(0).trouble.unwrap();
    assert!(!trouble.lasting && trouble.step == Step::List, "{trouble}");
}
