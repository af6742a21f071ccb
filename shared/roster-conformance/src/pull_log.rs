//! What [`PullLog`] promises.

use roster_pipeline::ports::{FileOutcome, PullLog, RemoteFile, Report, Started, TransferId, TransferOwner};
use roster_pipeline::pull::{Pull, PullId, PullState, PulledFile, SeenFile, Step, Trouble};
use roster_pipeline::{ConnectionKey, ErrorKind};

use crate::samples::{at, birch, maple};
use crate::{failure, winners};

/// One test per promise of [`PullLog`].
#[macro_export]
macro_rules! pull_log_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(pull_log, ($($how)+), [
            a_pull_begins_once
            every_field_of_a_pull_is_kept
            of_racing_changes_one_wins
            what_never_began_cannot_change
            pulls_come_newest_first
            seen_files_are_replaced_as_a_whole
            a_transfer_has_one_owner
            a_report_counts_once
            reports_may_come_before_their_owner
            what_is_erased_is_gone_and_others_stay
        ]);
    };
}

/// A pull that was just begun.
pub fn pull(connection: &ConnectionKey, id: &str) -> Pull {
    Pull {
        id: PullId(id.into()),
        connection: connection.clone(),
        state: PullState::Listing,
        attempt: 1,
        started_at: at(0),
        finished_at: None,
        deadline: at(3600),
        listing: None,
        truncated: false,
        listed: 0,
        unchanged: Vec::new(),
        files: Vec::new(),
        trouble: None,
        version: 1,
    }
}

fn file(path: &str) -> RemoteFile {
    RemoteFile { path: path.into(), size: Some(7), modified: Some(at(-60)) }
}

fn seen(path: &str) -> SeenFile {
    SeenFile { file: file(path), sha256: Some("ab".repeat(32)) }
}

fn trouble() -> Trouble {
    Trouble::passing(Step::Fetch, "the server went away", "wait")
}

fn report(transfer: &str, path: Option<&str>) -> Report {
    Report {
        transfer: TransferId(transfer.into()),
        connector: "c-1".into(),
        path: path.map(str::to_owned),
        outcome: FileOutcome::Landed { bytes: Some(7), sha256: None },
    }
}

fn owner(connection: &ConnectionKey) -> TransferOwner {
    TransferOwner { connection: connection.clone(), pull: PullId("p-1".into()) }
}

/// Stores a pull unless its ID is there already, and says whether it did.
pub async fn a_pull_begins_once(port: &dyn PullLog) {
    let first = pull(&maple(), "p-1");
    assert!(port.begin(&first).await.unwrap());
    assert!(!port.begin(&Pull { attempt: 9, ..first.clone() }).await.unwrap());
    assert!(port.begin(&pull(&birch(), "p-1")).await.unwrap());
    assert_eq!(port.pull(&maple(), &first.id).await.unwrap(), first);
    assert_eq!(failure(port.pull(&maple(), &PullId("p-2".into())).await), ErrorKind::NotFound);
}

/// Returns it as it was stored, with all its files.
pub async fn every_field_of_a_pull_is_kept(port: &dyn PullLog) {
    let begun = pull(&maple(), "p-1");
    port.begin(&begun).await.unwrap();
    let outcomes = [
        Some(FileOutcome::Landed { bytes: Some(7), sha256: Some("cd".repeat(32)) }),
        Some(FileOutcome::Same { sha256: "ef".repeat(32) }),
        Some(FileOutcome::Failed { trouble: trouble() }),
        None,
    ];
    let files = outcomes.into_iter().enumerate().map(|(n, outcome)| PulledFile {
        file: file(&format!("f{n}.csv")),
        transfer: Some(TransferId("t-1".into())),
        outcome,
    });
    let changed = Pull {
        state: PullState::Partial,
        finished_at: Some(at(60)),
        listing: Some(Started { transfer: TransferId("l-1".into()), paths: vec![], output: "o".into() }),
        truncated: true,
        listed: 5,
        unchanged: vec![seen("a.csv")],
        files: files.collect(),
        trouble: Some(trouble()),
        ..begun
    };
    let stored = port.advance(&changed).await.unwrap();
    assert_eq!(stored, Pull { version: 2, ..changed });
    assert_eq!(port.pull(&maple(), &stored.id).await.unwrap(), stored);
}

/// `Conflict` unless the stored version is the one that was read.
pub async fn of_racing_changes_one_wins(port: &dyn PullLog) {
    let begun = pull(&maple(), "p-1");
    port.begin(&begun).await.unwrap();
    let (one, two) = (Pull { listed: 1, ..begun.clone() }, Pull { listed: 2, ..begun.clone() });
    let results = tokio::join!(port.advance(&one), port.advance(&two));
    assert_eq!(winners([results.0, results.1], ErrorKind::Conflict), 1);
    assert_eq!(failure(port.advance(&begun).await), ErrorKind::Conflict);
}

