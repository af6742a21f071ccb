//! What [`RosterStore`] promises.

mod model;

use roster::model::{Entity, Record};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Applied, Change, RosterStore};
use roster_pipeline::records::RunId;

pub use model::check_model;

use crate::failure;
use crate::samples::{at, birch, key, maple};

/// One test per promise of [`RosterStore`], and a model that must agree after any calls.
#[macro_export]
macro_rules! roster_store_conformance {
    ($(#[$attr:meta])* $fresh:expr) => {
        #[test]
        $(#[$attr])*
        fn any_calls_agree_with_a_model() {
            $crate::roster_store::check_model(|| $fresh);
        }
        $crate::conformance_cases!(roster_store, [$(#[$attr])*], $fresh, [
            a_put_record_is_read_with_all_its_fields
            absent_and_empty_fields_are_told_apart
            any_text_comes_back
            a_removed_record_is_invisible_at_once
            removing_what_is_not_there_leaves_nothing
            a_returning_record_is_revived_with_its_first_seen
            a_record_that_moves_in_brings_its_first_seen
            only_a_change_of_fields_or_visibility_moves_last_changed
            applying_a_batch_twice_changes_nothing
            a_stale_fence_writes_nothing
            a_stale_fence_does_not_revive_what_was_removed
            the_same_run_goes_on_under_a_later_lease
            a_batch_is_written_in_order
            pages_come_in_byte_order_and_meet
            purging_deletes_only_what_was_removed_before
            erasing_leaves_nothing_of_the_connection
            connections_are_apart
        ]);
    };
}

const KEY: [u8; 16] = [7; 16];

fn org(id: &str, name: &str) -> Record {
    Record::from_pairs(Entity::Orgs, &[("sourcedId", id), ("name", name), ("type", "school")])
}

fn put(id: &str, name: &str) -> Change {
    Change::Put { record: org(id, name), key: KEY }
}

fn remove(id: &str) -> Change {
    Change::Remove { entity: Entity::Orgs, sourced_id: id.into() }
}

/// Applies to the usual connection as run `r-<run>` with that number as the fence, at that second.
async fn apply(port: &dyn RosterStore, run: u64, batch: &[Change]) -> Applied {
    let id = RunId(format!("r-{run}"));
    let applied = port.apply(&maple(), (&id, run), at(run as i64), batch).await.unwrap();
    assert_eq!(applied.written + applied.stale, batch.len() as u64);
    applied
}

async fn names(port: &dyn RosterStore) -> Vec<String> {
    let page = port.page(&maple(), Entity::Orgs, None, 100).await.unwrap();
    assert_eq!(port.count(&maple(), Entity::Orgs).await.unwrap(), page.len() as u64);
    page.iter().map(|r| r.record.get("name").unwrap().to_owned()).collect()
}

/// Makes the record visible with exactly these fields.
pub async fn a_put_record_is_read_with_all_its_fields(port: &dyn RosterStore) {
    assert_eq!(failure(port.get(&maple(), Entity::Orgs, "o1").await), ErrorKind::NotFound);
    assert_eq!(apply(port, 3, &[put("o1", "Oak")]).await, Applied { written: 1, stale: 0 });
    let stored = port.get(&maple(), Entity::Orgs, "o1").await.unwrap();
    assert_eq!((stored.record, stored.key), (org("o1", "Oak"), KEY));
    assert_eq!((stored.run.0.as_str(), stored.fence), ("r-3", 3));
    assert_eq!((stored.first_seen, stored.last_changed, stored.removed_at), (at(3), at(3), None));
    assert_eq!(failure(port.get(&maple(), Entity::Courses, "o1").await), ErrorKind::NotFound);
}

/// Exactly these fields: a column that never came stays apart from a blank value.
pub async fn absent_and_empty_fields_are_told_apart(port: &dyn RosterStore) {
    let first = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", ""), ("identifier", "007")]);
    let second = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "A"), ("type", "")]);
    for (run, record) in [(1, first), (2, second)] {
        apply(port, run, &[Change::Put { record: record.clone(), key: KEY }]).await;
        assert_eq!(port.get(&maple(), Entity::Orgs, "o1").await.unwrap().record, record);
    }
}

/// IDs and values are text, whatever they hold.
pub async fn any_text_comes_back(port: &dyn RosterStore) {
    let texts = [
        "0012",
        "a'b\"c\\",
        "x/y z",
        "%_*",
        "O’Brien 李 🙂",
        "e\u{301}",
        "tab\tnl\n",
        "nul\0x",
        "-1",
        "null",
    ];
    let batch: Vec<Change> = texts.iter().map(|text| put(text, text)).collect();
    apply(port, 1, &batch).await;
    for text in texts {
        assert_eq!(port.get(&maple(), Entity::Orgs, text).await.unwrap().record, org(text, text));
    }
    assert_eq!(port.count(&maple(), Entity::Orgs).await.unwrap(), texts.len() as u64);
}

