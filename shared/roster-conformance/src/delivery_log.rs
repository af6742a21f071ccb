//! What [`DeliveryLog`] promises.

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Arrival, DeliveryLog};
use roster_pipeline::records::{DeliveredFile, Delivery, DeliveryId};

use crate::samples::{at, birch, delivery, key, maple};
use crate::{failure, winners};

/// One test per promise of [`DeliveryLog`].
#[macro_export]
macro_rules! delivery_log_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(delivery_log, ($($how)+), [
            the_same_arrival_again_changes_nothing
            of_each_path_the_newest_arrival_comes_by_path
            a_delivery_marks_its_arrivals_as_taken
            an_arrival_stays_with_the_delivery_that_took_it_first
            the_same_delivery_again_changes_nothing
            of_two_racing_beginnings_one_wins
            an_absent_delivery_is_not_found
            a_changed_delivery_comes_back_one_version_higher
            a_delivery_read_before_a_change_is_a_conflict
            of_two_racing_changes_one_wins
            deliveries_come_newest_first_up_to_the_limit
            every_arrival_comes_in_the_order_of_recording
            a_forgotten_arrival_never_was
            connections_are_apart
            erasing_deletes_one_connection_and_no_other
        ]);
    };
}

fn arrival(path: &str, version: &str, received: i64) -> Arrival {
    Arrival {
        path: path.into(),
        version: version.into(),
        size: 10,
        sha256: "ab".repeat(32),
        modified: at(1),
        received: at(received),
        artifact: format!("arrivals/{version}"),
        delivery: None,
        purpose: Default::default(),
    }
}

/// A delivery of exactly these arrivals.
fn of(id: &str, arrivals: &[&Arrival]) -> Delivery {
    let file = |a: &&Arrival| DeliveredFile {
        path: a.path.clone(),
        size: a.size,
        sha256: a.sha256.clone(),
        version: a.version.clone(),
        received: a.received,
        artifact: a.artifact.clone(),
    };
    Delivery { files: arrivals.iter().map(file).collect(), ..delivery(&maple(), id) }
}

fn taken(arrivals: &[Arrival]) -> Vec<(&str, Option<&str>)> {
    arrivals.iter().map(|a| (a.version.as_str(), a.delivery.as_ref().map(|d| d.0.as_str()))).collect()
}

/// The same path and version again changes nothing and returns false.
pub async fn the_same_arrival_again_changes_nothing(port: &dyn DeliveryLog) {
    let first = arrival("users.csv", "v1", 1);
    assert!(port.arrive(&maple(), &first).await.unwrap());
    assert!(!port.arrive(&maple(), &Arrival { received: at(9), ..first.clone() }).await.unwrap());
    assert_eq!(port.arrivals(&maple()).await.unwrap(), [first]);
}

/// Newest arrival of each path, by path.
pub async fn of_each_path_the_newest_arrival_comes_by_path(port: &dyn DeliveryLog) {
    assert!(port.arrivals(&maple()).await.unwrap().is_empty());
    for (path, version, received) in
        [("b.csv", "v9", 1), ("a.csv", "v5", 2), ("b.csv", "v1", 3), ("a/x.csv", "v5", 4)]
    {
        assert!(port.arrive(&maple(), &arrival(path, version, received)).await.unwrap());
    }
    let newest = [arrival("a.csv", "v5", 2), arrival("a/x.csv", "v5", 4), arrival("b.csv", "v1", 3)];
    assert_eq!(port.arrivals(&maple()).await.unwrap(), newest);
}

/// Records a delivery once and marks its arrivals, these exact versions, as taken.
pub async fn a_delivery_marks_its_arrivals_as_taken(port: &dyn DeliveryLog) {
    let (a, b1, b2) = (arrival("a", "a1", 1), arrival("b", "b1", 2), arrival("b", "b2", 3));
    for arrival in [&a, &b1] {
        port.arrive(&maple(), arrival).await.unwrap();
    }
    assert!(port.begin_delivery(&of("d-1", &[&a])).await.unwrap());
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", Some("d-1")), ("b1", None)]);
    port.arrive(&maple(), &b2).await.unwrap();
    assert!(port.begin_delivery(&of("d-2", &[&b1])).await.unwrap());
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", Some("d-1")), ("b2", None)]);
    assert!(port.begin_delivery(&of("d-3", &[&b2])).await.unwrap());
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", Some("d-1")), ("b2", Some("d-3"))]);
}

