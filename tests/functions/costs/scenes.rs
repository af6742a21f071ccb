//! One made-up district's days, and what they count, at two sizes: what is left is a straight line for each kind.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rollcall_nightly::Kind as Round;
use roster::generate::{District, File, Stamp};
use roster_aws::Clients;
use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::{Caller, Gate, hash_password};
use roster_pipeline::records::{Connection, Counts as Tally, Direction, Login, Run, Tenant};

use super::meter::{Counts, Kind, Meter};
use crate::stage::{Stage, at};

/// One day of a district, from one evening to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Day {
    /// What was counted.
    pub(crate) counts: Counts,
    /// Records of the roster, afterwards.
    pub(crate) records: f64,
    /// Records that were written.
    pub(crate) changed: f64,
}

/// The days of a district of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Days {
    /// Its students.
    pub(crate) students: u32,
    /// Rows of its files.
    pub(crate) rows: f64,
    /// The first load.
    pub(crate) first: Day,
    /// A day after which some records have changed.
    pub(crate) changed: Day,
    /// The same files again, with another status and time on every row.
    pub(crate) stamped: Day,
}

const EVENING: &str = "2026-11-23T02:00:00Z";
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Days {
    /// Plays them, by the functions' own handlers over emulators.
    pub(crate) async fn of(students: u32) -> Days {
        let meter = Meter::default();
        let stage = Stage::metered(&meter).await;
        let rounds = only_rounds(&stage, &meter).await;
        let district = District::new(students, 1, jiff::civil::date(2026, 8, 15));
        let files = [district.on_day(1), district.on_day(8), district.on_day(8).stamped(Stamp::Night(9))];
        let mut days = Vec::new();
        let mut records = 0.0;
        for (number, district) in (0..).zip(files) {
            let evening = at(EVENING) + DAY * number;
            let (before, texts) = (meter.so_far(), texts(&district));
            stage.post.handed_out();
            let said = stage.office.said.lock().unwrap().len();
            stage.upload(&texts, evening).await;
            stage.play(evening, evening + DAY).await;
            let mut counts = meter.so_far().with(&before, |_, after, before| after - before);
            counts = counts.with(&rounds, |_, all, rounds| all - rounds);
            counts.add(Kind::Landed, texts.iter().map(|(_, text)| text.len() as f64).sum());
            counts.add(Kind::Events, texts.len() as f64);
            counts.add(Kind::Events, (stage.office.said.lock().unwrap().len() - said) as f64);
            counts.add(Kind::Messages, stage.post.handed_out().values().sum::<u64>() as f64);
            let (changed, grown) = written(&stage).await;
            records += grown;
            days.push(Day { counts, records, changed });
        }
        assert_eq!(stage.states().await, ["applied"; 3]);
        let rows = texts(&district).iter().map(|(_, text)| text.lines().count() as f64 - 1.0).sum();
        Days { students, rows, first: days[0], changed: days[1], stamped: days[2] }
    }
}

/// Read units of each day of a tiny district that sends the same every night: reads go with what is remembered.
pub(crate) async fn reads_by_age(nights: i32) -> Vec<f64> {
    let meter = Meter::default();
    let stage = Stage::metered(&meter).await;
    let rounds = only_rounds(&stage, &meter).await.of(Kind::Reads);
    let district = District::new(10, 1, jiff::civil::date(2026, 8, 15));
    let mut reads = Vec::new();
    for night in 0..nights {
        let before = meter.so_far().of(Kind::Reads);
        let evening = at(EVENING) + DAY * night;
        stage.upload(&texts(&district), evening).await;
        stage.play(evening, evening + DAY).await;
        reads.push(meter.so_far().of(Kind::Reads) - before - rounds);
    }
    reads
}

fn texts(district: &District) -> Vec<(&'static str, String)> {
    let text = |file: File| {
        let mut bytes = Vec::new();
        district.write(file, &mut bytes).unwrap();
        (file.name(), String::from_utf8(bytes).unwrap())
    };
    File::ALL.map(text).to_vec()
}

/// How many records the newest run wrote, and by how many the roster grew.
async fn written(stage: &Stage) -> (f64, f64) {
    let runs = stage.ports.runs.runs(&stage.key, 1).await.unwrap();
    let sum = |count: fn(&Tally) -> f64| {
        runs.iter().flat_map(|run: &Run| run.entities.values()).map(count).sum::<f64>()
    };
    let changed = sum(|c| (c.created + c.updated + c.removed + c.revived + c.renamed) as f64);
    (changed, sum(|c| (c.created + c.revived) as f64 - c.removed as f64))
}

/// What the rounds of a day ask by themselves, with nobody listening.
async fn only_rounds(stage: &Stage, meter: &Meter) -> Counts {
    let before = meter.so_far();
    let evening = at(EVENING) - DAY;
    for quarter in 0..96 {
        let now = evening + SignedDuration::from_mins(15) * quarter;
        let nightly = now.to_string().ends_with("06:15:00Z");
        stage.round(if nightly { Round::Nightly } else { Round::Sweep }, now).await;
    }
    stage.post.lose_all();
    meter.so_far().with(&before, |_, after, before| after - before)
}

/// The rounds of a day over so many connections.
pub(crate) async fn rounds(connections: u32) -> Counts {
    let meter = Meter::default();
    let stage = Stage::metered(&meter).await;
    for number in 1..connections {
        let key = ConnectionKey::new(&format!("district-{number:05}"), "sis").unwrap();
        let created = at(EVENING) - DAY;
        let name = format!("District {number:05}");
        let tenant = Tenant { id: key.tenant.clone(), name, account: None, created };
        stage.ports.directory.add_tenant(&tenant).await.unwrap();
        let connection = Connection::new(key.tenant, key.connection, Direction::Push, created);
        let connection = Connection { active: true, ..connection };
        stage.ports.directory.add_connection(&connection).await.unwrap();
    }
    only_rounds(&stage, &meter).await
}

/// A login by password from an address that is known.
pub(crate) async fn login() -> Counts {
    let meter = Meter::default();
    let emulator = rollcall_emulators::dynamodb().await;
    let client = Clients::with(crate::clouds::config(emulator.url()).await).dynamodb();
    let client = meter.tables(&client);
    roster_aws::dynamo::control::definition().create(&client, "control").unwrap().send().await.unwrap();
    let control = Arc::new(roster_aws::dynamo::control::ControlTable::new(client, "control"));
    let key = ConnectionKey::new("maple-usd", "sis").unwrap();
    let (gate, now) = (Gate::new(control.clone(), control.clone()), at(EVENING));
    let directory: Arc<dyn roster_pipeline::ports::Directory> = control;
    let tenant = Tenant { id: key.tenant.clone(), name: "Maple".into(), account: None, created: now };
    directory.add_tenant(&tenant).await.unwrap();
    let (tenant, id) = (key.tenant.clone(), key.connection.clone());
    directory.add_connection(&Connection::new(tenant, id, Direction::Push, now)).await.unwrap();
    let password_hash = Some(hash_password("correct horse").unwrap());
    directory.put_login(&Login { password_hash, ..Login::new("maple", key, now) }).await.unwrap();
    let mut before = Counts::default();
    for day in 0..2 {
        before = meter.so_far();
        enter(&gate, now + DAY * day).await;
    }
    meter.so_far().with(&before, |_, after, before| after - before)
}

async fn enter(gate: &Gate, now: Timestamp) {
    let caller = Caller { user: "maple", from: "192.0.2.1".parse().unwrap(), at: now };
    assert!(gate.password(caller, "correct horse").await.unwrap().is_some());
}