/// Invisible at once: not got, paged or counted.
pub async fn a_removed_record_is_invisible_at_once(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "Oak"), put("o2", "Elm")]).await;
    assert_eq!(apply(port, 2, &[remove("o1")]).await.written, 1);
    assert_eq!(failure(port.get(&maple(), Entity::Orgs, "o1").await), ErrorKind::NotFound);
    assert_eq!(names(port).await, ["Elm"]);
}

/// Removing what is not there leaves nothing and fails nothing.
pub async fn removing_what_is_not_there_leaves_nothing(port: &dyn RosterStore) {
    apply(port, 1, &[remove("o1")]).await;
    assert_eq!(port.purge(&maple(), at(1000)).await.unwrap(), 0);
    apply(port, 1, &[put("o1", "Oak")]).await;
    assert_eq!(names(port).await, ["Oak"]);
}

/// Also revives a removed one; `first_seen` survives updates and revival.
pub async fn a_returning_record_is_revived_with_its_first_seen(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "Oak")]).await;
    apply(port, 2, &[put("o1", "Oak High")]).await;
    apply(port, 3, &[remove("o1")]).await;
    apply(port, 4, &[put("o1", "Oak High")]).await;
    let stored = port.get(&maple(), Entity::Orgs, "o1").await.unwrap();
    assert_eq!((stored.first_seen, stored.last_changed, stored.removed_at), (at(1), at(4), None));
}

/// First seen when the change says, whatever the store holds under the ID; what it held there leaves no trace.
pub async fn a_record_that_moves_in_brings_its_first_seen(port: &dyn RosterStore) {
    let moving = |id: &str, name: &str, key: u8, since: i64| Change::Move {
        record: org(id, name),
        key: [key; 16],
        first_seen: at(since),
    };
    apply(port, 4, &[put("o1", "Oak"), put("o2", "Elm"), put("o3", "Ash")]).await;
    apply(port, 5, &[remove("o3")]).await;
    // A swap, a new ID, and one that a removed record left.
    let batch = [
        moving("o1", "Elm", 2, 3),
        moving("o2", "Oak", 1, 2),
        moving("o3", "Fir", 3, 1),
        moving("o4", "Yew", 4, 1),
    ];
    assert_eq!(apply(port, 6, &batch).await, Applied { written: 4, stale: 0 });
    for (id, name, key, since) in
        [("o1", "Elm", 2, 3), ("o2", "Oak", 1, 2), ("o3", "Fir", 3, 1), ("o4", "Yew", 4, 1)]
    {
        let stored = port.get(&maple(), Entity::Orgs, id).await.unwrap();
        assert_eq!((stored.record, stored.key), (org(id, name), [key; 16]));
        assert_eq!((stored.first_seen, stored.last_changed, stored.removed_at), (at(since), at(6), None));
    }
    let once = port.page(&maple(), Entity::Orgs, None, 100).await.unwrap();
    port.apply(&maple(), (&RunId("r-6".into()), 6), at(500), &batch).await.unwrap();
    assert_eq!(port.page(&maple(), Entity::Orgs, None, 100).await.unwrap(), once, "twice is once");
    assert_eq!(apply(port, 3, &batch).await, Applied { written: 0, stale: 4 });
    apply(port, 7, &[put("o1", "Elm High")]).await;
    assert_eq!(port.get(&maple(), Entity::Orgs, "o1").await.unwrap().first_seen, at(3));
}

/// `last_changed` is when its fields or visibility last changed.
pub async fn only_a_change_of_fields_or_visibility_moves_last_changed(port: &dyn RosterStore) {
    for (run, name, changed) in [(1, "Oak", 1), (2, "Oak", 1), (3, "Elm", 3), (4, "Elm", 3)] {
        apply(port, run, &[put("o1", name)]).await;
        let stored = port.get(&maple(), Entity::Orgs, "o1").await.unwrap();
        assert_eq!((stored.last_changed, stored.fence), (at(changed), run));
    }
}

/// Applying a batch twice changes nothing, also if it happens later.
pub async fn applying_a_batch_twice_changes_nothing(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "Oak"), put("o2", "Elm"), put("o3", "Ash")]).await;
    let batch = [put("o1", "Oak High"), remove("o2"), put("o4", "Fir")];
    apply(port, 2, &batch).await;
    let once = port.page(&maple(), Entity::Orgs, None, 100).await.unwrap();
    let again = port.apply(&maple(), (&RunId("r-2".into()), 2), at(500), &batch).await.unwrap();
    assert_eq!(again.written + again.stale, 3);
    assert_eq!(port.page(&maple(), Entity::Orgs, None, 100).await.unwrap(), once);
    assert_eq!(port.purge(&maple(), at(3)).await.unwrap(), 1, "the removal keeps its time");
}

/// A stale worker that wakes after a newer commit changes nothing.
pub async fn a_stale_fence_writes_nothing(port: &dyn RosterStore) {
    apply(port, 5, &[put("o1", "new"), put("o2", "new")]).await;
    let before = port.page(&maple(), Entity::Orgs, None, 100).await.unwrap();
    let stale = apply(port, 4, &[put("o1", "old"), remove("o2")]).await;
    assert_eq!(stale, Applied { written: 0, stale: 2 });
    let same = port.apply(&maple(), (&RunId("r-x".into()), 5), at(9), &[put("o1", "other")]).await.unwrap();
    assert_eq!(same, Applied { written: 0, stale: 1 }, "the same number, but another run");
    assert_eq!(port.page(&maple(), Entity::Orgs, None, 100).await.unwrap(), before);
}

