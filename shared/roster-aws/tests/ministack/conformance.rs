//! What the ports promise, case by case, and the cases that SQS cannot pass.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use libtest_mimic::{Failed, Trial};
use roster_pipeline::ConnectionKey;
use roster_pipeline::ports::{Job, Queue, Reminder, Reminders, Work, WorkSender};

use crate::world::World;

type Case = for<'a> fn(&'a World) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

const UNSEEN: &str = "nobody sees what waits in SQS, and each sending is a message of its own (decision 11)";
const CLOCK: &str = "SQS goes by its own clock, not by the one of the case";

/// Cases that fail, and must: one that passes by now has to leave the list.
const FAIL: &[(&str, &str)] = &[
    ("queue::the_same_waiting_work_is_not_added_twice", UNSEEN),
    ("queue::work_that_is_out_may_be_sent_again", UNSEEN),
    ("queue::lapsed_work_is_handed_out_again", CLOCK),
    ("queue::a_lapsed_receipt_changes_nothing", CLOCK),
    ("queue::work_handed_back_comes_again_at_its_time", CLOCK),
];

macro_rules! of_suite {
    ($port:ident, [$($case:ident)+]) => {
        vec![$((concat!(stringify!($port), "::", stringify!($case)), {
            fn case<'a>(world: &'a World) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
                Box::pin(roster_conformance::$port::$case(&world.$port))
            }
            case as Case
        })),+]
    };
}

macro_rules! of_ours {
    ([$($case:ident)+]) => {
        vec![$((concat!("ours::", stringify!($case)), {
            fn case<'a>(world: &'a World) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
                Box::pin($case(world))
            }
            case as Case
        })),+]
    };
}

fn cases() -> Vec<(&'static str, Case)> {
    [
        roster_conformance::queue_conformance!(each of_suite),
        roster_conformance::announcer_conformance!(each of_suite),
        roster_conformance::secrets_conformance!(each of_suite),
        roster_conformance::attempts_conformance!(each of_suite),
        roster_conformance::delivery_log_conformance!(each of_suite),
        roster_conformance::directory_conformance!(each of_suite),
        roster_conformance::pull_log_conformance!(each of_suite),
        roster_conformance::run_log_conformance!(each of_suite),
        of_ours!([
            work_that_lapsed_or_was_handed_back_comes_again
            a_reminder_comes_at_its_time_and_carries_it
        ]),
    ]
    .concat()
}

fn maple() -> ConnectionKey {
    ConnectionKey::new("maple-usd", "main").unwrap()
}

/// What comes within ten seconds; work is taken for one.
async fn next(queue: &dyn Queue) -> Job {
    for _ in 0..100 {
        let now = Timestamp::now();
        match queue.take(now, now + SignedDuration::from_secs(1)).await.unwrap() {
            Some(job) => return job,
            None => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    panic!("nothing came");
}

/// By SQS's own clock: what the two cases with a clock of their own say.
async fn work_that_lapsed_or_was_handed_back_comes_again(world: &World) {
    for work in [Work::Plan, Work::Receive] {
        world.queue.send(&maple(), &work).await.unwrap();
    }
    let first = next(&world.queue).await;
    let second = next(&world.queue).await;
    assert_eq!((&second.work, second.attempt), (&Work::Plan, 2));
    assert_ne!(first.receipt, second.receipt);
    world.queue.again(&second, Timestamp::now()).await.unwrap();
    let third = next(&world.queue).await;
    assert_eq!((&third.work, third.attempt), (&Work::Plan, 3), "it keeps its place");
    world.queue.done(&third).await.unwrap();
    assert_eq!(next(&world.queue).await.work, Work::Receive);
}

async fn a_reminder_comes_at_its_time_and_carries_it(world: &World) {
    let now = Timestamp::now();
    let at = now + SignedDuration::from_secs(2);
    let reminder = Reminder { connection: maple(), work: Work::Receive, at };
    world.reminders.remind(&reminder, now).await.unwrap();
    let job = next(&world.arrivals).await;
    assert!(Timestamp::now() >= at);
    assert_eq!((job.connection, job.work), (maple(), Work::Receive));
}

/// The names of all cases.
pub(crate) fn names() -> Vec<&'static str> {
    cases().into_iter().map(|(name, _)| name).collect()
}

/// One trial per case.
pub(crate) fn trials(url: &str) -> Vec<Trial> {
    let unknown = FAIL.iter().find(|(name, _)| !names().contains(name));
    assert!(unknown.is_none(), "no such case: {unknown:?}");
    cases().into_iter().map(|(name, case)| trial(url.to_owned(), name, case)).collect()
}

fn trial(url: String, name: &'static str, case: Case) -> Trial {
    match FAIL.iter().find(|(failing, _)| *failing == name) {
        None => Trial::test(name, move || {
            run(&url, case);
            Ok(())
        }),
        Some((_, reason)) => Trial::test(name, move || match fails(&url, case) {
            true => Ok(()),
            false => Err(Failed::from(format!("passes by now; take it off the list ({reason})"))),
        })
        .with_kind("must fail"),
    }
}

fn run(url: &str, case: Case) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::fresh(url).await;
        case(&world).await;
    });
}

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

fn fails(url: &str, case: Case) -> bool {
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !IS_QUIET.get() {
                loud(what)
            }
        }));
    });
    IS_QUIET.set(true);
    let failed = panic::catch_unwind(AssertUnwindSafe(|| run(url, case))).is_err();
    IS_QUIET.set(false);
    failed
}
