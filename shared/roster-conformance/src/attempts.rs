//! What [`Attempts`] promises.

use jiff::Timestamp;
use roster_pipeline::ports::{AttemptKey, Attempts, Counted};

use crate::samples::at;

/// One test per promise of [`Attempts`].
#[macro_export]
macro_rules! attempts_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(attempts, ($($how)+), [
            nothing_is_counted_at_first
            each_call_counts_one_for_each_of_its_keys
            counts_come_in_the_order_asked
            a_count_keeps_its_end_however_often_it_rises
            a_count_is_gone_at_its_end_and_starts_anew
            racing_calls_are_all_counted
            a_kept_key_lasts_until_the_later_end
            a_key_that_ended_is_kept_again
            invented_keys_hinder_nobody
        ]);
    };
}

fn key(name: &str) -> AttemptKey {
    AttemptKey::new("user", name)
}

fn counted(times: u32, until: Timestamp) -> Option<Counted> {
    Some(Counted { times, until })
}

async fn one(port: &dyn Attempts, name: &str, now: Timestamp) -> Option<Counted> {
    port.counts(&[key(name)], now).await.unwrap().remove(0)
}

/// `None` where nothing is counted.
pub async fn nothing_is_counted_at_first(port: &dyn Attempts) {
    assert_eq!(port.counts(&[key("a"), key("b")], at(0)).await.unwrap(), [None, None]);
    assert!(port.counts(&[], at(0)).await.unwrap().is_empty());
}

/// Counts one more for each key, and for no other.
pub async fn each_call_counts_one_for_each_of_its_keys(port: &dyn Attempts) {
    port.count(&[key("a"), key("b")], at(0), at(900)).await.unwrap();
    port.count(&[key("b")], at(1), at(901)).await.unwrap();
    assert_eq!(one(port, "a", at(2)).await, counted(1, at(900)));
    assert_eq!(one(port, "b", at(2)).await, counted(2, at(900)));
    assert_eq!(one(port, "c", at(2)).await, None);
}

/// The count of each key in the order asked, ten of them in one call.
pub async fn counts_come_in_the_order_asked(port: &dyn Attempts) {
    let keys: Vec<AttemptKey> = (0..10).map(|n| key(&format!("{n}"))).collect();
    for (n, key) in keys.iter().enumerate().skip(1) {
        for _ in 0..n % 4 {
            port.count(std::slice::from_ref(key), at(0), at(900)).await.unwrap();
        }
    }
    port.count(&keys, at(0), at(900)).await.unwrap();
    let times =
        |counts: Vec<Option<Counted>>| counts.into_iter().map(|c| c.unwrap().times).collect::<Vec<_>>();
    assert_eq!(times(port.counts(&keys, at(1)).await.unwrap()), [1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
    let backwards: Vec<AttemptKey> = keys.into_iter().rev().collect();
    assert_eq!(times(port.counts(&backwards, at(1)).await.unwrap()), [2, 1, 4, 3, 2, 1, 4, 3, 2, 1]);
}

/// A count that runs keeps its end: whoever tries again and again is not shut out for longer.
pub async fn a_count_keeps_its_end_however_often_it_rises(port: &dyn Attempts) {
    for second in 0..20 {
        port.count(&[key("a")], at(second * 40), at(second * 40 + 900)).await.unwrap();
    }
    assert_eq!(one(port, "a", at(899)).await, counted(20, at(900)));
}

/// Nothing is counted from the end on; the next attempt starts anew at 1.
pub async fn a_count_is_gone_at_its_end_and_starts_anew(port: &dyn Attempts) {
    for _ in 0..3 {
        port.count(&[key("a")], at(0), at(900)).await.unwrap();
    }
    assert_eq!(one(port, "a", at(899)).await, counted(3, at(900)));
    assert_eq!(one(port, "a", at(900)).await, None);
    port.count(&[key("a")], at(900), at(1800)).await.unwrap();
    assert_eq!(one(port, "a", at(900)).await, counted(1, at(1800)));
}

/// Of racing calls each is counted, also where they begin the count.
pub async fn racing_calls_are_all_counted(port: &dyn Attempts) {
    for (round, name) in ["a", "b", "c"].into_iter().enumerate() {
        let keys = [key(name), key("all")];
        let call = || port.count(&keys, at(0), at(900));
        let (a, b, c, d) = tokio::join!(call(), call(), call(), call());
        for done in [a, b, c, d] {
            done.unwrap();
        }
        assert_eq!(one(port, name, at(1)).await, counted(4, at(900)));
        assert_eq!(one(port, "all", at(1)).await.unwrap().times as usize, 4 * (round + 1));
    }
}

/// A kept key counts as 1 until the later of the ends it was given.
pub async fn a_kept_key_lasts_until_the_later_end(port: &dyn Attempts) {
    for until in [500, 2000, 1000] {
        port.keep(&[key("a"), key("b")], at(until)).await.unwrap();
    }
    for name in ["a", "b"] {
        assert_eq!(one(port, name, at(1999)).await, counted(1, at(2000)));
        assert_eq!(one(port, name, at(2000)).await, None);
    }
}

/// A key whose end is past is kept again.
pub async fn a_key_that_ended_is_kept_again(port: &dyn Attempts) {
    port.keep(&[key("a")], at(10)).await.unwrap();
    assert_eq!(one(port, "a", at(20)).await, None);
    port.keep(&[key("a")], at(30)).await.unwrap();
    assert_eq!(one(port, "a", at(20)).await, counted(1, at(30)));
}

/// However many keys are counted, each keeps its own count.
pub async fn invented_keys_hinder_nobody(port: &dyn Attempts) {
    port.keep(&[key("known")], at(90_000)).await.unwrap();
    for n in 0..300 {
        port.count(&[key(&format!("invented{n}")), key("one")], at(n), at(n + 100)).await.unwrap();
    }
    assert_eq!(one(port, "known", at(300)).await, counted(1, at(90_000)));
    assert_eq!(one(port, "invented299", at(300)).await, counted(1, at(399)));
    assert_eq!(one(port, "invented0", at(300)).await, None);
    // Anew at 0, 100 and 200.
    assert_eq!(one(port, "one", at(299)).await, counted(100, at(300)));
}
