//! A stack with one district: handlers, queues and clock, over a data directory.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rollcall_nightly::{Kind, Scheduled};
use roster::model::Entity;
use roster_aws::lambda::{SqsBatchResponse, SqsEvent};
use roster_local::{DataDir, DirLanding, TempScratch};
use roster_pipeline::housekeeping::Keep;
use roster_pipeline::ports::{Announcement, Announcer, FrontDoor, LandingPath, PullLog, UploadStart};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::rounds::RoundPorts;
use roster_pipeline::{Budget, ConnectionKey, PortResult, Ports};

use crate::costs::meter::Meter;
use crate::post::{Message, Name, Post, sqs_event};

/// The bucket that files land in.
pub(crate) const LANDING: &str = "landing";

/// Remembers what was announced.
#[derive(Debug, Default)]
pub(crate) struct Office {
    /// In order.
    pub(crate) said: Mutex<Vec<Announcement>>,
}

#[async_trait]
impl Announcer for Office {
    async fn announce(&self, _connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        self.said.lock().unwrap().push(announcement.clone());
        Ok(())
    }
    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        self.said.lock().unwrap().push(announcement.clone());
        Ok(())
    }
}

/// All of it.
pub(crate) struct Stage {
    /// The connection.
    pub(crate) key: ConnectionKey,
    /// Its ports.
    pub(crate) ports: Ports,
    /// The queues.
    pub(crate) post: Post,
    /// What was announced.
    pub(crate) office: Arc<Office>,
    pub(crate) receive: rollcall_receive::Deps,
    process: rollcall_process::Deps,
    apply: rollcall_apply::Deps,
    rounds: RoundPorts,
    door: Arc<DirLanding>,
    _alive: Box<dyn Any + Send + Sync>,
}

/// A moment as text.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Time for so many steps.
pub(crate) fn steps(count: u32) -> Budget {
    let left = AtomicU32::new(count);
    Budget::of(move || match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)) {
        Ok(_) => Duration::MAX,
        Err(_) => Duration::ZERO,
    })
}

