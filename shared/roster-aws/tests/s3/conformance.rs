//! What the ports promise, case by case, and the cases that a store cannot pass.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};
use roster_aws::{S3Artifacts, S3Landing};
use roster_conformance::landing::Folder;
use roster_conformance::{Calls, Recording};
use roster_pipeline::ports::Artifacts;

use crate::hooks::Losing;
use crate::stores::{Bucket, Store, seen_by};

type Case = for<'a> fn(&'a Bucket, &'a S3Artifacts) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

type Listed = &'static [(&'static str, &'static str)];

const TIMES: &str = "S3 lets nobody set an object's time";
const COPY: &str = "in S3 a rename is a copy, with a version of its own";
const VERSIONS: &str = "s3s-fs keeps and lists no versions";
const FOLDERS: &str =
    "s3s-fs answers with an error where a name is asked for that is a folder's or goes on below a file's";

/// Cases that fail, and must: one that passes by now has to leave the list. Here the adapter cannot keep the promise.
const FAIL_ON_MINISTACK: Listed = &[
    ("landing::a_version_outlives_renames_and_set_times", COPY),
    ("front_door::an_existing_file_of_the_new_name_is_replaced", COPY),
    ("front_door::setting_the_time_leaves_contents_and_version", TIMES),
    ("upload::the_time_is_the_one_that_was_set_or_that_of_finish", TIMES),
];

/// The same; here the emulator cannot do what the adapter needs.
const FAIL_ON_S3S_FS: Listed = &[
    ("artifacts::an_absent_artifact_is_not_found", FOLDERS),
    ("landing::a_version_changes_with_every_upload", VERSIONS),
    ("landing::a_version_outlives_renames_and_set_times", VERSIONS),
    ("landing::a_withdrawn_report_is_gone_with_its_empty_folders", VERSIONS),
    ("landing::erasing_deletes_one_connection_and_no_other", VERSIONS),
    ("landing::exactly_this_version_is_opened", VERSIONS),
    ("landing::files_come_in_path_order_without_reports_and_uploads", VERSIONS),
    ("landing::removing_hits_exactly_this_version", VERSIONS),
    ("landing::reports_come_in_path_order", VERSIONS),
    ("landing::tenants_are_apart", VERSIONS),
    ("front_door::a_file_or_an_empty_folder_is_removed_as_what_it_is", FOLDERS),
    ("front_door::a_folder_is_made_once_below_one_that_is_there", FOLDERS),
    ("front_door::a_folder_never_moves_into_itself", FOLDERS),
    ("front_door::a_renamed_folder_keeps_only_paths_that_can_be_named", FOLDERS),
    ("front_door::an_existing_file_of_the_new_name_is_replaced", VERSIONS),
    ("front_door::an_existing_folder_of_the_new_name_is_a_conflict", FOLDERS),
    ("front_door::an_upload_needs_its_folder_and_a_name_of_its_own", FOLDERS),
    ("front_door::entries_come_by_name_with_reports_in_the_root", VERSIONS),
    ("front_door::every_change_below_reports_is_refused", FOLDERS),
    ("front_door::setting_the_time_leaves_contents_and_version", TIMES),
    ("front_door::tenants_do_not_see_each_other", VERSIONS),
    ("upload::a_folder_made_meanwhile_is_not_replaced", FOLDERS),
    ("upload::dropped_before_finish_nothing_remains", VERSIONS),
    ("upload::finish_replaces_what_the_name_held", VERSIONS),
    ("upload::the_time_is_the_one_that_was_set_or_that_of_finish", TIMES),
];

/// Cases that fail or not by chance, as s3s-fs tells no versions apart: only MiniStack can say something of them.
const CHANCE_ON_S3S_FS: &[&str] = &["upload::of_racing_uploads_one_stands_whole"];

macro_rules! of_artifacts {
    (artifacts, [$($case:ident)+]) => {
        vec![$((concat!("artifacts::", stringify!($case)), {
            fn case<'a>(_: &'a Bucket, port: &'a S3Artifacts) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
                Box::pin(async move {
                    let port = Recording::new(Arc::new(port.clone()), Arc::new(Calls::new()));
                    roster_conformance::artifacts::$case(&port as &dyn Artifacts).await;
                })
            }
            case as Case
        })),+]
    };
}

macro_rules! of_folders {
    ($port:ident, [$($case:ident)+]) => {
        vec![$((concat!(stringify!($port), "::", stringify!($case)), {
            fn case<'a>(bucket: &'a Bucket, _: &'a S3Artifacts) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
                Box::pin(roster_conformance::$port::$case(&bucket.landing as &dyn Folder))
            }
            case as Case
        })),+]
    };
}

fn cases() -> Vec<(&'static str, Case)> {
    [
        roster_conformance::artifacts_conformance!(each of_artifacts),
        roster_conformance::landing_conformance!(each of_folders),
        roster_conformance::front_door_conformance!(each of_folders),
        roster_conformance::upload_conformance!(each of_folders),
    ]
    .concat()
}

/// The names of all cases.
pub(crate) fn names() -> Vec<&'static str> {
    cases().into_iter().map(|(name, _)| name).collect()
}

/// One trial per case.
pub(crate) fn trials(store: &Store) -> Vec<Trial> {
    let (fail, chance) = match store {
        Store::S3sFs => (FAIL_ON_S3S_FS, CHANCE_ON_S3S_FS),
        Store::Ministack(_) => (FAIL_ON_MINISTACK, &[][..]),
    };
    let listed = fail.iter().map(|(name, _)| name).chain(chance);
    let unknown = listed.into_iter().find(|name| !names().contains(name));
    assert!(unknown.is_none(), "no such case: {unknown:?}");
    let certain = || cases().into_iter().filter(|(name, _)| !chance.contains(name));
    let as_it_is = certain().map(|(name, case)| trial(store.clone(), fail, (name, case)));
    let sound = certain().filter(|(name, _)| !fail.iter().any(|(failing, _)| failing == name));
    as_it_is.chain(sound.map(|(name, case)| losing(store.clone(), (name, case)))).collect()
}

/// The same case where every request's first answer is lost after the request had its effect.
fn losing(store: Store, (name, case): (&'static str, Case)) -> Trial {
    Trial::test(format!("{}::losing_answers::{name}", store.name()), move || {
        crate::runtime().block_on(async {
            let mut bucket = store.bucket().await;
            let client = seen_by(&bucket.client, Losing);
            bucket.landing = S3Landing::new(&client, &bucket.name);
            let artifacts = S3Artifacts::new(&client, &bucket.name);
            case(&bucket, &artifacts).await;
        });
        Ok(())
    })
}

fn trial(store: Store, fail: Listed, (name, case): (&'static str, Case)) -> Trial {
    let title = format!("{}::{name}", store.name());
    match fail.iter().find(|(failing, _)| *failing == name) {
        None => Trial::test(title, move || {
            run(&store, case);
            Ok(())
        }),
        Some((_, reason)) => Trial::test(title, move || match fails(&store, case) {
            true => Ok(()),
            false => Err(Failed::from(format!("passes by now; take it off the list ({reason})"))),
        })
        .with_kind("must fail"),
    }
}

fn run(store: &Store, case: Case) {
    crate::runtime().block_on(async {
        let bucket = store.bucket().await;
        let artifacts = S3Artifacts::new(&bucket.client, &bucket.name);
        case(&bucket, &artifacts).await;
    });
}

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

fn fails(store: &Store, case: Case) -> bool {
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
    let failed = panic::catch_unwind(AssertUnwindSafe(|| run(store, case))).is_err();
    IS_QUIET.set(false);
    failed
}