/// A file that also belongs to a later delivery stays marked with the first; files that never arrived are fine.
pub async fn an_arrival_stays_with_the_delivery_that_took_it_first(port: &dyn DeliveryLog) {
    let (a, b) = (arrival("a", "a1", 1), arrival("b", "b1", 2));
    port.arrive(&maple(), &a).await.unwrap();
    for id in ["d-1", "d-2"] {
        assert!(port.begin_delivery(&of(id, &[&a, &b])).await.unwrap());
    }
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", Some("d-1"))]);
}

/// The same ID again changes nothing and returns false.
pub async fn the_same_delivery_again_changes_nothing(port: &dyn DeliveryLog) {
    let a = arrival("a", "a1", 1);
    port.arrive(&maple(), &a).await.unwrap();
    let first = of("d-1", &[]);
    assert!(port.begin_delivery(&first).await.unwrap());
    assert!(!port.begin_delivery(&of("d-1", &[&a])).await.unwrap());
    assert_eq!(port.delivery(&maple(), &first.id).await.unwrap(), first);
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", None)]);
}

/// Of racing beginnings of one ID exactly one wins.
pub async fn of_two_racing_beginnings_one_wins(port: &dyn DeliveryLog) {
    for n in 0..10 {
        let new = delivery(&maple(), &format!("d-{n}"));
        let (a, b) = tokio::join!(port.begin_delivery(&new), port.begin_delivery(&new));
        assert_eq!([a.unwrap(), b.unwrap()].iter().filter(|new| **new).count(), 1);
    }
}

/// `NotFound` if absent.
pub async fn an_absent_delivery_is_not_found(port: &dyn DeliveryLog) {
    port.begin_delivery(&delivery(&maple(), "d-1")).await.unwrap();
    assert_eq!(failure(port.delivery(&maple(), &DeliveryId("d-2".into())).await), ErrorKind::NotFound);
}

/// Stores a changed delivery and returns it with `version` one higher.
pub async fn a_changed_delivery_comes_back_one_version_higher(port: &dyn DeliveryLog) {
    let first = delivery(&maple(), "d-1");
    port.begin_delivery(&first).await.unwrap();
    let changed = Delivery { complete: Some(true), state: "checked".into(), ..first };
    let stored = port.set_delivery(&changed).await.unwrap();
    assert_eq!(stored, Delivery { version: 2, ..changed });
    assert_eq!(port.delivery(&maple(), &stored.id).await.unwrap(), stored);
}

/// `Conflict` unless the stored version is the one that was read; nothing is stored then.
pub async fn a_delivery_read_before_a_change_is_a_conflict(port: &dyn DeliveryLog) {
    let first = delivery(&maple(), "d-1");
    assert_eq!(failure(port.set_delivery(&first).await), ErrorKind::Conflict);
    port.begin_delivery(&first).await.unwrap();
    let stored = port.set_delivery(&first).await.unwrap();
    assert_eq!(
        failure(port.set_delivery(&Delivery { state: "late".into(), ..first }).await),
        ErrorKind::Conflict
    );
    assert_eq!(port.delivery(&maple(), &stored.id).await.unwrap(), stored);
}

/// Of racing changes from the same version exactly one wins.
pub async fn of_two_racing_changes_one_wins(port: &dyn DeliveryLog) {
    let first = delivery(&maple(), "d-1");
    port.begin_delivery(&first).await.unwrap();
    let other = Delivery { state: "other".into(), ..first.clone() };
    let (a, b) = tokio::join!(port.set_delivery(&first), port.set_delivery(&other));
    assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
    assert_eq!(port.delivery(&maple(), &first.id).await.unwrap().version, 2);
}

/// Newest first, at most `limit`.
pub async fn deliveries_come_newest_first_up_to_the_limit(port: &dyn DeliveryLog) {
    for (id, received) in [("d-2", 2), ("d-1", 1), ("d-3", 3)] {
        port.begin_delivery(&Delivery { received_at: at(received), ..delivery(&maple(), id) }).await.unwrap();
    }
    for (limit, want) in [(9, &["d-3", "d-2", "d-1"][..]), (2, &["d-3", "d-2"]), (0, &[])] {
        let ids: Vec<_> =
            port.deliveries(&maple(), limit).await.unwrap().into_iter().map(|d| d.id.0).collect();
        assert_eq!(ids, want);
    }
}

