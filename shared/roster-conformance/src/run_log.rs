//! What [`RunLog`] promises.

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Begun, Current, RunLog};
use roster_pipeline::records::{Run, RunId};

use crate::samples::{at, birch, key, maple, run};
use crate::{failure, winners};

/// One test per promise of [`RunLog`].
#[macro_export]
macro_rules! run_log_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(run_log, ($($how)+), [
            a_run_begins_once
            of_two_racing_beginnings_one_is_new
            an_advanced_run_comes_back_one_version_higher
            a_run_read_before_an_advance_is_a_conflict
            a_run_that_never_began_is_not_found
            of_two_racing_advances_one_wins
            runs_come_newest_first_up_to_the_limit
            nothing_is_current_before_the_first_commit
            the_pointer_moves_by_one_version
            of_two_racing_moves_one_wins
            a_lease_is_busy_while_another_holds_it
            the_same_holder_keeps_its_number
            a_lapsed_lease_is_taken_with_the_next_number
            a_released_lease_is_free_and_its_number_never_comes_back
            releasing_what_is_no_longer_held_changes_nothing
            of_two_racing_holders_one_gets_the_lease
            connections_are_apart
            erasing_deletes_one_connection_and_no_other
        ]);
    };
}

fn current(run: &str, version: u64) -> Current {
    Current { run: RunId(run.into()), snapshot: format!("snapshots/{run}"), version }
}

/// Stores a run unless its ID is there already.
pub async fn a_run_begins_once(port: &dyn RunLog) {
    let first = run(&maple(), "r-1");
    assert_eq!(port.begin(&first).await.unwrap(), Begun::New(first.clone()));
    let again = Run { state: "failed".into(), ..first.clone() };
    assert_eq!(port.begin(&again).await.unwrap(), Begun::Existing(first.clone()));
    let stored = port.advance(&again).await.unwrap();
    assert_eq!(port.begin(&first).await.unwrap(), Begun::Existing(stored));
}

/// Of racing beginnings exactly one is new, and both see the same run.
pub async fn of_two_racing_beginnings_one_is_new(port: &dyn RunLog) {
    for n in 0..10 {
        let new = run(&maple(), &format!("r-{n}"));
        let (a, b) = tokio::join!(port.begin(&new), port.begin(&new));
        let mut begun = [a.unwrap(), b.unwrap()];
        begun.sort_by_key(|b| matches!(b, Begun::Existing(_)));
        assert_eq!(begun, [Begun::New(new.clone()), Begun::Existing(new)]);
    }
}

/// Stores a changed run and returns it with `version` one higher.
pub async fn an_advanced_run_comes_back_one_version_higher(port: &dyn RunLog) {
    let first = run(&maple(), "r-1");
    port.begin(&first).await.unwrap();
    let changed = Run { state: "applying".into(), fence: 7, finished_at: Some(at(99)), ..first };
    let stored = port.advance(&changed).await.unwrap();
    assert_eq!(stored, Run { version: 2, ..changed });
    assert_eq!(port.run(&maple(), &stored.id).await.unwrap(), stored);
    assert_eq!(port.advance(&stored).await.unwrap().version, 3);
}

/// `Conflict` unless the stored version is the one that was read; nothing is stored then.
pub async fn a_run_read_before_an_advance_is_a_conflict(port: &dyn RunLog) {
    let first = run(&maple(), "r-1");
    port.begin(&first).await.unwrap();
    let stored = port.advance(&first).await.unwrap();
    for version in [0, 1, 3] {
        let other = Run { version, state: "other".into(), ..first.clone() };
        assert_eq!(failure(port.advance(&other).await), ErrorKind::Conflict, "version {version}");
    }
    assert_eq!(port.run(&maple(), &first.id).await.unwrap(), stored);
}

/// `NotFound` if it never began.
pub async fn a_run_that_never_began_is_not_found(port: &dyn RunLog) {
    let never = run(&maple(), "r-1");
    assert_eq!(failure(port.advance(&never).await), ErrorKind::NotFound);
    assert_eq!(failure(port.run(&maple(), &never.id).await), ErrorKind::NotFound);
}

