//! Nights of a tenant with several sources: a student information system, and HR with titles and buses.

use roster::model::Entity;
use roster_pipeline::mapping;
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::{ArtifactKey, FrontDoor, LandedKind, LandingPath};
use roster_pipeline::records::{Connection, Direction};
use roster_pipeline::sources::{Role, attach, may_be};
use roster_pipeline::work::Worked;
use roster_pipeline::{ConnectionKey, profile, verify};
use serde_json::{Value, json};

use crate::world::{World, at, district, names, students};

const BUS: &str = r#"{"profile": 1, "entities": {"bus": {"doc": "Bus.", "fields": {"route": {}}}}}"#;

/// HR's files: people by employee ID, and who rides which bus.
fn document(write: &str) -> Value {
    let person = json!({"sourcedId": "Employee ID",
        "metadata.title": {"column": "Title", "write": write}, "metadata.department": "Department"});
    let ride = json!({"sourcedId": {"template": "{Person}:{Route}"}, "kind": {"constant": "bus"},
        "userSourcedId": "Person", "metadata.route": "Route"});
    json!({"mapping": 1, "name": "HR", "files": [
        {"file": "users.csv", "records": [{"entity": "users", "fields": person}]},
        {"file": "bus.csv", "need": "optional", "records": [{"entity": "ownRecords", "fields": ride}]}]})
}

struct Sources {
    world: World,
    hr: ConnectionKey,
}

impl Sources {
    /// A district of 40 students, and HR joined by user name.
    async fn new(write: &str) -> Sources {
        let world = World::new().await;
        profile::set(&world.ports, Some(BUS)).await.expect("a profile");
        let hr = ConnectionKey::new("maple-usd", "staff-hr").expect("good names");
        let mut new = Connection::new(hr.tenant.clone(), hr.connection.clone(), Direction::Push, at(0));
        new.active = true;
        new.schedule = "on-arrival every 1m".into();
        new.role = Role::Supplement { of: world.key.connection.clone(), join: "username".into() };
        may_be(&world.ports, &new).await.expect("may be");
        attach(&world.ports, &new).await.expect("attached");
        let new = profile::take_on(&world.ports, new).await.expect("a profile");
        world.ports.directory.add_connection(&new).await.expect("a new connection");
        let sources = Sources { world, hr };
        sources.map(write).await;
        sources
    }

    async fn map(&self, write: &str) {
        let directory = &*self.world.ports.directory;
        let hr = directory.connection(&self.hr).await.expect("there");
        let text = document(write).to_string();
        mapping::save(directory, &hr, (&text, "a test"), at(0)).await.expect("saved");
    }

    /// A night of the student information system.
    async fn sis(&self, ids: &[String], minute: i64) -> Worked {
        self.world.upload(&district(&names(ids))).await;
        self.world.run(minute).await
    }

    /// A night of HR; what stands in the folder is taken away again.
    async fn hr(&self, files: &[(&str, String)], minute: i64) -> Worked {
        self.world.upload_to(&self.hr, files).await;
        let worked = self.world.run_of(&self.hr, minute).await;
        for (name, _) in files {
            let path = LandingPath::parse(name).expect("a path");
            self.world.door.remove(&self.hr, &path, LandedKind::File).await.expect("taken away");
        }
        worked
    }

    async fn of(&self, entity: Entity, id: &str, field: &str) -> Option<String> {
        let found = self.world.ports.roster.get(&self.world.key, entity, id).await.ok()?;
        found.removed_at.is_none().then_some(())?;
        Some(match field.strip_prefix("metadata.") {
            Some(own) => found.record.own_value(own).unwrap_or_default().into_owned(),
            None => found.record.get(field).unwrap_or_default().to_owned(),
        })
    }

    async fn title(&self, id: &str) -> Option<String> {
        self.of(Entity::Users, id, "metadata.title").await
    }
}

fn people(rows: &[(&str, &str)]) -> (&'static str, String) {
    let rows: String = rows.iter().map(|(id, title)| format!("{id},{title},Dept\n")).collect();
    ("users.csv", format!("Employee ID,Title,Department\n{rows}"))
}

