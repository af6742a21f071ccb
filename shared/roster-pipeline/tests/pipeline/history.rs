//! What happened to one record, night after night.

use std::io::Write;

use crate::world::{World, at, district, names, students};
use roster::changes::{Change, ChangeSetWriter, Op};
use roster::model::{Entity, Record};
use roster::run::{Answer, State};
use roster_pipeline::answer::answer;
use roster_pipeline::history::{HistoryEntry, of};
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::records::{Run, RunId};

async fn history(world: &World, id: &str) -> Vec<HistoryEntry> {
    of(&world.ports, &world.key, Entity::Users, id).await.expect("a history")
}

/// What happened, in which minute, and the family name before and after.
type Told<'h> = (Op, i64, Option<&'h str>, Option<&'h str>);

fn name(record: Option<&Record>) -> Option<&str> {
    record.and_then(|record| record.get("familyName"))
}

fn told(history: &[HistoryEntry]) -> Vec<Told<'_>> {
    let minute = |entry: &HistoryEntry| entry.at.duration_since(at(0)).as_mins();
    history.iter().map(|e| (e.op, minute(e), name(e.before.as_ref()), name(e.after.as_ref()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_has_the_history_of_its_nights_newest_first() {
    let world = World::new().await;
    let ids = students(1, 20);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    let mut second = district(&names(&ids));
    second[5].1 = second[5].1.replace("st0002son", "Garcia");
    world.upload(&second).await;
    world.run(60).await;
    world.upload(&district(&names(&[&ids[..1], &ids[2..]].concat()))).await;
    world.run(120).await;
    let all = history(&world, "st0002").await;
    let want = [
        (Op::Removed, 120, Some("Garcia"), None),
        (Op::Updated, 60, Some("st0002son"), Some("Garcia")),
        (Op::Created, 1, None, Some("st0002son")),
    ];
    assert_eq!(told(&all), want);
    let runs = world.ports.runs.runs(&world.key, 9).await.expect("runs");
    assert!(all.iter().map(|entry| &entry.run).eq(runs.iter().map(|run| &run.id)));
    assert_eq!(told(&history(&world, "st0003").await), [(Op::Created, 1, None, Some("st0003son"))]);
    assert!(history(&world, "st0099").await.is_empty());
    let enrollment = of(&world.ports, &world.key, Entity::Enrollments, "e-st0002").await.expect("a history");
    assert_eq!(enrollment.iter().map(|entry| entry.op).collect::<Vec<_>>(), [Op::Removed, Op::Created]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_applied_is_no_history() {
    for (say, want) in [
        (Answer::Discard, &[Op::Created][..]),
        (Answer::ApplyAdditions, &[Op::Created]),
        (Answer::Approve, &[Op::Removed, Op::Created]),
    ] {
        let world = World::new().await;
        let ids = students(1, 101);
        world.upload(&district(&names(&ids[..100]))).await;
        world.run(1).await;
        world.upload(&district(&names(&ids[15..]))).await;
        let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
        let ops = |history: Vec<HistoryEntry>| history.iter().map(|entry| entry.op).collect::<Vec<_>>();
        assert_eq!(ops(history(&world, "st0001").await), [Op::Created], "still held");
        answer(&world.ports, (&world.key, &held.id), say, ("test", at(61))).await.expect("answered");
        assert_eq!(ops(history(&world, "st0001").await), want, "{say}");
        let added = ops(history(&world, "st0101").await);
        assert_eq!(added.len(), usize::from(say != Answer::Discard), "{say}");
    }
}

/// An applied run with one change.
async fn applied(world: &World, template: &Run, id: &str, change: &Change) {
    let path = format!("runs/{id}/changes");
    let mut writer = ChangeSetWriter::new(Vec::new()).expect("a change set");
    writer.push(change).expect("a change");
    let bytes = writer.finish().expect("a change set");
    let mut out = world.ports.artifacts.write(&ArtifactKey::new(&world.key, &path)).await.expect("a writer");
    out.write_all(&bytes).expect("written");
    out.finish().expect("finished");
    let state = State::Applied.as_str().to_owned();
    let run =
        Run { id: RunId(id.into()), state, change_set: Some(path), has_changes: true, ..template.clone() };
    world.ports.runs.begin(&run).await.expect("begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_followed_through_a_change_of_its_id() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    let first = world.run(1).await.applied.expect("applied");
    let record = |id| Record::from_pairs(Entity::Users, &[("sourcedId", id)]).bytes().to_vec();
    let (before, after) = (Some(record("st0002")), Some(record("z-2")));
    let (entity, op) = (Entity::Users, Op::Renamed);
    let change = Change { op, entity, ordinal: Some(1), arrival: 0, key: 0, row: 0, before, after };
    applied(&world, &first, "r-29991231T000000Z-x", &change).await;
    let ops: Vec<Op> = history(&world, "z-2").await.iter().map(|entry| entry.op).collect();
    assert_eq!(ops, [Op::Renamed, Op::Created]);
}
