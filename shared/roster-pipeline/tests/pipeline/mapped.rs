//! Nights of a connection that is read with a mapping, and of mappings and headers that change under it.

use std::sync::Arc;

use roster::changes::Standing;
use roster::model::Entity;
use roster::run::State;
use roster_pipeline::mapping::{self, Tried};
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::{FrontDoor, LandedKind, LandingPath};
use roster_pipeline::receive::SetState;
use roster_pipeline::records::{Connection, Run};
use roster_pipeline::work::Worked;
use roster_pipeline::{ErrorKind, relocate};
use serde_json::{Value, json};

use crate::world::{World, at};

const HEADER: &str = "ID,First,Last,School,School Name,Grade,Email,Status";

/// A district's own export: students with their schools, and teachers now and then.
fn document() -> Value {
    let person = |role: &str| {
        json!({"entity": "users", "fields": {
            "sourcedId": {"template": format!("{role}:{{ID}}")}, "enabledUser": {"constant": "true"},
            "username": "ID", "givenName": "First", "familyName": "Last", "email": "Email",
            "role": {"constant": role}, "orgSourcedIds": "School",
            "grades": {"column": "Grade", "steps": ["grade"]}}})
    };
    let schools = json!({"entity": "orgs", "repeats": true, "fields": {
        "sourcedId": "School", "name": "School Name", "type": {"constant": "school"}}});
    json!({"mapping": 1, "name": "Maple's export", "files": [
        {"file": "students*.csv", "header": HEADER.split(',').collect::<Vec<_>>(),
         "only": [{"column": "Status", "is": ["A"]}], "records": [person("student"), schools]},
        {"file": "teachers.csv", "need": "optional", "records": [person("teacher")]}]})
}

/// Students of grades 9 to 12, `each` of each.
fn students(each: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for n in 0..4 * each {
        let grade = 9 + n % 4;
        text += &format!("{n:04},Ann,Smith{n},s1,Oak,{grade},a{n}@example.org,A\n");
    }
    text
}

fn teachers() -> String {
    let row = |n: usize| format!("t{n},Bo,Jones{n},s1,Oak,,t{n}@example.org,A\n");
    format!("{HEADER}\n{}", (0..6).map(row).collect::<String>())
}

async fn connection(world: &World) -> Connection {
    world.ports.directory.connection(&world.key).await.expect("a connection")
}

async fn save(world: &World, document: &Value, minute: i64) -> Connection {
    let (directory, connection) = (&*world.ports.directory, connection(world).await);
    let text = document.to_string();
    mapping::save(directory, &connection, (&text, "a test"), at(minute)).await.expect("saved")
}

async fn tried(world: &World, document: &Value) -> Option<Tried> {
    let mapping = Arc::new(mapping::read(&document.to_string()).expect("a mapping"));
    let connection = connection(world).await;
    mapping::try_out(&world.ports, &connection, mapping, at(500)).await.expect("tried")
}

/// What comes and is then taken away again: nothing that stands in the folder is carried into the next night.
async fn night(world: &World, files: &[(&str, String)], minute: i64) -> Worked {
    world.upload(files).await;
    let worked = world.run(minute).await;
    for (name, _) in files {
        let path = LandingPath::parse(name).expect("a path");
        world.door.remove(&world.key, &path, LandedKind::File).await.expect("taken away");
    }
    worked
}

/// A world that was read with the mapping once.
async fn mapped() -> World {
    let world = World::new().await;
    save(&world, &document(), 1).await;
    let worked = night(&world, &[("students.csv", students(20)), ("teachers.csv", teachers())], 2).await;
    assert_eq!(worked.applied.expect("applied").entities["users"].created, 86);
    world
}

fn held(worked: &Worked) -> Vec<&str> {
    let Planned::Held(run) = &worked.planned else { panic!("not held: {worked:?}") };
    let mut codes: Vec<&str> = run.brake.reasons.iter().map(|reason| reason.code.as_str()).collect();
    codes.dedup();
    codes
}

