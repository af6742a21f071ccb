//! Two handles on one control database, as two processes have them: a racer loses with the port's word, not SQLite's.

use roster_conformance::samples::{at, maple, run};
use roster_local::ControlDb;
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Begun, RunLog};
use roster_pipeline::records::Run;
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_one_wins_each_race() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("control.db");
    let (one, two) = (ControlDb::open(&path).unwrap(), ControlDb::open(&path).unwrap());
    let mut read = run(&maple(), "r-1");
    assert!(matches!(one.begin(&read).await.unwrap(), Begun::New(_)));
    assert!(matches!(two.begin(&read).await.unwrap(), Begun::Existing(_)));
    let key = maple();
    for n in 0..40 {
        let other = Run { state: "other".into(), ..read.clone() };
        let (a, b) = tokio::join!(one.advance(&read), two.advance(&other));
        let lost = [&a, &b].into_iter().find_map(|result| result.as_ref().err()).map(|error| error.kind);
        assert_eq!((a.is_ok() != b.is_ok(), lost), (true, Some(ErrorKind::Conflict)));
        read = a.or(b).unwrap();
        assert_eq!(two.run(&key, &read.id).await.unwrap(), read);
        let (now, until) = (at(n * 100), at(n * 100 + 50));
        let (a, b) = tokio::join!(one.lease(&key, "one", now, until), two.lease(&key, "two", now, until));
        let lost = [&a, &b].into_iter().find_map(|result| result.as_ref().err()).map(|error| error.kind);
        assert_eq!((a.is_ok() != b.is_ok(), lost), (true, Some(ErrorKind::Busy)));
    }
}