/// Of racing advances from the same version exactly one wins, and it is the one that is stored.
pub async fn of_two_racing_advances_one_wins(port: &dyn RunLog) {
    let mut read = run(&maple(), "r-1");
    port.begin(&read).await.unwrap();
    for _ in 0..20 {
        let (a, b) = (Run { state: "a".into(), ..read.clone() }, Run { state: "b".into(), ..read.clone() });
        let (a, b) = tokio::join!(port.advance(&a), port.advance(&b));
        read = port.run(&maple(), &read.id).await.unwrap();
        let won: Vec<_> = [&a, &b].into_iter().flatten().cloned().collect();
        assert_eq!(won, [read.clone()]);
        assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
    }
}

/// Newest first, at most `limit`.
pub async fn runs_come_newest_first_up_to_the_limit(port: &dyn RunLog) {
    for (id, started) in [("r-2", 2), ("r-1", 1), ("r-3", 3)] {
        port.begin(&Run { started_at: at(started), ..run(&maple(), id) }).await.unwrap();
    }
    for (limit, want) in [(9, &["r-3", "r-2", "r-1"][..]), (1, &["r-3"]), (0, &[])] {
        let ids: Vec<_> = port.runs(&maple(), limit).await.unwrap().into_iter().map(|r| r.id.0).collect();
        assert_eq!(ids, want);
    }
}

/// `None` before the first commit.
pub async fn nothing_is_current_before_the_first_commit(port: &dyn RunLog) {
    port.begin(&run(&maple(), "r-1")).await.unwrap();
    assert_eq!(port.current(&maple()).await.unwrap(), None);
}

/// `Conflict` unless the stored version is `next.version - 1` (0 before the first).
pub async fn the_pointer_moves_by_one_version(port: &dyn RunLog) {
    for early in [0, 2] {
        assert_eq!(failure(port.move_current(&maple(), &current("r-0", early)).await), ErrorKind::Conflict);
    }
    for (run, version) in [("r-1", 1), ("r-2", 2)] {
        port.move_current(&maple(), &current(run, version)).await.unwrap();
        assert_eq!(port.current(&maple()).await.unwrap(), Some(current(run, version)));
        assert_eq!(failure(port.move_current(&maple(), &current(run, version)).await), ErrorKind::Conflict);
    }
    for wrong in [1, 4] {
        assert_eq!(failure(port.move_current(&maple(), &current("r-9", wrong)).await), ErrorKind::Conflict);
    }
    assert_eq!(port.current(&maple()).await.unwrap(), Some(current("r-2", 2)));
}

/// Of racing moves to the same version exactly one wins.
pub async fn of_two_racing_moves_one_wins(port: &dyn RunLog) {
    for version in 1..20 {
        let (a, b) = (current("r-a", version), current("r-b", version));
        let key = maple();
        let (a, b) = tokio::join!(port.move_current(&key, &a), port.move_current(&key, &b));
        assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
    }
}

/// `Busy` while another holder has it.
pub async fn a_lease_is_busy_while_another_holds_it(port: &dyn RunLog) {
    let lease = port.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    assert_eq!((lease.connection, lease.holder, lease.until), (maple(), "one".to_owned(), at(60)));
    assert_eq!(failure(port.lease(&maple(), "two", at(1), at(61)).await), ErrorKind::Busy);
    assert_eq!(failure(port.lease(&maple(), "two", at(59), at(99)).await), ErrorKind::Busy);
}

/// The same holder asking again gets a longer `until` and keeps its number; never a shorter one.
pub async fn the_same_holder_keeps_its_number(port: &dyn RunLog) {
    let first = port.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    let longer = port.lease(&maple(), "one", at(30), at(90)).await.unwrap();
    assert_eq!((longer.fence, longer.until), (first.fence, at(90)));
    assert_eq!(failure(port.lease(&maple(), "two", at(70), at(99)).await), ErrorKind::Busy);
    assert_eq!(port.lease(&maple(), "one", at(31), at(80)).await.unwrap().until, at(90));
}