/// A tombstone keeps the fencing number of the removal.
pub async fn a_stale_fence_does_not_revive_what_was_removed(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "Oak")]).await;
    apply(port, 3, &[remove("o1")]).await;
    assert_eq!(apply(port, 2, &[put("o1", "Oak")]).await, Applied { written: 0, stale: 1 });
    assert!(names(port).await.is_empty());
}

/// A run that is resumed under a later lease writes on, and its number rises.
pub async fn the_same_run_goes_on_under_a_later_lease(port: &dyn RosterStore) {
    let run = RunId("r-1".into());
    for fence in [1, 4, 2] {
        port.apply(&maple(), (&run, fence), at(1), &[put("o1", "Oak"), put("o2", "Elm")]).await.unwrap();
    }
    assert_eq!(port.get(&maple(), Entity::Orgs, "o1").await.unwrap().fence, 4);
    assert_eq!(apply(port, 3, &[put("o1", "late")]).await.stale, 1);
}

/// Writes a batch in order.
pub async fn a_batch_is_written_in_order(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "first"), put("o1", "second"), put("o2", "x"), remove("o2")]).await;
    assert_eq!(names(port).await, ["second"]);
    apply(port, 2, &[remove("o1"), put("o1", "third")]).await;
    assert_eq!(names(port).await, ["third"]);
}

/// `sourcedId` byte order, after `after`, at most `limit`; fewer means the end.
pub async fn pages_come_in_byte_order_and_meet(port: &dyn RosterStore) {
    let ids = ["", "0", "10", "9", "A", "Z", "a", "a-b", "a/b", "b", "é", "李"];
    let batch: Vec<Change> = ids.iter().rev().map(|id| put(id, "x")).collect();
    apply(port, 1, &batch).await;
    let mut seen: Vec<String> = Vec::new();
    loop {
        let page = port.page(&maple(), Entity::Orgs, seen.last().map(String::as_str), 5).await.unwrap();
        seen.extend(page.iter().map(|r| r.record.sourced_id().to_owned()));
        if page.len() < 5 {
            break;
        }
    }
    assert_eq!(seen, ids);
    assert!(port.page(&maple(), Entity::Orgs, None, 0).await.unwrap().is_empty());
    assert_eq!(port.page(&maple(), Entity::Orgs, Some("aa"), 1).await.unwrap()[0].record.sourced_id(), "b");
}

/// Deletes for good what was removed before `before`; returns how many.
pub async fn purging_deletes_only_what_was_removed_before(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "a"), put("o2", "b"), put("o3", "c")]).await;
    apply(port, 5, &[remove("o1")]).await;
    apply(port, 8, &[remove("o2")]).await;
    for (before, purged) in [(5, 0), (6, 1), (6, 0), (100, 1)] {
        assert_eq!(port.purge(&maple(), at(before)).await.unwrap(), purged, "before {before}");
    }
    assert_eq!(names(port).await, ["c"]);
    apply(port, 9, &[put("o1", "again")]).await;
    assert_eq!(port.get(&maple(), Entity::Orgs, "o1").await.unwrap().first_seen, at(9));
}

/// Deletes everything of a connection, visible or not.
pub async fn erasing_leaves_nothing_of_the_connection(port: &dyn RosterStore) {
    apply(port, 1, &[put("o1", "a"), put("o2", "b")]).await;
    apply(port, 2, &[remove("o2")]).await;
    let theirs = RunId("r-9".into());
    port.apply(&birch(), (&theirs, 9), at(9), &[put("o1", "theirs")]).await.unwrap();
    for _ in 0..2 {
        port.erase(&maple()).await.unwrap();
        assert!(names(port).await.is_empty());
        assert_eq!(port.purge(&maple(), at(1000)).await.unwrap(), 0);
    }
    assert_eq!(port.count(&birch(), Entity::Orgs).await.unwrap(), 1);
}

/// All calls stay inside one connection, fencing numbers too.
pub async fn connections_are_apart(port: &dyn RosterStore) {
    let (run, other) = (RunId("r-9".into()), key("maple-usd", "other"));
    for (connection, name) in [(&birch(), "birch"), (&other, "other")] {
        port.apply(connection, (&run, 9), at(9), &[put("o1", name)]).await.unwrap();
    }
    assert!(names(port).await.is_empty());
    assert_eq!(apply(port, 1, &[put("o1", "maple")]).await.written, 1);
    apply(port, 2, &[remove("o1")]).await;
    assert_eq!(port.purge(&maple(), at(1000)).await.unwrap(), 1);
    for (connection, name) in [(&birch(), "birch"), (&other, "other")] {
        let stored = port.get(connection, Entity::Orgs, "o1").await.unwrap();
        assert_eq!((stored.record, stored.fence), (org("o1", name), 9));
    }
}
