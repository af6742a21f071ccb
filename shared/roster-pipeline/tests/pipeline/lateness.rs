//! Tenants that send nothing: one announcement each, or one for all when so many are late that it is our fault.

use std::sync::Mutex;

use async_trait::async_trait;
use jiff::SignedDuration;
use roster_pipeline::late::{Together, announce_late};
use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::records::{Connection, Direction};
use roster_pipeline::{ConnectionKey, PortResult};

use crate::world::{World, at, district, names, students};

/// Remembers what was said to whom.
#[derive(Default)]
struct Office {
    said: Mutex<Vec<(String, Announcement)>>,
}

impl Office {
    fn said(&self) -> Vec<(String, Announcement)> {
        std::mem::take(&mut *self.said.lock().expect("nobody panicked"))
    }
}

#[async_trait]
impl Announcer for Office {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        self.said
            .lock()
            .expect("nobody panicked")
            .push((connection.tenant.to_string(), announcement.clone()));
        Ok(())
    }
    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        self.said.lock().expect("nobody panicked").push(("operator".to_owned(), announcement.clone()));
        Ok(())
    }
}

/// A day of the tests' calendar that is judged for what came before, in minutes.
const NIGHT: i64 = 24 * 60;

async fn said_of(of: usize, delivered: bool) -> (Together, Vec<(String, Announcement)>) {
    let world = World::new().await;
    let mut connections = Vec::new();
    for n in 0..of {
        let key = ConnectionKey::new(&format!("district-{n}"), "sis").expect("good names");
        let connection = Connection::new(key.tenant, key.connection, Direction::Push, at(0));
        connections.push(Connection { active: true, ..connection });
    }
    let mut ours = world.ports.directory.connection(&world.key).await.expect("there");
    ours.schedule = "daily 00:15 America/Chicago".into();
    connections.push(ours);
    if delivered {
        world.upload(&district(&names(&students(1, 3)))).await;
        world.run(NIGHT * 2).await;
    }
    let office = Office::default();
    let until = at(NIGHT * 3);
    let span = (until - SignedDuration::from_hours(24), until);
    let late = announce_late(&*world.ports.deliveries, &office, &connections, span).await.expect("a look");
    (late.together, office.said())
}

#[tokio::test]
async fn each_tenant_that_is_late_is_announced() {
    let (together, said) = said_of(3, true).await;
    assert_eq!(together, Together::Few);
    let who: Vec<&str> = said.iter().map(|(who, _)| who.as_str()).collect();
    assert_eq!(who, ["district-0", "district-1", "district-2"]);
    assert!(
        said.iter().all(|(_, a)| matches!(a, Announcement::Late { since: None, missed: 1..=3 })),
        "{said:?}"
    );
}

#[tokio::test]
async fn when_many_are_late_together_the_operator_hears_it_once() {
    let (together, said) = said_of(9, false).await;
    assert_eq!(together, Together::Many);
    assert_eq!(said, [("operator".to_owned(), Announcement::ManyLate { late: 10, of: 10 })]);
}
