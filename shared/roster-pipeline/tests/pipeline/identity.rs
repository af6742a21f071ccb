//! IDs that change: the run is held, a person accepts the proposal, and the records stay the same ones.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use jiff::Timestamp;
use roster::changes::Op;
use roster::model::Entity;
use roster::run::Answer;
use roster_conformance::{Faults, Then, When};
use roster_pipeline::answer::answer;
use roster_pipeline::identity::{Accepted, IdChangePolicy, Only, accept, drop_file, list, replace};
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::records::Run;
use roster_pipeline::work::{When as Start, work};
use roster_pipeline::{history, verify};

use crate::world::{World, at, district, faulty, names, students};

type Files = Vec<(&'static str, String)>;

/// The same people under other IDs; names and addresses stay.
fn reissued(mut files: Files, new: impl Fn(&str) -> String) -> Files {
    let line = |line: &str, at: usize| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        if fields[at].starts_with("st") {
            fields[at] = new(&fields[at]);
        }
        fields.join(",") + "\n"
    };
    files[5].1 = files[5].1.lines().map(|text| line(text, 0)).collect();
    files[6].1 = files[6].1.lines().map(|text| line(text, 5)).collect();
    files
}

fn people(count: usize) -> Files {
    district(&names(&students(1, count)))
}

async fn store(world: &World, path: &str, text: &str) {
    let mut out = world.ports.artifacts.write(&ArtifactKey::new(&world.key, path)).await.expect("a writer");
    out.write_all(text.as_bytes()).expect("written");
    out.finish().expect("finished");
}

async fn stored(world: &World, path: &str) -> String {
    let mut text = String::new();
    let mut source = world.ports.artifacts.open(&ArtifactKey::new(&world.key, path)).await.expect("a file");
    source.read_to_string(&mut text).expect("text");
    text
}

async fn accepted(world: &World, text: &str) -> Accepted {
    store(world, "ids/upload.csv", text).await;
    accept(&world.ports, &world.key, ("ids/upload.csv", Only::Sure), at(50)).await.expect("an answer")
}

/// Stable key and first-seen time by ID.
async fn identities(world: &World, entity: Entity) -> BTreeMap<String, ([u8; 16], Timestamp)> {
    let page = world.ports.roster.page(&world.key, entity, None, 10_000).await.expect("a page");
    page.into_iter().map(|r| (r.record.sourced_id().to_owned(), (r.key, r.first_seen))).collect()
}

fn held(planned: Planned) -> Run {
    let Planned::Held(run) = planned else { panic!("not held: {planned:?}") };
    run
}

