//! IDs that are longer than a key may be are apart, found, and in order.

use roster::model::Entity;
use roster_conformance::samples::{at, maple};
use roster_pipeline::ports::RosterStore;

use super::world::{World, put, remove};

/// Around the longest that a key holds whole, alike for a thousand bytes and more, some with letters of several bytes.
fn ids() -> Vec<String> {
    let mut ids: Vec<String> = [1, 2, 958, 959, 960, 961, 962, 1_024, 1_025, 3_000]
        .into_iter()
        .flat_map(|length| ["a", "b"].map(|letter| letter.repeat(length)))
        .collect();
    let stem = "a".repeat(958);
    ids.extend(
        ["é", "🙂", "é🙂", "aé", "aa🙂", "🙂a", "🙂b", "\u{10FFFF}"].map(|end| format!("{stem}{end}")),
    );
    ids.extend((0..40).map(|n| format!("{}{n:02}", "c".repeat(1_000))));
    ids
}

#[tokio::test]
async fn long_ids_are_read_paged_and_purged_like_others() {
    let (world, mut ids) = (World::new().await, ids());
    let batch: Vec<_> = ids.iter().map(|id| put(Entity::Orgs, &[("sourcedId", id)])).collect();
    assert_eq!(world.apply(1, &batch).await.written, ids.len() as u64);
    ids.sort();
    for id in &ids {
        let stored = world.table.get(&maple(), Entity::Orgs, id).await.unwrap();
        assert_eq!(stored.record.sourced_id(), id);
    }
    for limit in [1, 7, 100] {
        let mut seen: Vec<String> = Vec::new();
        loop {
            let after = seen.last().map(String::as_str);
            let page = world.table.page(&maple(), Entity::Orgs, after, limit).await.unwrap();
            seen.extend(page.iter().map(|stored| stored.record.sourced_id().to_owned()));
            if page.len() < limit {
                break;
            }
        }
        assert!(seen == ids, "pages of {limit}");
    }
    let removals: Vec<_> = ids.iter().map(|id| remove(Entity::Orgs, id)).collect();
    world.apply(2, &removals).await;
    assert_eq!(world.table.purge(&maple(), at(3)).await.unwrap(), ids.len() as u64);
    assert!(world.items().await.is_empty());
}

#[tokio::test]
async fn questions_about_long_ids_are_answered() {
    let world = World::new().await;
    let (school, student, role) = ("s".repeat(1_500), "u".repeat(1_500), "r".repeat(1_500));
    let pairs = [
        ("sourcedId", role.as_str()),
        ("userSourcedId", &student),
        ("role", "student"),
        ("orgSourcedId", &school),
    ];
    world.apply(1, &[put(Entity::Roles, &pairs)]).await;
    let found = world.table.students_of_school(&maple(), &school).await.unwrap();
    assert!(found.len() == 1 && found[0].sourced_id == student && found[0].by == role);
    let other = format!("{}x", &school[1..]);
    assert!(world.table.students_of_school(&maple(), &other).await.unwrap().is_empty());
}