/// Arrivals and deliveries belong to one connection.
pub async fn connections_are_apart(port: &dyn DeliveryLog) {
    port.arrive(&maple(), &arrival("a", "a1", 1)).await.unwrap();
    let mut theirs = of("d-1", &[&arrival("a", "a1", 1)]);
    theirs.connection = birch();
    assert!(port.begin_delivery(&theirs).await.unwrap());
    assert_eq!(taken(&port.arrivals(&maple()).await.unwrap()), [("a1", None)]);
    assert!(port.arrivals(&birch()).await.unwrap().is_empty());
    assert!(port.deliveries(&maple(), 9).await.unwrap().is_empty());
    assert_eq!(failure(port.delivery(&maple(), &theirs.id).await), ErrorKind::NotFound);
}

fn versions(arrivals: &[Arrival]) -> Vec<&str> {
    arrivals.iter().map(|a| a.version.as_str()).collect()
}

/// Every arrival, in the order in which they were recorded, with the delivery that took it.
pub async fn every_arrival_comes_in_the_order_of_recording(port: &dyn DeliveryLog) {
    assert!(port.every_arrival(&maple()).await.unwrap().is_empty());
    let (b, a1, a2) = (arrival("b", "b1", 3), arrival("a", "a1", 2), arrival("a", "a2", 1));
    for arrival in [&b, &a1, &a2, &b] {
        port.arrive(&maple(), arrival).await.unwrap();
    }
    port.begin_delivery(&of("d-1", &[&a1])).await.unwrap();
    let every = port.every_arrival(&maple()).await.unwrap();
    assert_eq!(taken(&every), [("b1", None), ("a1", Some("d-1")), ("a2", None)]);
}

/// Forgets exactly this path and version, as if it had never been recorded; absent is fine; deliveries stay.
pub async fn a_forgotten_arrival_never_was(port: &dyn DeliveryLog) {
    let (a1, a2, b) = (arrival("a", "a1", 1), arrival("a", "a2", 2), arrival("b", "a2", 3));
    for key in [maple(), birch()] {
        for arrival in [&a1, &a2, &b] {
            port.arrive(&key, arrival).await.unwrap();
        }
    }
    let delivery = of("d-1", &[&a2]);
    port.begin_delivery(&delivery).await.unwrap();
    for _ in 0..2 {
        port.forget(&maple(), "a", "a2").await.unwrap();
        assert_eq!(versions(&port.arrivals(&maple()).await.unwrap()), ["a1", "a2"]);
        assert_eq!(versions(&port.every_arrival(&maple()).await.unwrap()), ["a1", "a2"]);
    }
    assert_eq!(port.delivery(&maple(), &delivery.id).await.unwrap(), delivery);
    assert_eq!(port.every_arrival(&birch()).await.unwrap().len(), 3);
    assert!(port.arrive(&maple(), &a2).await.unwrap(), "it may arrive again");
}

/// Deletes everything of a connection and nothing of another; nothing there is fine.
pub async fn erasing_deletes_one_connection_and_no_other(port: &dyn DeliveryLog) {
    let neighbours = [birch(), key("maple-usd", "other")];
    for key in neighbours.iter().chain([&maple()]) {
        port.arrive(key, &arrival("a", "a1", 1)).await.unwrap();
        port.begin_delivery(&delivery(key, "d-1")).await.unwrap();
    }
    for _ in 0..2 {
        port.erase(&maple()).await.unwrap();
        assert!(port.every_arrival(&maple()).await.unwrap().is_empty());
        assert!(port.deliveries(&maple(), 9).await.unwrap().is_empty());
        for key in &neighbours {
            assert_eq!(port.every_arrival(key).await.unwrap().len(), 1);
            assert_eq!(port.deliveries(key, 9).await.unwrap().len(), 1);
        }
    }
    assert!(port.begin_delivery(&delivery(&maple(), "d-1")).await.unwrap(), "it may begin anew");
}