fn rides(rows: &[(&str, &str)]) -> (&'static str, String) {
    let rows: String = rows.iter().map(|(person, route)| format!("{person},{route}\n")).collect();
    ("bus.csv", format!("Person,Route\n{rows}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_adds_titles_and_buses_to_people_of_the_sis_under_the_same_file_name() {
    let sources = Sources::new("always").await;
    let ids = students(1, 40);
    sources.sis(&ids, 1).await.applied.expect("applied");
    let files =
        [people(&[("st0001", "Aide"), ("st0002", "Nurse"), ("driver", "Driver")]), rides(&[("st0003", "7")])];
    let hr = sources.hr(&files, 10).await.applied.expect("applied");
    assert_eq!((hr.entities["users"].created, hr.entities["ownRecords"].created), (3, 1));
    for entity in [Entity::Users, Entity::OwnRecords] {
        let page = sources.world.ports.roster.page(&sources.hr, entity, None, 10).await.expect("a page");
        assert_eq!(page.len(), 0, "a supplement has no people of its own");
    }
    assert!(verify::connection(&sources.world.ports, &sources.hr).await.expect("verified").agrees());

    let run = sources.world.run(20).await.applied.expect("planned again from the same files");
    let users = run.entities["users"];
    assert_eq!((users.updated, users.unchanged, users.created, users.removed), (2, 38, 0, 0));
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Aide"));
    let ride = "staff-hr/st0003:7";
    assert_eq!(sources.of(Entity::OwnRecords, ride, "userSourcedId").await.as_deref(), Some("st0003"));
    assert!(verify::connection(&sources.world.ports, &sources.world.key).await.expect("verified").agrees());
    let idle = sources.world.run(30).await;
    assert!(matches!(idle.planned, Planned::Nothing), "{idle:?}");
    assert_eq!(sources.world.ids(Entity::Users).await, ids);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_hr_who_go_lose_their_titles_and_nothing_else() {
    let sources = Sources::new("always").await;
    let ids = students(1, 40);
    sources
        .hr(
            &[people(&[("st0001", "Aide"), ("st0002", "Nurse")]), rides(&[("st0001", "7"), ("st0009", "7")])],
            1,
        )
        .await;
    sources.sis(&ids, 5).await.applied.expect("applied");
    assert_eq!(sources.title("st0002").await.as_deref(), Some("Nurse"));
    sources.hr(&[people(&[("st0001", "Head")]), rides(&[("st0009", "7")])], 10).await;
    let run = sources.world.run(20).await.applied.expect("applied");
    assert_eq!((run.entities["users"].updated, run.entities["ownRecords"].removed), (2, 1));
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Head"));
    assert_eq!(sources.title("st0002").await.as_deref(), Some(""));
    assert_eq!(sources.world.ids(Entity::Users).await.len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hr_file_that_is_nearly_empty_is_held_before_it_counts() {
    let sources = Sources::new("always").await;
    let ids = students(1, 40);
    sources.sis(&ids, 1).await;
    let all: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "Pupil")).collect();
    sources.hr(&[people(&all)], 10).await.applied.expect("applied");
    sources.world.run(20).await.applied.expect("applied");
    let held = sources.hr(&[people(&all[..2])], 30).await;
    assert!(matches!(held.planned, Planned::Held(_)), "{held:?}");
    assert!(matches!(sources.world.run(40).await.planned, Planned::Nothing));
    assert_eq!(sources.title("st0040").await.as_deref(), Some("Pupil"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employee_id_that_comes_twice_adds_nothing_to_anybody() {
    let sources = Sources::new("always").await;
    sources.sis(&students(1, 40), 1).await;
    let twice = people(&[("st0001", "Aide"), ("st0001", "Nurse"), ("st0002", "Head"), ("st0002", "Head")]);
    let run = sources.hr(&[twice], 10).await.applied.expect("applied");
    assert_eq!(run.entities["users"].created, 1);
    sources.world.run(20).await.applied.expect("applied");
    assert_eq!(sources.title("st0001").await.as_deref(), Some(""));
    assert_eq!(sources.title("st0002").await.as_deref(), Some("Head"));
    let twice = people(&[("st0001", "Nurse"), ("st0002", "Cook"), ("st0002", "Clerk")]);
    let run = sources.hr(&[twice], 30).await.applied.expect("applied");
    assert_eq!((run.entities["users"].created, run.entities["users"].kept), (1, 1));
    sources.world.run(40).await.applied.expect("applied");
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Nurse"));
    assert_eq!(sources.title("st0002").await.as_deref(), Some("Head"), "what was known stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_removed_and_revived_has_the_title_again() {
    let sources = Sources::new("always").await;
    let ids = students(1, 40);
    sources.sis(&ids, 1).await;
    sources.hr(&[people(&[("st0001", "Aide")]), rides(&[("st0001", "7")])], 10).await;
    sources.world.run(20).await.applied.expect("applied");
    let run = sources.sis(&ids[1..], 30).await.applied.expect("applied");
    assert_eq!((run.entities["users"].removed, run.entities["ownRecords"].removed), (1, 1));
    let run = sources.sis(&ids, 40).await.applied.expect("applied");
    assert_eq!((run.entities["users"].revived, run.entities["ownRecords"].revived), (1, 1));
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Aide"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_counts_once_stays_over_nights_until_the_mapping_says_otherwise() {
    let sources = Sources::new("once").await;
    sources.sis(&students(1, 40), 1).await;
    for (minute, title) in [(10, "Aide"), (30, "Teacher")] {
        sources.hr(&[people(&[("st0001", title)])], minute).await.applied.expect("applied");
        sources.world.run(minute + 10).await;
        assert_eq!(sources.title("st0001").await.as_deref(), Some("Aide"), "{title}");
    }
    sources.map("always").await;
    sources.world.run(50).await.applied.expect("another mapping of HR is new work");
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Teacher"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplement_counts_from_the_next_delivery_on_where_the_files_have_expired() {
    let sources = Sources::new("always").await;
    let ids = students(1, 40);
    let run = sources.sis(&ids, 1).await.applied.expect("applied");
    let ports = &sources.world.ports;
    let delivery = ports.deliveries.delivery(&sources.world.key, &run.delivery).await.expect("there");
    for file in &delivery.files {
        ports.artifacts.remove(&ArtifactKey::new(&sources.world.key, &file.artifact)).await.expect("gone");
    }
    sources.hr(&[people(&[("st0001", "Aide")])], 10).await.applied.expect("applied");
    for minute in [20, 30] {
        assert!(sources.world.run(minute).await.applied.is_none());
    }
    let runs = ports.runs.runs(&sources.world.key, 9).await.expect("runs");
    assert_eq!(runs.len(), 2, "it is said once");
    assert!(runs[0].note.as_deref().is_some_and(|note| note.contains("expired")), "{:?}", runs[0]);
    sources.sis(&ids[1..], 40).await.applied.expect("applied");
    sources.sis(&ids, 50).await.applied.expect("applied");
    assert_eq!(sources.title("st0001").await.as_deref(), Some("Aide"));
}

fn owns(words: &[&str]) -> Role {
    let owns = words.iter().map(|word| (*word).to_owned()).collect();
    Role::Primary { supplements: Default::default(), owns }
}

/// Another primary connection of the tenant, which is active.
fn second(role: Role) -> Connection {
    let key = ConnectionKey::new("maple-usd", "staff-hr").expect("good names");
    let mut new = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
    (new.active, new.role) = (true, role);
    new.schedule = "on-arrival every 1m".into();
    new
}

#[tokio::test(flavor = "multi_thread")]
async fn two_primaries_of_a_tenant_must_say_who_has_what() {
    let world = World::new().await;
    let error = may_be(&world.ports, &second(owns(&[]))).await.expect_err("both own all").to_string();
    assert!(
        error.contains("maple-usd/staff-hr") && error.contains("maple-usd/sis") && error.contains("owns="),
        "{error}"
    );
    may_be(&world.ports, &Connection { active: false, ..second(owns(&[])) }).await.expect("it only checks");
    let mut sis = world.ports.directory.connection(&world.key).await.expect("there");
    sis.role = owns(&["users:student", "users:contact", "enrollments", "classes", "courses"]);
    world.ports.directory.set_connection(&sis).await.expect("stored");
    let hr = second(owns(&["orgs", "academicSessions", "users:staff"]));
    may_be(&world.ports, &hr).await.expect("nothing twice");
    may_be(&world.ports, &second(owns(&["users:student"]))).await.expect_err("students twice");
    world.ports.directory.add_connection(&hr).await.expect("added");

    let mut files = district(&names(&students(1, 20)));
    files[5].1 += "t1,,,true,s1,teacher,t1,,Tea,Cher,,,t1@example.org,,,,,\n";
    files[6].1 += "e-t1,,,c1,s1,t1,teacher,,2026-08-15,2027-06-10\n";
    world.upload_to(&hr.key(), &files).await;
    world.run_of(&hr.key(), 1).await.applied.expect("staff, orgs and sessions");
    world.upload(&files).await;
    world.run(10).await.applied.expect("all else");
    let ids = async |key: &ConnectionKey, entity| {
        let page = world.ports.roster.page(key, entity, None, 100).await.expect("a page");
        page.into_iter().map(|stored| stored.record.sourced_id().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&hr.key(), Entity::Users).await, ["t1"]);
    assert_eq!((ids(&hr.key(), Entity::Orgs).await.len(), ids(&world.key, Entity::Orgs).await.len()), (2, 0));
    assert_eq!(ids(&world.key, Entity::Users).await.len(), 20);
    assert_eq!(ids(&world.key, Entity::Enrollments).await.len(), 21, "the teacher's too: HR has the teacher");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_make_no_sense_are_refused_with_what_to_do() {
    let sources = Sources::new("always").await;
    let ports = &sources.world.ports;
    let role = |of: &str, join: &str| Role::Supplement { of: of.parse().expect("an ID"), join: join.into() };
    for (id, role, said) in [
        ("bus", role("nobody", "email"), "add that first"),
        ("bus", role("bus", "email"), "itself"),
        ("bus", role("staff-hr", "email"), "supplement itself; name the connection"),
        ("bus", role("sis", "phone"), "identifier"),
        ("sis", role("staff-hr", "email"), "supplement"),
    ] {
        let key = ConnectionKey::new("maple-usd", id).expect("good names");
        let mut new = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
        new.role = role;
        let error = may_be(ports, &new).await.expect_err("refused").to_string();
        assert!(error.contains(said), "{error}");
    }
}