/// Taken if it lapsed at `now`, with the next fencing number, also by the holder that let it lapse.
pub async fn a_lapsed_lease_is_taken_with_the_next_number(port: &dyn RunLog) {
    let first = port.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    let second = port.lease(&maple(), "two", at(60), at(120)).await.unwrap();
    assert!(second.fence > first.fence && first.fence > 0);
    assert_eq!(failure(port.lease(&maple(), "one", at(61), at(200)).await), ErrorKind::Busy);
    let third = port.lease(&maple(), "two", at(121), at(180)).await.unwrap();
    assert!(third.fence > second.fence);
}

/// A lease that was given back is free at once; its number never comes back.
pub async fn a_released_lease_is_free_and_its_number_never_comes_back(port: &dyn RunLog) {
    let mut last = 0;
    for holder in ["one", "one", "two"] {
        let lease = port.lease(&maple(), holder, at(0), at(60)).await.unwrap();
        assert!(lease.fence > last);
        last = lease.fence;
        port.release(&lease).await.unwrap();
        port.release(&lease).await.unwrap();
    }
}

/// A lease that is no longer held is left alone.
pub async fn releasing_what_is_no_longer_held_changes_nothing(port: &dyn RunLog) {
    let lapsed = port.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    let held = port.lease(&maple(), "two", at(61), at(120)).await.unwrap();
    port.release(&lapsed).await.unwrap();
    assert_eq!(failure(port.lease(&maple(), "three", at(62), at(130)).await), ErrorKind::Busy);
    port.release(&held).await.unwrap();
    let again = port.lease(&maple(), "one", at(63), at(130)).await.unwrap();
    port.release(&lapsed).await.unwrap();
    assert_eq!(failure(port.lease(&maple(), "three", at(64), at(130)).await), ErrorKind::Busy);
    assert!(again.fence > held.fence);
}

/// Of racing holders exactly one gets the lease.
pub async fn of_two_racing_holders_one_gets_the_lease(port: &dyn RunLog) {
    let key = maple();
    for n in 0..20 {
        let (now, until) = (at(n * 100), at(n * 100 + 50));
        let (a, b) = tokio::join!(port.lease(&key, "one", now, until), port.lease(&key, "two", now, until));
        assert_eq!(winners([a, b], ErrorKind::Busy), 1);
    }
}

/// Runs, pointer and lease belong to one connection.
pub async fn connections_are_apart(port: &dyn RunLog) {
    port.begin(&run(&maple(), "r-1")).await.unwrap();
    assert!(matches!(port.begin(&run(&birch(), "r-1")).await.unwrap(), Begun::New(_)));
    port.move_current(&maple(), &current("r-1", 1)).await.unwrap();
    assert_eq!(port.current(&birch()).await.unwrap(), None);
    port.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    port.lease(&birch(), "two", at(0), at(60)).await.unwrap();
    assert_eq!(port.runs(&birch(), 9).await.unwrap().len(), 1);
}

/// Deletes runs, pointer and lease of a connection and nothing of another; nothing there is fine.
pub async fn erasing_deletes_one_connection_and_no_other(port: &dyn RunLog) {
    let neighbours = [birch(), key("maple-usd", "other")];
    for key in neighbours.iter().chain([&maple()]) {
        port.begin(&run(key, "r-1")).await.unwrap();
        port.move_current(key, &current("r-1", 1)).await.unwrap();
        port.lease(key, "one", at(0), at(60)).await.unwrap();
    }
    for _ in 0..2 {
        port.erase(&maple()).await.unwrap();
        assert!(port.runs(&maple(), 9).await.unwrap().is_empty());
        assert_eq!(port.current(&maple()).await.unwrap(), None);
        for key in &neighbours {
            assert_eq!(port.runs(key, 9).await.unwrap().len(), 1);
            assert_eq!(port.current(key).await.unwrap(), Some(current("r-1", 1)));
            assert_eq!(failure(port.lease(key, "two", at(1), at(61)).await), ErrorKind::Busy);
        }
    }
    assert_eq!(port.lease(&maple(), "two", at(1), at(61)).await.unwrap().fence, 1);
}