impl Stage {
    /// With an active connection of the usual settings: every night at 00:15 in Chicago.
    pub(crate) async fn new() -> Stage {
        Stage::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Connection)) -> Stage {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path().join("data")).unwrap();
        let lock = data.lock("a test").unwrap();
        let door = Arc::new(data.open_landing().unwrap());
        let control = Arc::new(data.open_control().unwrap());
        let office = Arc::new(Office::default());
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(data.open_artifacts().unwrap()),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control.clone(),
            roster: Arc::new(data.open_roster().unwrap()),
            announcer: office.clone(),
            scratch: Arc::new(TempScratch::new()),
        };
        Stage::over((ports, control), (office, door), change, Box::new((dir, lock))).await
    }

    /// The same with settings, runs, artifacts and roster on emulators of AWS. Files land in a directory: s3s-fs keeps no
    /// versions.
    pub(crate) async fn on_emulators() -> Stage {
        Stage::metered(&Meter::default()).await
    }

    /// The same, with what is billed counted.
    pub(crate) async fn metered(meter: &Meter) -> Stage {
        let base = Stage::new().await;
        let (ports, control, emulators) = crate::clouds::over(&base.ports, meter).await;
        let (office, door) = (Arc::clone(&base.office), Arc::clone(&base.door));
        Stage::over((ports, control), (office, door), |_| {}, Box::new((emulators, base))).await
    }

    async fn over(
        (ports, pulls): (Ports, Arc<dyn PullLog>),
        (office, door): (Arc<Office>, Arc<DirLanding>),
        change: impl FnOnce(&mut Connection),
        alive: Box<dyn Any + Send + Sync>,
    ) -> Stage {
        let key = add_connection(&ports, change).await;
        let post = Post::default();
        let (arrivals, process, apply) =
            (post.sender(Name::Arrivals), post.sender(Name::Process), post.sender(Name::Apply));
        let of = Arc::new(ports.clone());
        Stage {
            receive: rollcall_receive::Deps {
                ports: of.clone(),
                process: process.clone(),
                looks: arrivals.clone(),
                landing_bucket: LANDING.to_owned(),
                stays: Keep::on_s3().landed,
            },
            process: rollcall_process::Deps {
                ports: of.clone(),
                apply: apply.clone(),
                looks: arrivals.clone(),
                keep: Keep::on_s3(),
            },
            apply: rollcall_apply::Deps { ports: of, apply, process: process.clone() },
            rounds: RoundPorts {
                directory: Arc::clone(&ports.directory),
                deliveries: Arc::clone(&ports.deliveries),
                pulls,
                announcer: office.clone(),
                looks: arrivals,
                process,
                pull: post.sender(Name::Pull),
            },
            key,
            ports,
            post,
            office,
            door,
            _alive: alive,
        }
    }

    /// Uploads files, and has S3 tell of them.
    pub(crate) async fn upload(&self, files: &[(&str, String)], now: Timestamp) {
        for (name, text) in files {
            self.store(name, text).await;
            let key = format!("tenants/{}/{name}", self.key);
            let body = crate::events::object_created(LANDING, &key);
            self.post.put(Name::Arrivals, &body, None, now);
        }
    }

    /// Uploads a file of which nobody tells.
    pub(crate) async fn store(&self, name: &str, text: &str) {
        let path = LandingPath::parse(name).unwrap();
        let mut upload = self.door.upload(&self.key, &path, UploadStart::Empty).await.unwrap();
        upload.write_at(0, text.as_bytes()).await.unwrap();
        upload.finish().await.unwrap();
    }

    /// Hands a message to the function of its queue; false if it must come again.
    pub(crate) async fn deliver(&self, message: &Message, now: Timestamp, budget: Budget) -> bool {
        let event = sqs_event(std::slice::from_ref(message));
        let answer = match message.queue {
            Name::Arrivals => rollcall_receive::handle(&self.receive, event, now).await,
            Name::Process => self.process_event(event, now).await,
            Name::Apply => self.apply_event(event, now, budget).await,
            Name::Pull => SqsBatchResponse::default(),
        };
        answer.batch_item_failures.is_empty()
    }

    /// A batch of the queue of deliveries.
    pub(crate) async fn process_event(&self, event: SqsEvent, now: Timestamp) -> SqsBatchResponse {
        rollcall_process::handle(&self.process, event, now).await
    }

    /// A batch of the queue of runs.
    pub(crate) async fn apply_event(
        &self,
        event: SqsEvent,
        now: Timestamp,
        budget: Budget,
    ) -> SqsBatchResponse {
        let holder = format!("call at {now}");
        rollcall_apply::handle(&self.apply, event, &rollcall_apply::Call { holder, now, budget }).await
    }

    /// A document of the scheduler's.
    pub(crate) async fn scheduled(&self, event: serde_json::Value, now: Timestamp) {
        let event = serde_json::from_value(event).unwrap();
        rollcall_nightly::handle(&self.rounds, event, now).await.unwrap();
    }

    /// The scheduler's word.
    pub(crate) async fn round(&self, kind: Kind, now: Timestamp) {
        let event = Scheduled { kind, time: Some(now.to_string()) };
        rollcall_nightly::handle(&self.rounds, event, now).await.unwrap();
    }

    /// Plays from one moment to another as it should go.
    pub(crate) async fn play(&self, from: Timestamp, to: Timestamp) {
        self.play_with(from, to, &mut Chances::none()).await;
    }

    /// Plays with what may go wrong: messages come in any order, twice, or never.
    pub(crate) async fn play_with(&self, from: Timestamp, to: Timestamp, chances: &mut Chances) {
        let quarter = SignedDuration::from_mins(15);
        let (mut now, mut tick) = (from, from);
        while now < to {
            if tick <= now {
                let nightly = tick.to_string().ends_with("06:15:00Z");
                self.round(if nightly { Kind::Nightly } else { Kind::Sweep }, tick).await;
                tick += quarter;
            }
            match self.post.take(chances.order(), now) {
                Some(message) => self.meet(message, now, chances).await,
                None => now = self.post.next().map_or(tick, |next| next.min(tick)).max(now),
            }
        }
    }

    async fn meet(&self, message: Message, now: Timestamp, chances: &mut Chances) {
        if chances.doubled() {
            self.post.again(message.clone());
        }
        if chances.lost() {
            return;
        }
        if !self.deliver(&message, now, chances.budget()).await {
            // Not before the visibility timeout.
            self.post.again(Message { from: now + SignedDuration::from_mins(16), ..message });
        }
    }

    /// What is visible of the roster.
    pub(crate) async fn roster(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
            for stored in self.ports.roster.page(&self.key, *entity, None, 10_000).await.unwrap() {
                all.insert(
                    format!("{entity} {}", stored.record.sourced_id()),
                    stored.record.bytes().to_vec(),
                );
            }
        }
        all
    }

    /// The states of all runs, oldest first.
    pub(crate) async fn states(&self) -> Vec<String> {
        let runs = self.ports.runs.runs(&self.key, 100).await.unwrap();
        runs.into_iter().rev().map(|run| run.state).collect()
    }
}

async fn add_connection(ports: &Ports, change: impl FnOnce(&mut Connection)) -> ConnectionKey {
    let (key, created) = (ConnectionKey::new("maple-usd", "sis").unwrap(), at("2026-11-01T00:00:00Z"));
    let tenant = Tenant { id: key.tenant.clone(), name: "Maple".into(), account: None, created };
    ports.directory.add_tenant(&tenant).await.unwrap();
    let mut connection =
        Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, created);
    connection.active = true;
    change(&mut connection);
    ports.directory.add_connection(&connection).await.unwrap();
    key
}

/// What may go wrong, decided by given numbers.
#[derive(Debug, Clone)]
pub(crate) struct Chances {
    numbers: Vec<u8>,
    next: usize,
    losses: u32,
}

impl Chances {
    /// Nothing goes wrong.
    pub(crate) fn none() -> Chances {
        Chances::of(Vec::new(), 0)
    }

    /// As the numbers say, and at most so many messages are lost.
    pub(crate) fn of(numbers: Vec<u8>, losses: u32) -> Chances {
        Chances { numbers, next: 0, losses }
    }

    fn number(&mut self) -> Option<u8> {
        self.next += 1;
        self.numbers.get(self.next % self.numbers.len().max(1)).copied()
    }

    fn order(&mut self) -> usize {
        self.number().map_or(0, usize::from)
    }

    fn doubled(&mut self) -> bool {
        self.number().is_some_and(|n| n % 5 == 1)
    }

    fn lost(&mut self) -> bool {
        let lost = self.losses > 0 && self.number().is_some_and(|n| n % 4 == 2);
        self.losses -= u32::from(lost);
        lost
    }

    fn budget(&mut self) -> Budget {
        match self.number() {
            Some(n) if n % 3 > 0 => steps(u32::from(n % 4)),
            Some(_) | None => Budget::unlimited(),
        }
    }
}
