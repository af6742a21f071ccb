//! What [`Announcer`] promises.

use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::pull::PullId;
use roster_pipeline::records::{DeliveryId, RunId};

use crate::samples::{birch, maple};

/// One test per promise of [`Announcer`].
#[macro_export]
macro_rules! announcer_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(announcer, ($($how)+), [
            every_kind_is_sent
            the_operator_is_told
            the_same_one_twice_is_fine
            racing_ones_are_all_sent
        ]);
    };
}

/// One announcement of each kind.
pub fn one_of_each() -> Vec<Announcement> {
    let run = RunId("r-20260901T051500Z-ab12".into());
    let delivery = DeliveryId("d-20260901T010000Z-cd34".into());
    vec![
        Announcement::Checked { delivery, errors: 2, warnings: 10 },
        Announcement::Held {
            run: run.clone(),
            reasons: vec!["12 % of users would be removed (limit 10 %)".into()],
        },
        Announcement::Applied { run: run.clone(), changes: 1855 },
        Announcement::Failed { run, message: "the roster database is full".into() },
        Announcement::Late { since: None, missed: 1 },
        Announcement::ManyLate { late: 7, of: 20 },
        Announcement::PullFailed {
            pull: PullId("p-20260901T041500Z".into()),
            tries: 3,
            message: "sftp.example.org:22 does not answer; ask the district".into(),
        },
    ]
}

/// What is about no single connection reaches the operator, and twice fails nothing.
pub async fn the_operator_is_told(port: &dyn Announcer) {
    for _ in 0..2 {
        port.tell_operator(&Announcement::ManyLate { late: 7, of: 20 }).await.unwrap();
    }
}

/// Sends one, of every kind.
pub async fn every_kind_is_sent(port: &dyn Announcer) {
    for announcement in one_of_each() {
        port.announce(&maple(), &announcement).await.unwrap();
    }
}

/// The same one twice may reach people twice, and fails nothing.
pub async fn the_same_one_twice_is_fine(port: &dyn Announcer) {
    for announcement in one_of_each().iter().chain(&one_of_each()) {
        port.announce(&maple(), announcement).await.unwrap();
    }
}

/// Connections announce at the same time.
pub async fn racing_ones_are_all_sent(port: &dyn Announcer) {
    let (maple, birch) = (maple(), birch());
    for announcement in one_of_each() {
        let (a, b) = tokio::join!(port.announce(&maple, &announcement), port.announce(&birch, &announcement));
        a.and(b).unwrap();
    }
}