/// `Conflict` also if there is none.
pub async fn what_never_began_cannot_change(port: &dyn PullLog) {
    assert_eq!(failure(port.advance(&pull(&maple(), "p-1")).await), ErrorKind::Conflict);
}

/// Newest (highest ID) first, at most `limit`, of that connection only.
pub async fn pulls_come_newest_first(port: &dyn PullLog) {
    for id in ["p-2", "p-3", "p-1"] {
        port.begin(&pull(&maple(), id)).await.unwrap();
    }
    port.begin(&pull(&birch(), "p-9")).await.unwrap();
    let ids = |pulls: Vec<Pull>| pulls.into_iter().map(|pull| pull.id.0).collect::<Vec<_>>();
    assert_eq!(ids(port.pulls(&maple(), 2).await.unwrap()), ["p-3", "p-2"]);
    assert_eq!(ids(port.pulls(&maple(), 9).await.unwrap()).len(), 3);
}

/// Replaces all of them; by path.
pub async fn seen_files_are_replaced_as_a_whole(port: &dyn PullLog) {
    assert_eq!(port.seen(&maple()).await.unwrap(), []);
    port.remember(&maple(), &[seen("a.csv"), seen("b.csv")]).await.unwrap();
    port.remember(&birch(), &[seen("x.csv")]).await.unwrap();
    port.remember(&maple(), &[seen("b.csv"), seen("c.csv")]).await.unwrap();
    assert_eq!(port.seen(&maple()).await.unwrap(), [seen("b.csv"), seen("c.csv")]);
    assert_eq!(port.seen(&birch()).await.unwrap(), [seen("x.csv")]);
}

/// The same again is fine; `Conflict` if it is somebody else's; `None` if nobody said so yet.
pub async fn a_transfer_has_one_owner(port: &dyn PullLog) {
    let id = TransferId("t-1".into());
    assert_eq!(port.owner(&id).await.unwrap(), None);
    for _ in 0..2 {
        port.expect(&id, &owner(&maple())).await.unwrap();
    }
    assert_eq!(failure(port.expect(&id, &owner(&birch())).await), ErrorKind::Conflict);
    assert_eq!(port.owner(&id).await.unwrap(), Some(owner(&maple())));
}

/// Stores the first report of a transfer about a path; says whether it was the first; by path, the listing first.
pub async fn a_report_counts_once(port: &dyn PullLog) {
    let failed = FileOutcome::Failed { trouble: trouble() };
    assert!(port.report(&report("t-1", Some("/out/b.csv"))).await.unwrap());
    assert!(port.report(&report("t-1", Some("/out/a.csv"))).await.unwrap());
    assert!(port.report(&report("t-1", None)).await.unwrap());
    assert!(port.report(&report("t-2", Some("/out/a.csv"))).await.unwrap());
    let later = Report { outcome: failed, ..report("t-1", Some("/out/a.csv")) };
    assert!(!port.report(&later).await.unwrap());
    assert!(!port.report(&report("t-1", None)).await.unwrap());
    let wanted = [report("t-1", None), report("t-1", Some("/out/a.csv")), report("t-1", Some("/out/b.csv"))];
    assert_eq!(port.reports(&TransferId("t-1".into())).await.unwrap(), wanted);
}

/// Whether or not an owner is known.
pub async fn reports_may_come_before_their_owner(port: &dyn PullLog) {
    let id = TransferId("t-1".into());
    assert!(port.report(&report("t-1", Some("/a.csv"))).await.unwrap());
    port.expect(&id, &owner(&maple())).await.unwrap();
    assert!(port.report(&report("t-1", Some("/b.csv"))).await.unwrap());
    assert_eq!(port.reports(&id).await.unwrap().len(), 2);
    assert_eq!(port.owner(&id).await.unwrap(), Some(owner(&maple())));
}

/// Deletes all of a connection; nothing there is fine.
pub async fn what_is_erased_is_gone_and_others_stay(port: &dyn PullLog) {
    for (connection, transfer) in [(maple(), "t-1"), (birch(), "t-2")] {
        port.begin(&pull(&connection, "p-1")).await.unwrap();
        port.remember(&connection, &[seen("a.csv")]).await.unwrap();
        port.expect(&TransferId(transfer.into()), &owner(&connection)).await.unwrap();
        port.report(&report(transfer, Some("/a.csv"))).await.unwrap();
    }
    for _ in 0..2 {
        port.erase(&maple()).await.unwrap();
    }
    assert_eq!(port.pulls(&maple(), 9).await.unwrap(), []);
    assert_eq!(port.seen(&maple()).await.unwrap(), []);
    assert_eq!(port.owner(&TransferId("t-1".into())).await.unwrap(), None);
    assert_eq!(port.reports(&TransferId("t-1".into())).await.unwrap(), []);
    assert_eq!(port.pulls(&birch(), 9).await.unwrap().len(), 1);
    assert_eq!(port.seen(&birch()).await.unwrap().len(), 1);
    assert_eq!(port.reports(&TransferId("t-2".into())).await.unwrap().len(), 1);
}
