//! What [`Queue`] promises.

use std::collections::BTreeSet;

use roster_pipeline::ConnectionKey;
use roster_pipeline::ports::{Job, Queue, Work};
use roster_pipeline::records::{DeliveryId, RunId};

use crate::samples::{at, birch, key, maple};

/// One test per promise of [`Queue`].
#[macro_export]
macro_rules! queue_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(queue, ($($how)+), [
            what_was_sent_is_handed_out
            the_same_waiting_work_is_not_added_twice
            work_that_is_out_may_be_sent_again
            a_connection_keeps_its_order
            one_piece_of_a_connection_is_out_at_a_time
            connections_do_not_wait_for_each_other
            of_racing_takers_each_gets_different_work
            lapsed_work_is_handed_out_again
            finished_work_never_comes_again
            a_lapsed_receipt_changes_nothing
            work_handed_back_comes_again_at_its_time
        ]);
    };
}

fn check(n: u32) -> Work {
    Work::Check { delivery: DeliveryId(format!("d-{n}")) }
}

/// Takes at second `now`, for a minute.
async fn take(port: &dyn Queue, now: i64) -> Option<Job> {
    port.take(at(now), at(now + 60)).await.unwrap()
}

async fn send(port: &dyn Queue, connection: &ConnectionKey, work: &Work) {
    port.send(connection, work).await.unwrap();
}

/// What was sent is handed out, every kind of it; `None` if there is none.
pub async fn what_was_sent_is_handed_out(port: &dyn Queue) {
    assert_eq!(take(port, 0).await, None);
    for work in [
        Work::Receive,
        check(1),
        Work::Plan,
        Work::Apply { run: RunId("r-1".into()) },
        Work::Pull,
        Work::Housekeep,
    ] {
        send(port, &maple(), &work).await;
        let job = take(port, 0).await.unwrap();
        assert_eq!((&job.connection, &job.work, job.attempt), (&maple(), &work, 1));
        port.done(&job).await.unwrap();
    }
}

/// The same work of the same connection that still waits is not added twice.
pub async fn the_same_waiting_work_is_not_added_twice(port: &dyn Queue) {
    for connection in [maple(), birch(), maple(), maple()] {
        send(port, &connection, &Work::Receive).await;
    }
    let (one, two) = (take(port, 0).await.unwrap(), take(port, 0).await.unwrap());
    for job in [&one, &two] {
        port.done(job).await.unwrap();
    }
    assert_eq!((one.connection, two.connection), (maple(), birch()));
    assert_eq!(take(port, 0).await, None);
}

/// What is out already does not stand in the way: it may have looked before the new reason came.
pub async fn work_that_is_out_may_be_sent_again(port: &dyn Queue) {
    send(port, &maple(), &Work::Receive).await;
    let first = take(port, 0).await.unwrap();
    send(port, &maple(), &Work::Receive).await;
    send(port, &maple(), &Work::Receive).await;
    port.done(&first).await.unwrap();
    let second = take(port, 0).await.unwrap();
    assert_ne!(first.receipt, second.receipt);
    port.done(&second).await.unwrap();
    assert_eq!(take(port, 0).await, None);
}

/// Keeps one connection's work in order.
pub async fn a_connection_keeps_its_order(port: &dyn Queue) {
    let sent = [check(2), check(1), Work::Plan, check(3)];
    for work in &sent {
        send(port, &maple(), work).await;
    }
    for work in sent {
        let job = take(port, 0).await.unwrap();
        assert_eq!(job.work, work);
        port.done(&job).await.unwrap();
    }
}

/// Hands out one piece of a connection's work at a time.
pub async fn one_piece_of_a_connection_is_out_at_a_time(port: &dyn Queue) {
    send(port, &maple(), &check(1)).await;
    send(port, &maple(), &check(2)).await;
    let first = take(port, 0).await.unwrap();
    assert_eq!(take(port, 1).await, None);
    port.done(&first).await.unwrap();
    assert_eq!(take(port, 1).await.unwrap().work, check(2));
}

/// The oldest work of a connection none of whose work is out.
pub async fn connections_do_not_wait_for_each_other(port: &dyn Queue) {
    let (maple, other) = (maple(), key("maple-usd", "other"));
    for (connection, work) in
        [(&maple, check(1)), (&maple, check(2)), (&other, check(3)), (&birch(), check(1))]
    {
        send(port, connection, &work).await;
    }
    let mut out = Vec::new();
    while let Some(job) = take(port, 0).await {
        out.push((job.connection, job.work));
    }
    assert_eq!(out, [(maple, check(1)), (other, check(3)), (birch(), check(1))]);
}

/// Racing takers never get work of one connection together.
pub async fn of_racing_takers_each_gets_different_work(port: &dyn Queue) {
    let keys: Vec<ConnectionKey> = (0..6).map(|n| key("maple-usd", &format!("con-{n}"))).collect();
    for key in &keys {
        send(port, key, &check(1)).await;
        send(port, key, &check(2)).await;
    }
    let mut out = BTreeSet::new();
    for _ in 0..2 {
        let jobs = tokio::join!(take(port, 0), take(port, 0), take(port, 0), take(port, 0));
        for job in [jobs.0, jobs.1, jobs.2, jobs.3].into_iter().flatten() {
            assert!(out.insert(job.connection.clone()), "{} is out twice", job.connection);
        }
    }
    assert_eq!(out.len(), 6);
}

/// Invisible to others until `until`; work whose `until` has passed at `now` is handed out again.
pub async fn lapsed_work_is_handed_out_again(port: &dyn Queue) {
    send(port, &maple(), &check(1)).await;
    let first = take(port, 0).await.unwrap();
    assert_eq!(take(port, 59).await, None);
    let second = take(port, 60).await.unwrap();
    assert_eq!((&second.work, second.attempt), (&first.work, 2));
    assert_ne!(first.receipt, second.receipt);
}

/// The job is finished and never comes again; finishing twice is fine.
pub async fn finished_work_never_comes_again(port: &dyn Queue) {
    send(port, &maple(), &check(1)).await;
    let job = take(port, 0).await.unwrap();
    for _ in 0..2 {
        port.done(&job).await.unwrap();
        assert_eq!(take(port, 1000).await, None);
    }
}

/// A receipt that lapsed, because the work was handed out anew, changes nothing.
pub async fn a_lapsed_receipt_changes_nothing(port: &dyn Queue) {
    send(port, &maple(), &check(1)).await;
    let lapsed = take(port, 0).await.unwrap();
    let held = take(port, 100).await.unwrap();
    port.done(&lapsed).await.unwrap();
    port.again(&lapsed, at(0)).await.unwrap();
    assert_eq!(take(port, 101).await, None);
    assert_eq!(take(port, 200).await.unwrap().attempt, held.attempt + 1);
}

/// The job comes again, not before its time, and keeps its place before what was sent later.
pub async fn work_handed_back_comes_again_at_its_time(port: &dyn Queue) {
    send(port, &maple(), &check(1)).await;
    send(port, &maple(), &check(2)).await;
    let job = take(port, 0).await.unwrap();
    port.again(&job, at(10)).await.unwrap();
    assert_eq!(take(port, 9).await, None);
    let again = take(port, 10).await.unwrap();
    assert_eq!((&again.work, again.attempt), (&check(1), 2));
}