fn applied(worked: Worked) -> Run {
    let planned = format!("{:?}", worked.planned);
    worked.applied.unwrap_or_else(|| panic!("not applied: {planned}"))
}

async fn found(world: &World, code: &str) -> u64 {
    let newest = world.ports.deliveries.deliveries(&world.key, 1).await.expect("deliveries").remove(0);
    newest.findings.get(code).copied().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_mapped_delivery_becomes_the_roster_and_the_same_again_is_nothing_new() {
    let world = mapped().await;
    assert_eq!(world.ids(Entity::Orgs).await, ["s1"]);
    let users = world.ids(Entity::Users).await;
    assert_eq!((users.len(), users[0].as_str()), (86, "student:0000"));
    let again = night(&world, &[("students.csv", students(20)), ("teachers.csv", teachers())], 10).await;
    assert!(matches!(again.received.set, SetState::Unchanged(_)), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_would_lose_a_grade_is_shown_when_tried_and_held_when_saved() {
    let world = mapped().await;
    let mut without = document();
    without["files"][0]["only"] =
        json!([{"column": "Status", "is": ["A"]}, {"column": "Grade", "isNot": ["9"]}]);
    let tried = tried(&world, &without).await.expect("a delivery");
    let ninth = Standing { role: "student".into(), grade: "09".into() };
    let flows: Vec<_> =
        tried.people.0.iter().map(|(who, flow)| (who.clone(), flow.lost, flow.gained)).collect();
    assert_eq!((tried.people.lost(), flows), (20, vec![(ninth, 20, 0)]));
    assert!(tried.brake.held && tried.comparison.complete, "{:?}", tried.brake);
    assert_eq!(world.ids(Entity::Users).await.len(), 86, "a try changes nothing");
    assert_eq!(connection(&world).await.mapping.expect("a mapping").version, 1);

    assert_eq!(save(&world, &without, 20).await.mapping.expect("a mapping").version, 2);
    let files = [("students.csv", students(20)), ("teachers.csv", teachers())];
    let worked = night(&world, &files, 21).await;
    assert_eq!(held(&worked), ["B001"], "the same files are new work");
    assert_eq!(world.ids(Entity::Users).await.len(), 86);

    // What waits was planned under the second mapping; under the first again, it changes nothing.
    assert_eq!(save(&world, &document(), 30).await.mapping.expect("a mapping").version, 1);
    let worked = world.run(31).await;
    assert!(matches!(worked.planned, Planned::Unchanged(_)), "{worked:?}");
    let versions = world.ports.directory.mappings(&world.key).await.expect("versions");
    let told: Vec<_> = versions.iter().map(|v| (v.version, v.name.as_str(), v.note.as_str())).collect();
    assert_eq!(told, [(1, "Maple's export", "a test"), (2, "Maple's export", "a test")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_tried_on_the_newest_delivery_that_is_still_there() {
    let world = World::new().await;
    assert!(tried(&world, &document()).await.is_none(), "nothing came yet");
    night(&world, &[("students.csv", students(5))], 1).await;
    let first = tried(&world, &document()).await.expect("a delivery");
    assert_eq!((first.people.lost(), first.comparison.entities[&Entity::Users].read.accepted), (0, 20));
    let mut strange = document();
    strange["files"][0]["file"] = json!("pupils.csv");
    let none = tried(&world, &strange).await.expect("a delivery");
    assert!(!none.comparison.complete && none.comparison.files.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_a_night_with_another_header() {
    let reordered = "Status,Email,Grade,School Name,School,Last,First,ID";
    for (name, header, codes, noted) in [
        ("the same", HEADER, &[][..], &[][..]),
        ("another order", reordered, &[], &["R190"]),
        ("one more", "ID,First,Last,School,School Name,Grade,Email,Status,Locker", &[], &["R190"]),
        ("an optional one gone", "ID,First,Last,School,School Name,Grade,Status", &[], &["R190", "R191"]),
        ("the name gone", "ID,Last,School,School Name,Grade,Email,Status", &["B007"], &["R190", "R191"]),
        (
            "the filter gone",
            "ID,First,Last,School,School Name,Grade,Email",
            &["B004", "B007"],
            &["R190", "R191"],
        ),
        (
            "the school gone",
            "ID,First,Last,School Name,Grade,Email,Status",
            &["B003", "B007"],
            &["R190", "R191"],
        ),
        (
            "the key gone",
            "First,Last,School,School Name,Grade,Email,Status",
            &["B003", "B007"],
            &["R190", "R191"],
        ),
    ] {
        let world = mapped().await;
        let (all, wanted): (Vec<&str>, Vec<&str>) =
            (HEADER.split(',').collect(), header.split(',').collect());
        let rows = students(20);
        let row = |row: &str| {
            let cells: Vec<&str> = row.split(',').collect();
            let cell = |name: &&str| all.iter().position(|known| known == name).map_or("x", |at| cells[at]);
            wanted.iter().map(cell).collect::<Vec<_>>().join(",")
        };
        let text: String = rows.lines().skip(1).map(|line| row(line) + "\n").collect();
        let files = [("students.csv", format!("{header}\n{text}")), ("teachers.csv", teachers())];
        let worked = night(&world, &files, 10).await;
        let held = match &worked.planned {
            Planned::Held(_) => held(&worked),
            _ => Vec::new(),
        };
        assert!(codes.iter().all(|code| held.contains(code)), "{name}: {held:?}");
        assert_eq!(held.is_empty(), codes.is_empty(), "{name}: {held:?}");
        for code in ["R190", "R191"] {
            assert_eq!(found(&world, code).await > 0, noted.contains(&code), "{name}: {code}");
        }
        assert_eq!(world.ids(Entity::Users).await.len(), 86, "{name}");
        let stored = world.ports.roster.get(&world.key, Entity::Users, "student:0004").await.expect("a read");
        assert_eq!(stored.record.get("email"), Some("a4@example.org"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_by_places_holds_whatever_moves() {
    let by_place =
        HEADER.split(',').enumerate().fold(document()["files"][0].to_string(), |text, (at, name)| {
            let place = (at + 1).to_string();
            text.replace(&format!(":\"{name}\""), &format!(":{place}"))
                .replace(&format!("{{{name}}}"), &format!("{{{place}}}"))
        });
    let mut file: Value = serde_json::from_str(&by_place).expect("JSON");
    file["read"] = json!({"columns": "by-position"});
    let mut by_place = document();
    by_place["files"][0] = file;
    for (header, holds) in
        [(HEADER.to_owned(), false), (HEADER.to_lowercase(), false), (format!("{HEADER},Bus"), true)]
    {
        let world = mapped().await;
        save(&world, &by_place, 9).await;
        let text = students(20).replace(HEADER, &header);
        let worked = night(&world, &[("students.csv", text), ("teachers.csv", teachers())], 10).await;
        assert_eq!(matches!(worked.planned, Planned::Held(_)), holds, "{header}: {worked:?}");
        if holds {
            assert_eq!(held(&worked), ["B013"]);
            let told = world.report("latest.txt").await.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains("1 added (\"Bus\")"), "{told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_optional_file_that_stays_away_for_nights_keeps_its_people() {
    let world = mapped().await;
    for (n, each) in [21, 22, 23].into_iter().enumerate() {
        let worked = night(&world, &[("students.csv", students(each))], 10 * (n as i64 + 1)).await;
        assert_eq!(applied(worked).entities["users"].removed, 0);
        assert_eq!(world.ids(Entity::Users).await.len(), 4 * each + 6);
        assert_eq!(found(&world, "R194").await, 1);
    }
    let back = teachers().replace("t5,Bo,Jones5,s1,Oak,,t5@example.org,A\n", "");
    let worked = night(&world, &[("students.csv", students(23)), ("teachers.csv", back)], 50).await;
    assert_eq!(applied(worked).entities["users"].removed, 1, "it came, so that it counts again");
    assert_eq!(found(&world, "R194").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_one_file_come_for_each_school_and_one_that_does_not_come_loses_nobody() {
    let world = World::new().await;
    let mut many = document();
    many["files"][0]["many"] = json!(true);
    save(&world, &many, 1).await;
    let school = |n: usize| {
        let row = |i: usize| format!("{n}{i:03},Ann,Smith,s{n},School {n},9,,A\n");
        format!("{HEADER}\n{}", (0..30).map(row).collect::<String>())
    };
    let files = |day: usize, schools: &[usize]| -> Vec<(String, String)> {
        schools.iter().map(|n| (format!("students_{n}0{n}_202611{day}.csv"), school(*n))).collect()
    };
    for (day, schools, left) in
        [(20, &[1, 2, 3][..], 90), (21, &[1, 2, 3], 90), (22, &[1, 3], 90), (23, &[1, 3, 4], 120)]
    {
        let files = files(day, schools);
        let files: Vec<(&str, String)> =
            files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        night(&world, &files, day as i64).await;
        assert_eq!(world.ids(Entity::Users).await.len(), left, "{day}");
        assert_eq!(found(&world, "R194").await, u64::from(day > 21), "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_for_one_pattern_and_a_required_file_that_does_not_come_remove_nobody() {
    for (files, code) in [
        (vec![("students.csv", students(3)), ("students_old.csv", students(20))], "R193"),
        (vec![("teachers.csv", teachers())], "R061"),
    ] {
        let world = mapped().await;
        night(&world, &files, 10).await;
        assert_eq!(world.ids(Entity::Users).await.len(), 86);
        let newest = world.ports.deliveries.deliveries(&world.key, 1).await.expect("deliveries").remove(0);
        assert_eq!(newest.complete, Some(false), "{code}");
        assert!(found(&world, code).await > 0, "{code}: {:?}", newest.findings);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_cannot_be_read_or_is_not_there_never_counts() {
    let world = World::new().await;
    let first = connection(&world).await;
    let directory = &*world.ports.directory;
    let text = document().to_string().replace("givenName", "givenNaem");
    let error = mapping::save(directory, &first, (&text, ""), at(1)).await.expect_err("a field that is none");
    assert!(error.kind == ErrorKind::Refused && error.to_string().contains("givenNaem"), "{error}");
    assert!(directory.mappings(&world.key).await.expect("versions").is_empty());
    let saved = save(&world, &document(), 2).await;
    let stale = mapping::save(directory, &first, (&document().to_string(), ""), at(3)).await;
    assert_eq!(stale.expect_err("changed since").kind, ErrorKind::Conflict);
    let mut used = saved.mapping.clone().expect("a mapping");
    used.version = 7;
    let lost = directory.set_connection(&Connection { mapping: Some(used), ..saved }).await.expect("set");
    let absent = mapping::in_use(directory, &lost).await.expect_err("no such version");
    assert!(absent.is_retryable(), "{absent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mappings_come_over_into_another_place() {
    let (old, new) = (mapped().await, World::new().await);
    new.ports.directory.remove_tenant(&new.key.tenant).await.expect("an empty place");
    let mut second = document();
    second["name"] = json!("Second");
    save(&old, &second, 20).await;
    let tenant = old.ports.directory.tenant(&old.key.tenant).await.expect("a tenant");
    let connection = connection(&old).await;
    for minute in [30, 31] {
        relocate::tenant(&new.ports, &tenant).await.expect("a tenant");
        relocate::connection((&old.ports, &new.ports), &connection, ("test", at(minute)))
            .await
            .expect("moved");
    }
    let versions = |world: &World| world.ports.directory.clone();
    let (before, after) = (versions(&old), versions(&new));
    let there = after.mappings(&old.key).await.expect("versions");
    assert_eq!((there.len(), &there), (2, &before.mappings(&old.key).await.expect("versions")));
    assert_eq!(after.mapping(&old.key, 2).await.expect("a document"), second.to_string());
    let worked = night(&new, &[("students.csv", students(21)), ("teachers.csv", teachers())], 40).await;
    assert_eq!(applied(worked).state, State::Applied.as_str());
}
