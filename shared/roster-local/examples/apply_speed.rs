//! Measures how fast changed records are applied: `cargo run --release -p roster-local --example apply_speed [N]`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement run by hand")]

use std::time::Instant;

use jiff::Timestamp;
use roster::model::{Entity, Record};
use roster_local::RosterDb;
use roster_pipeline::ConnectionKey;
use roster_pipeline::ports::{Change, RosterStore};
use roster_pipeline::records::RunId;

/// A user of about 600 bytes in all.
fn user(n: u64, round: u64) -> Change {
    let id = format!("{:08x}-0000-4000-8000-{n:012}", n.wrapping_mul(0x9e37_79b9));
    let (name, mail) = (format!("Given{n}"), format!("given{n}.family{n}@students.example.org"));
    let pairs = [
        ("sourcedId", id.as_str()),
        ("enabledUser", "true"),
        ("username", &mail),
        ("userIds", "{Fed:0123456789},{State:9876543210}"),
        ("givenName", &name),
        ("familyName", "A family name of some length"),
        ("middleName", if round == 0 { "First" } else { "Second" }),
        ("email", &mail),
        ("sms", "+1 555 0100 200"),
        ("phone", "+1 555 0100 201"),
        ("grades", "09,10"),
    ];
    Change::Put { record: Record::from_pairs(Entity::Users, &pairs), key: [n as u8; 16] }
}

#[tokio::main]
async fn main() {
    let count: u64 = std::env::args().nth(1).map_or(100_000, |n| n.parse().unwrap());
    let dir = tempfile::tempdir_in(".").unwrap();
    let db = RosterDb::open(&dir.path().join("roster.db")).unwrap();
    let key = ConnectionKey::new("maple-usd", "main").unwrap();
    for (round, name) in ["first load", "all updated", "all the same"].into_iter().enumerate() {
        let mut changes: Vec<Change> = (0..count).map(|n| user(n, round.min(1) as u64)).collect();
        changes.sort_by(|a, b| match (a, b) {
            (Change::Put { record: a, .. }, Change::Put { record: b, .. }) => {
                a.sourced_id().cmp(b.sourced_id())
            }
            _ => std::cmp::Ordering::Equal,
        });
        let (run, start) = (RunId(format!("r-{round}")), Instant::now());
        for batch in changes.chunks(1000) {
            db.apply(&key, (&run, round as u64 + 1), Timestamp::now(), batch).await.unwrap();
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("{name}: {count} records, {seconds:.2} s, {:.0} per s", count as f64 / seconds);
    }
}
