//! One SSH connection: who is logged in, and its SFTP channels.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::{Caller, Credential};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, Disconnect};
use tokio::sync::watch;

use crate::conversation::{Conversation, Hangup, Progress};
use crate::folder::{Folder, Tally};
use crate::limits::FRAME_BYTES;
use crate::seats::Seat;
use crate::server::SftpServer;

/// Answers that may wait for a client that does not read them, before its requests have to wait too.
const ANSWERS_WAITING: usize = 2 * 1024 * 1024;
/// Requests that may wait for that client before it is disconnected.
const REQUESTS_WAITING: usize = 4 * 1024 * 1024;

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody is logged in.
    Anonymous,
    /// Somebody is.
    LoggedIn,
    /// We want it to end.
    Ending,
}

/// The state of one connection, called back by the SSH protocol one message at a time.
pub(crate) struct Connection {
    server: Arc<SftpServer>,
    number: u64,
    peer: SocketAddr,
    began: Instant,
    login: Option<(ConnectionKey, String)>,
    seat: Option<Seat>,
    stage: watch::Sender<Stage>,
    channels: HashMap<ChannelId, SftpChannel>,
    tally: Tally,
}

/// A channel before and after it began to speak SFTP.
#[derive(Default)]
struct SftpChannel {
    conversation: Option<Conversation>,
    /// Answers given to the session since its last moment without a backlog.
    backlog: usize,
}

impl Connection {
    pub(crate) fn new(
        server: Arc<SftpServer>,
        number: u64,
        peer: SocketAddr,
        stage: watch::Sender<Stage>,
    ) -> Connection {
        Connection {
            server,
            number,
            peer,
            began: Instant::now(),
            login: None,
            seat: None,
            stage,
            channels: HashMap::new(),
            tally: Tally::default(),
        }
    }

    /// Ends the connection where it is not known who may come in: a refusal would make the client believe that its password
    /// is wrong.
    async fn check(&mut self, user: &str, credential: Credential<'_>) -> Result<Auth, russh::Error> {
        let (server, session, peer) = (&self.server, self.number, self.peer);
        let caller = Caller { user, from: peer.ip(), at: Timestamp::now() };
        match server.doorman.admit(caller, credential).await {
            Ok(Some(connection)) => {
                self.login = Some((connection, user.to_owned()));
                Ok(Auth::Accept)
            }
            Ok(None) => {
                tracing::info!(session, %peer, ?credential, "login refused");
                Ok(Auth::reject())
            }
            Err(error) => {
                tracing::error!(session, %peer, %error, "login could not be checked");
                Err(russh::Error::Disconnect)
            }
        }
    }

    fn end(&mut self, session: &mut Session, reason: &str) -> Result<(), russh::Error> {
        tracing::warn!(session = self.number, reason, "session ended by us");
        self.stage.send_replace(Stage::Ending);
        session.disconnect(Disconnect::ByApplication, reason, "en")
    }

    /// Answers what is at hand on a channel, unless its client does not read its answers.
    async fn proceed(&mut self, id: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        let Some(channel) = self.channels.get_mut(&id) else { return Ok(()) };
        let Some(conversation) = &mut channel.conversation else { return Ok(()) };
        loop {
            if !session.has_pending_data(id) {
                channel.backlog = 0;
            } else if channel.backlog > ANSWERS_WAITING {
                return match conversation.waiting() > REQUESTS_WAITING {
                    true => self.end(session, "answers are not read"),
                    false => Ok(()),
                };
            }
            let (answers, progress) = match conversation.proceed().await {
                Ok(done) => done,
                Err(Hangup::FrameTooLong) => return self.end(session, "an SFTP message is too long"),
            };
            channel.backlog += answers.len();
            if !answers.is_empty() {
                session.data(id, answers)?;
            }
            if progress == Progress::Done {
                return Ok(());
            }
        }
    }

    fn close_channel(&mut self, id: ChannelId) {
        let closed = self.channels.remove(&id).and_then(|c| c.conversation);
        if let Some(mut conversation) = closed {
            self.tally.add(conversation.tally());
        }
    }
}

impl Handler for Connection {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        self.check(user, Credential::Password(password)).await
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        let line = offer.public_key.to_openssh().unwrap_or_default();
        self.check(user, Credential::OfferedKey(&line)).await
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        let line = key.public_key.to_openssh().unwrap_or_default();
        self.check(user, Credential::ProvenKey(&line)).await
    }

    /// For clients that know a password only as the answer to a question.
    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        let Some(answer) = response.and_then(|mut answers| answers.next()) else {
            return Ok(Auth::Partial {
                name: "".into(),
                instructions: "".into(),
                prompts: vec![("Password: ".into(), false)].into(),
            });
        };
        match std::str::from_utf8(&answer) {
            Ok(password) => self.check(user, Credential::Password(password)).await,
            Err(_) => Ok(Auth::reject()),
        }
    }

    async fn auth_succeeded(&mut self, session: &mut Session) -> Result<(), Self::Error> {
        let Some((connection, user)) = &self.login else {
            return self.end(session, "nobody is logged in");
        };
        self.seat = self.server.seats.take(user, self.server.limits.sessions_per_login);
        if self.seat.is_none() {
            return self.end(session, "this user has too many sessions");
        }
        tracing::info!(session = self.number, peer = %self.peer, %connection, "logged in");
        self.stage.send_replace(Stage::LoggedIn);
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        // Requests are answered in `data`: letting go of `channel` keeps the session from queueing them a second time.
        if self.channels.len() < self.server.limits.channels {
            self.channels.insert(channel.id(), SftpChannel::default());
            reply.accept().await;
        }
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let channel = self.channels.get_mut(&id);
        match (name, channel, &self.login) {
            ("sftp", Some(channel), Some((connection, _))) if channel.conversation.is_none() => {
                let folder = Folder {
                    door: Arc::clone(&self.server.door),
                    connection: connection.clone(),
                    on_change: Arc::clone(&self.server.on_change),
                };
                channel.conversation = Some(Conversation::new(folder, self.server.limits.clone()));
                session.channel_success(id)
            }
            _ => session.channel_failure(id),
        }
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(id)
    }

    async fn shell_request(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        session.channel_failure(id)
    }

    async fn data(&mut self, id: ChannelId, data: &[u8], session: &mut Session) -> Result<(), Self::Error> {
        if let Some(conversation) = self.channels.get_mut(&id).and_then(|c| c.conversation.as_mut()) {
            conversation.take(data);
        }
        self.proceed(id, session).await
    }

    async fn window_adjusted(
        &mut self,
        id: ChannelId,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.proceed(id, session).await
    }

    async fn channel_eof(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        self.close_channel(id);
        session.exit_status_request(id, 0)?;
        session.eof(id)?;
        session.close(id)
    }

    async fn channel_close(&mut self, id: ChannelId, _: &mut Session) -> Result<(), Self::Error> {
        self.close_channel(id);
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let open: Vec<ChannelId> = self.channels.keys().copied().collect();
        open.into_iter().for_each(|id| self.close_channel(id));
        let Some((connection, _)) = &self.login else { return };
        let Tally { files, bytes_in, bytes_out, discarded } = self.tally;
        let duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let number = self.number;
        tracing::info!(session = number, %connection, files, bytes_in, bytes_out, discarded, duration_ms, "session ended");
    }
}

const _: () = assert!(REQUESTS_WAITING > 2 * FRAME_BYTES);