async fn agrees(world: &World) {
    let found = verify::connection(&world.ports, &world.key).await.expect("a comparison");
    assert!(found.agrees(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reissued_ids_are_held_proposed_accepted_and_renamed() {
    let world = World::new().await;
    world.upload(&people(60)).await;
    world.run(1).await;
    let before = identities(&world, Entity::Users).await;
    let roles = identities(&world, Entity::Roles).await;
    let second = reissued(people(60), |id| id.replace("st", "STU-"));
    world.upload(&second).await;
    let run = held(world.run(60).await.planned);
    let codes: Vec<&str> = run.brake.reasons.iter().map(|r| r.code.as_str()).collect();
    assert!(codes.contains(&"B012") && !run.brake.additions_allowed, "{codes:?}");
    let proposal = run.ids.proposal.clone().expect("a proposal");
    assert_eq!((proposal.sure, proposal.doubtful, proposal.none), (60, 0, 0));
    let file = stored(&world, &proposal.artifact).await;
    assert!(file.contains("users,st0001,STU-0001,sure,same e-mail address\n"), "{file}");
    assert!(!file.contains("son") && !file.contains('@'), "no names, no addresses");

    let Accepted::Stored(done) = accepted(&world, &file).await else { panic!("not accepted") };
    assert_eq!((done.number, done.changes), (1, 60));
    assert_eq!(accepted(&world, &file).await, Accepted::Nothing, "twice is once");
    let refused = answer(&world.ports, (&world.key, &run.id), Answer::Approve, ("test", at(61))).await;
    assert!(refused.is_err_and(|e| e.to_string().contains("ID changes were accepted since")));

    let worked = world.run(62).await;
    let run = worked.applied.expect("applied");
    let users = run.entities["users"];
    assert_eq!((users.renamed, users.created, users.removed), (60, 0, 0));
    assert_eq!((run.entities["roles"].renamed, run.entities["enrollments"].updated), (60, 60));
    assert_eq!((run.entities["roles"].removed, run.entities["enrollments"].removed), (0, 0));
    let renamed = |old: &BTreeMap<String, _>| -> BTreeMap<String, _> {
        old.iter().map(|(id, identity)| (id.replace("st0", "STU-0"), *identity)).collect()
    };
    assert_eq!(identities(&world, Entity::Users).await, renamed(&before));
    assert_eq!(identities(&world, Entity::Roles).await, renamed(&roles));
    agrees(&world).await;
    let told = history::of(&world.ports, &world.key, Entity::Users, "STU-0007").await.expect("a history");
    assert_eq!(told.iter().map(|entry| entry.op).collect::<Vec<_>>(), [Op::Renamed, Op::Created]);
    assert_eq!(list(&world.ports, &world.key).await.expect("files")[0].waiting, 0);

    let mut third = second.clone();
    third[5].1 = third[5].1.replace("st0002son", "Garcia");
    world.upload(&third).await;
    let run = world.run(120).await.applied.expect("applied");
    assert_eq!((run.entities["users"].updated, run.entities["users"].renamed), (1, 0));
    assert_eq!(identities(&world, Entity::Users).await, renamed(&before), "keys stay for good");
    agrees(&world).await;
}

/// A swap, a new ID, and an ID that goes from one who left to another.
const SHUFFLE: &str = "entity,oldId,newId\nusers,st0001,st0002\nusers,st0002,st0001\nusers,st0003,N-3\n\
                       users,st0004,st0005\nusers,st0005,\n";

fn shuffled() -> Files {
    let mut files = reissued(people(30), |id| match id {
        "st0001" => "st0002".to_owned(),
        "st0002" => "st0001".to_owned(),
        "st0003" => "N-3".to_owned(),
        "st0004" => "st0005".to_owned(),
        "st0005" => "gone".to_owned(),
        other => other.to_owned(),
    });
    for at in [5, 6] {
        let lines = files[at].1.lines().filter(|line| !line.contains("gone"));
        files[at].1 = lines.map(|line| format!("{line}\n")).collect();
    }
    // Somebody new gets an ID that was given up.
    files[5].1 += "st0003,,,true,s1,student,nn,,New,One,,,nn@example.org,,,,05,\n";
    files
}

async fn two_nights(world: &World) {
    world.upload(&people(30)).await;
    world.run(1).await;
    assert!(matches!(accepted(world, SHUFFLE).await, Accepted::Stored(_)));
    world.upload(&shuffled()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn swaps_and_ids_of_those_who_left_are_made_at_once() {
    let world = World::new().await;
    two_nights(&world).await;
    let before = {
        let page = world.ports.roster.page(&world.key, Entity::Users, None, 100).await.expect("a page");
        page.into_iter()
            .map(|r| (r.record.sourced_id().to_owned(), (r.key, r.first_seen)))
            .collect::<BTreeMap<_, _>>()
    };
    let run = world.run(60).await.applied.expect("applied");
    assert_eq!(
        (run.entities["users"].renamed, run.entities["users"].removed, run.entities["users"].created),
        (4, 1, 1)
    );
    let after = identities(&world, Entity::Users).await;
    for (old, new) in [
        ("st0001", "st0002"),
        ("st0002", "st0001"),
        ("st0003", "N-3"),
        ("st0004", "st0005"),
        ("st0006", "st0006"),
    ] {
        assert_eq!(after[new], before[old], "{old} is {new} now");
    }
    assert!(!after.contains_key("st0004") && !after.contains_key("gone"));
    let fresh = after["st0003"];
    assert!(!before.values().any(|(key, _)| *key == fresh.0), "the new one has a key of its own");
    assert_eq!(fresh.1, at(60), "and is seen first now");
    agrees(&world).await;
    let ops = async |id: &str| {
        let told = history::of(&world.ports, &world.key, Entity::Users, id).await.expect("a history");
        told.iter().map(|entry| entry.op).collect::<Vec<_>>()
    };
    assert_eq!(ops("st0003").await, [Op::Created]);
    assert_eq!(ops("N-3").await, [Op::Renamed, Op::Created]);
    world.upload(&shuffled()).await;
    let mut third = shuffled();
    third[1].1 = third[1].1.replace("Oak", "Oak Hill");
    world.upload(&third).await;
    let run = world.run(120).await.applied.expect("applied");
    assert_eq!(run.entities["users"].renamed, 0, "a swap is made once");
    assert_eq!(identities(&world, Entity::Users).await, after);
}

/// Everything of the store that a reader sees, but runs and fencing numbers.
async fn roster(world: &World) -> BTreeMap<(Entity, String), (Vec<u8>, [u8; 16], Timestamp)> {
    let mut all = BTreeMap::new();
    for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
        for stored in world.ports.roster.page(&world.key, *entity, None, 10_000).await.expect("a page") {
            let id = stored.record.sourced_id().to_owned();
            // What is new is as old as the process that made it.
            let first_seen = if stored.first_seen > at(30) { at(30) } else { stored.first_seen };
            all.insert((*entity, id), (stored.record.bytes().to_vec(), stored.key, first_seen));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_at_any_step_ends_the_same() {
    let world = World::new().await;
    two_nights(&world).await;
    world.run(60).await;
    let wanted = Arc::new(roster(&world).await);
    for when in [When::Before, When::After] {
        let mut nth = 0;
        loop {
            let mut together = tokio::task::JoinSet::new();
            for _ in 0..8 {
                nth += 3;
                let wanted = Arc::clone(&wanted);
                together.spawn(async move {
                    let world = World::new().await;
                    two_nights(&world).await;
                    let faults = Arc::new(Faults::at(nth, when, Then::StayDown));
                    let dying = faulty(&world.ports, &faults);
                    let _ = work(&dying, &world.key, Start::Now, ("first process", at(60))).await;
                    if !faults.reached() {
                        return false;
                    }
                    for minute in [61, 90] {
                        let _ =
                            work(&world.ports, &world.key, Start::Now, ("second process", at(minute))).await;
                    }
                    assert!(roster(&world).await == *wanted, "after dying {when:?} step {nth}");
                    true
                });
            }
            if together.join_all().await.contains(&false) {
                break;
            }
        }
        assert!(nth > 40, "only {nth} steps");
    }
}

fn with_ids_file(mut files: Files, text: &str) -> Files {
    files.push(("id_changes.csv", text.to_owned()));
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_the_district_sends_wait_for_a_person() {
    let world = World::new().await;
    world.upload(&people(40)).await;
    world.run(1).await;
    let files = reissued(people(40), |id| id.replace("st0001", "X-1"));
    world.upload(&with_ids_file(files, "old_id,new_id,type\nst0001,X-1,user\nst0002,st0003,user\n")).await;
    let run = held(world.run(60).await.planned);
    assert_eq!(run.brake.reasons.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["B012"]);
    assert!(
        run.brake.reasons[0].message.starts_with("the delivery says new IDs of 1 users"),
        "{:?}",
        run.brake
    );
    let delivery = world.ports.deliveries.delivery(&world.key, &run.delivery).await.expect("a delivery");
    assert_eq!(delivery.findings.get("R198"), Some(&1), "{:?}", delivery.findings);
    let file = stored(&world, &run.ids.proposal.expect("a proposal").artifact).await;
    assert!(file.contains("users,st0001,X-1,sure,sent by the district"), "{file}");
    accepted(&world, &file).await;
    let run = world.run(62).await.applied.expect("applied");
    assert_eq!((run.entities["users"].renamed, run.entities["users"].removed), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_may_take_the_districts_word_for_it() {
    let world = World::with(|c| c.id_changes.policy = IdChangePolicy::Accept).await;
    world.upload(&people(40)).await;
    world.run(1).await;
    let ids = "entity,oldId,newId\nusers,st0001,st0002\nusers,st0002,st0001\n";
    let swapped = |id: &str| match id {
        "st0001" => "st0002".to_owned(),
        "st0002" => "st0001".to_owned(),
        other => other.to_owned(),
    };
    let before = identities(&world, Entity::Users).await;
    let files = reissued(people(40), swapped);
    for (minute, renamed) in [(60, 2), (120, 0)] {
        let mut files = with_ids_file(files.clone(), ids);
        files[1].1 = files[1].1.replace("Oak", &format!("Oak {minute}"));
        world.upload(&files).await;
        let run = world.run(minute).await.applied.expect("applied");
        assert_eq!(run.entities["users"].renamed, renamed);
    }
    let after = identities(&world, Entity::Users).await;
    assert_eq!((after["st0001"], after["st0002"]), (before["st0002"], before["st0001"]));
    agrees(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_does_not_fit_the_roster_is_refused_whole_and_one_may_be_taken_back() {
    let world = World::new().await;
    world.upload(&people(20)).await;
    world.run(1).await;
    for (text, want) in [
        ("users,nobody,x\n", "line 2: the roster has no users with the ID \"nobody\""),
        ("users,st0001,st0002\n", "line 2: newId \"st0002\" is another record's"),
        ("users,st0001,x\nusers,st0002,x\n", "line 3: newId \"x\" is in line 2 already"),
    ] {
        let Accepted::Faulty(faults) = accepted(&world, &format!("entity,oldId,newId\n{text}")).await else {
            panic!("{text}")
        };
        assert!(faults[0].to_string().starts_with(want), "{faults:?}");
    }
    assert!(list(&world.ports, &world.key).await.expect("files").is_empty());
    assert!(matches!(accepted(&world, "oldId,newId\nst0001,a\n").await, Accepted::Stored(_)));
    let Accepted::Faulty(faults) = accepted(&world, "oldId,newId\nst0002,a\n").await else {
        panic!("twice a")
    };
    assert!(faults[0].to_string().contains("a change that waits already"), "{faults:?}");
    assert!(
        matches!(accepted(&world, "oldId,newId\nst0001,b\n").await, Accepted::Stored(_)),
        "a later word counts"
    );
    let waiting: Vec<u64> =
        list(&world.ports, &world.key).await.expect("files").iter().map(|f| f.waiting).collect();
    assert_eq!(waiting, [0, 1]);
    for _ in 0..2 {
        assert!(drop_file(&world.ports, &world.key, 2).await.expect("dropped").dropped);
    }
    assert!(drop_file(&world.ports, &world.key, 3).await.is_err());
    let waiting: Vec<u64> =
        list(&world.ports, &world.key).await.expect("files").iter().map(|f| f.waiting).collect();
    assert_eq!(waiting, [1, 0], "the earlier word counts again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_connection_goes_on_from_the_roster_of_another() {
    let mut world = World::new().await;
    world.upload(&people(60)).await;
    world.run(1).await;
    let before = identities(&world, Entity::Users).await;
    let mut connection = world.ports.directory.connection(&world.key).await.expect("settings");
    connection.id = "new-sis".parse().expect("a name");
    connection.version = 1;
    let new = connection.key();
    world.ports.directory.add_connection(&connection).await.expect("added");
    for _ in 0..2 {
        let replaced = replace(&world.ports, (&world.key, &new), ("test", at(10))).await;
        assert!(replaced.is_ok(), "{replaced:?}");
    }
    assert_eq!(identities(&world, Entity::Users).await.len(), 0, "nobody is there twice");
    agrees(&world).await;

    let mut second = reissued(people(60), |id| id.replace("st", "N-"));
    second[1].1 =
        second[1].1.replace("s1,,,Oak", "oak-7,,,Oak").replace("d1,,,", "dist,,,").replace(",,d1", ",,dist");
    for file in &mut second[3..] {
        file.1 = file.1.replace(",s1,", ",oak-7,").replace(",d1,", ",dist,");
    }
    world.upload_to(&new, &second).await;
    let run = held(world.run_of(&new, 60).await.planned);
    let file = ArtifactKey::new(&new, run.ids.proposal.expect("a proposal").artifact);
    let accepted = accept(&world.ports, &new, (&file.path, Only::Sure), at(61)).await.expect("an answer");
    assert!(matches!(&accepted, Accepted::Stored(file) if file.changes == 62), "{accepted:?}");
    let run = world.run_of(&new, 62).await.applied.expect("applied");
    assert_eq!((run.entities["users"].renamed, run.entities["orgs"].renamed), (60, 2));
    assert!(run.entities.values().all(|c| c.removed == 0 && c.created == 0), "{:?}", run.entities);

    world.key = new.clone();
    let renamed: BTreeMap<_, _> = before.iter().map(|(id, same)| (id.replace("st", "N-"), *same)).collect();
    assert_eq!(identities(&world, Entity::Users).await, renamed);
    agrees(&world).await;
    let told = history::of(&world.ports, &new, Entity::Users, "N-0007").await.expect("a history");
    assert_eq!(told.iter().map(|entry| entry.op).collect::<Vec<_>>(), [Op::Renamed, Op::Created]);
}
