//! What an application asks is answered from the indexes, and a removed record is no answer.

use roster::model::Entity;
use roster_aws::dynamo::roster::Found;
use roster_conformance::samples::{birch, maple};
use roster_pipeline::ports::{Change, RosterStore};
use roster_pipeline::records::RunId;

use super::world::{World, put, remove};

fn role(id: &str, user: &str, role: &str, org: &str) -> Change {
    let pairs = [("sourcedId", id), ("userSourcedId", user), ("role", role), ("orgSourcedId", org)];
    put(Entity::Roles, &pairs)
}

fn enrollment(id: &str, user: &str, role: &str, class: &str) -> Change {
    let pairs = [("sourcedId", id), ("userSourcedId", user), ("role", role), ("classSourcedId", class)];
    put(Entity::Enrollments, &pairs)
}

fn relationship(id: &str, student: &str, adult: &str) -> Change {
    put(Entity::Relationships, &[("sourcedId", id), ("studentSourcedId", student), ("adultSourcedId", adult)])
}

fn user(id: &str, email: &str, number: &str) -> Change {
    put(Entity::Users, &[("sourcedId", id), ("email", email), ("identifier", number)])
}

fn roster() -> Vec<Change> {
    vec![
        role("r1", "ann", "student", "oak"),
        role("r2", "ben", "student", "oak"),
        role("r3", "cid", "student", "elm"),
        role("r4", "tom", "teacher", "oak"),
        enrollment("e1", "ann", "student", "art"),
        enrollment("e2", "ben", "student", "art"),
        enrollment("e3", "tom", "teacher", "art"),
        enrollment("e4", "tom", "teacher", "gym"),
        enrollment("e5", "ann", "student", "gym"),
        relationship("g1", "ann", "mum"),
        relationship("g2", "ann", "dad"),
        relationship("g3", "ben", "mum"),
        user("ann", "Family@Example.org", "0001"),
        user("ben", "family@example.org", "0002"),
        user("tom", "", ""),
    ]
}

/// Answers as `who by record`.
fn told(found: Vec<Found>) -> Vec<String> {
    found.into_iter().map(|one| format!("{} by {}", one.sourced_id, one.by)).collect()
}

async fn answers(world: &World) -> [Vec<String>; 6] {
    let (table, maple) = (&world.table, maple());
    [
        told(table.students_of_school(&maple, "oak").await.unwrap()),
        told(table.guardians_of_student(&maple, "ann").await.unwrap()),
        told(table.classes_of_teacher(&maple, "tom").await.unwrap()),
        told(table.students_of_class(&maple, "art").await.unwrap()),
        told(table.people_by_email(&maple, " FAMILY@example.org").await.unwrap()),
        told(table.people_by_number(&maple, "0001").await.unwrap()),
    ]
}

#[tokio::test]
async fn each_question_is_one_query_of_keys() {
    let world = World::new().await;
    world.apply(1, &roster()).await;
    world.requests.take();
    let want: [&[&str]; 6] = [
        &["ann by r1", "ben by r2"],
        &["dad by g2", "mum by g1"],
        &["art by e3", "gym by e4"],
        &["ann by e1", "ben by e2"],
        &["ann by ann", "ben by ben"],
        &["ann by ann"],
    ];
    assert_eq!(
        answers(&world).await.map(|mut found| {
            found.sort();
            found
        }),
        want
    );
    assert_eq!((world.requests.of("Query"), world.requests.of("GetItem")), (6, 0));
    for index in ["gsi1", "gsi2"] {
        for entry in world.entries(index).await.into_values() {
            assert_eq!(entry.len(), 4, "an entry of {index} has more than its keys");
        }
    }
}

#[tokio::test]
async fn what_changed_is_found_where_it_is_now() {
    let world = World::new().await;
    world.apply(1, &roster()).await;
    let moves = [
        role("r1", "ann", "student", "elm"),
        relationship("g1", "ben", "mum"),
        enrollment("e3", "eve", "teacher", "art"),
        enrollment("e1", "ann", "teacher", "art"),
        user("ann", "", "0003"),
        user("tom", "tom@example.org", "0001"),
    ];
    world.apply(2, &moves).await;
    let want: [&[&str]; 6] =
        [&["ben by r2"], &["dad by g2"], &["gym by e4"], &["ben by e2"], &["ben by ben"], &["tom by tom"]];
    assert_eq!(answers(&world).await, want);
}

#[tokio::test]
async fn removed_records_leave_the_indexes_and_come_back() {
    let world = World::new().await;
    world.apply(1, &roster()).await;
    let before = answers(&world).await;
    let removals: Vec<Change> = roster()
        .into_iter()
        .map(|change| match change {
            Change::Put { record, .. } | Change::Move { record, .. } => {
                remove(record.entity(), record.sourced_id())
            }
            Change::Remove { .. } => unreachable!("the roster has no removals"),
        })
        .collect();
    world.apply(2, &removals).await;
    assert!(answers(&world).await.iter().all(Vec::is_empty));
    assert!(world.entries("gsi1").await.is_empty() && world.entries("gsi2").await.is_empty());
    assert_eq!(world.entries("removed").await.len(), roster().len());
    world.apply(3, &roster()).await;
    assert_eq!(answers(&world).await, before);
    assert!(world.entries("removed").await.is_empty());
}

#[tokio::test]
async fn another_tenants_people_are_no_answer() {
    let world = World::new().await;
    let run = RunId("r-1".into());
    world.table.apply(&birch(), (&run, 1), roster_conformance::samples::at(1), &roster()).await.unwrap();
    assert!(answers(&world).await.iter().all(Vec::is_empty));
}
