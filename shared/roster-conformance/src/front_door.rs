//! What [`FrontDoor`](roster_pipeline::ports::FrontDoor) promises.

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath, UploadStart};

use crate::failure;
use crate::landing::{Folder, path, read, upload};
use crate::samples::{at, birch, maple};

/// One test per promise of [`FrontDoor`](roster_pipeline::ports::FrontDoor).
#[macro_export]
macro_rules! front_door_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(front_door, ($($how)+), [
            entries_come_by_name_with_reports_in_the_root
            the_folder_itself_is_there_before_anything_landed
            an_absent_entry_is_not_found
            names_are_told_apart_by_case
            reading_gives_at_most_what_is_asked_and_nothing_at_the_end
            an_upload_needs_its_folder_and_a_name_of_its_own
            setting_the_time_leaves_contents_and_version
            a_folder_is_made_once_below_one_that_is_there
            a_file_or_an_empty_folder_is_removed_as_what_it_is
            an_existing_file_of_the_new_name_is_replaced
            an_existing_folder_of_the_new_name_is_a_conflict
            a_folder_never_moves_into_itself
            a_renamed_folder_keeps_only_paths_that_can_be_named
            every_change_below_reports_is_refused
            tenants_do_not_see_each_other
        ]);
    };
}

async fn list(port: &dyn Folder, folder: &str) -> Vec<(String, LandedKind)> {
    let entries = port.list(&maple(), &path(folder)).await.unwrap();
    entries.iter().map(|e| (e.path.to_string(), e.kind)).collect()
}

async fn exists(port: &dyn Folder, at: &str) -> bool {
    match port.stat(&maple(), &path(at)).await {
        Ok(_) => true,
        Err(error) if error.kind == ErrorKind::NotFound => false,
        Err(error) => panic!("{error}"),
    }
}

/// Entries directly inside a folder, by name, uploads in progress not among them; `reports` is always there in the root.
pub async fn entries_come_by_name_with_reports_in_the_root(port: &dyn Folder) {
    assert_eq!(list(port, "").await, [("reports".to_owned(), LandedKind::Folder)]);
    port.make_folder(&maple(), &path("sub")).await.unwrap();
    for name in ["z.csv", "a.csv", "sub/x.csv"] {
        upload(port, name, b"x").await;
    }
    let mut unfinished = port.upload(&maple(), &path("b.csv"), UploadStart::Empty).await.unwrap();
    unfinished.write_at(0, b"half").await.unwrap();
    let (file, folder) = (LandedKind::File, LandedKind::Folder);
    let root = [("a.csv", file), ("reports", folder), ("sub", folder), ("z.csv", file)];
    assert_eq!(list(port, "").await, root.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(list(port, "sub").await, [("sub/x.csv".to_owned(), file)]);
    assert!(list(port, "reports").await.is_empty());
    assert_eq!(failure(port.list(&maple(), &path("none")).await), ErrorKind::NotFound);
}

/// A client may look before anything landed.
pub async fn the_folder_itself_is_there_before_anything_landed(port: &dyn Folder) {
    for folder in ["", "reports"] {
        let landed = port.stat(&maple(), &path(folder)).await.unwrap();
        assert_eq!((landed.kind, landed.size, landed.version.as_str()), (LandedKind::Folder, 0, ""));
    }
}

/// `NotFound` if absent, also below a file.
pub async fn an_absent_entry_is_not_found(port: &dyn Folder) {
    upload(port, "a.csv", b"x").await;
    for absent in ["b.csv", "a.csv/b", "no/b"] {
        assert_eq!(failure(port.stat(&maple(), &path(absent)).await), ErrorKind::NotFound, "{absent}");
        assert_eq!(
            failure(port.read_at(&maple(), &path(absent), 0, 1).await),
            ErrorKind::NotFound,
            "{absent}"
        );
    }
}

/// `Users.csv` and `users.csv` are two files.
pub async fn names_are_told_apart_by_case(port: &dyn Folder) {
    upload(port, "Users.csv", b"upper").await;
    assert!(!exists(port, "users.csv").await);
    upload(port, "users.csv", b"lower").await;
    assert_eq!(read(port, "Users.csv").await, b"upper");
}

/// At most `len` bytes from `offset`; empty at the end.
pub async fn reading_gives_at_most_what_is_asked_and_nothing_at_the_end(port: &dyn Folder) {
    upload(port, "a.csv", b"0123456789").await;
    for (offset, len, want) in [(0, 3, "012"), (8, 9, "89"), (10, 5, ""), (99, 5, ""), (4, 0, "")] {
        let got = port.read_at(&maple(), &path("a.csv"), offset, len).await.unwrap();
        assert_eq!(got, want.as_bytes(), "{offset} {len}");
    }
}

/// The folder must exist (`NotFound`); a folder's name is `Refused`.
pub async fn an_upload_needs_its_folder_and_a_name_of_its_own(port: &dyn Folder) {
    port.make_folder(&maple(), &path("sub")).await.unwrap();
    upload(port, "a.csv", b"x").await;
    let cases =
        [("none/a.csv", ErrorKind::NotFound), ("a.csv/b", ErrorKind::NotFound), ("sub", ErrorKind::Refused)];
    for (to, kind) in cases.into_iter().chain([("", ErrorKind::Refused)]) {
        assert_eq!(failure(port.upload(&maple(), &path(to), UploadStart::Empty).await), kind, "{to:?}");
    }
}

/// Sets the time a client sees; contents and version stay.
pub async fn setting_the_time_leaves_contents_and_version(port: &dyn Folder) {
    let landed = upload(port, "a.csv", b"x").await;
    for time in [at(-1_000_000_000), at(5)] {
        port.set_modified(&maple(), &path("a.csv"), time).await.unwrap();
        let now = port.stat(&maple(), &path("a.csv")).await.unwrap();
        assert_eq!(now, Landed { modified: time, ..landed.clone() });
    }
    assert_eq!(failure(port.set_modified(&maple(), &path("b.csv"), at(5)).await), ErrorKind::NotFound);
}

/// `Conflict` if the name is taken, `NotFound` if its parent is missing.
pub async fn a_folder_is_made_once_below_one_that_is_there(port: &dyn Folder) {
    port.make_folder(&maple(), &path("sub")).await.unwrap();
    port.make_folder(&maple(), &path("sub/deep")).await.unwrap();
    upload(port, "a.csv", b"x").await;
    for taken in ["sub", "a.csv", ""] {
        assert_eq!(failure(port.make_folder(&maple(), &path(taken)).await), ErrorKind::Conflict, "{taken}");
    }
    for orphan in ["none/sub", "a.csv/sub"] {
        assert_eq!(failure(port.make_folder(&maple(), &path(orphan)).await), ErrorKind::NotFound, "{orphan}");
    }
}

/// Removes a file (`Refused` for a folder) or an empty folder.
pub async fn a_file_or_an_empty_folder_is_removed_as_what_it_is(port: &dyn Folder) {
    port.make_folder(&maple(), &path("sub")).await.unwrap();
    upload(port, "sub/a.csv", b"x").await;
    let (file, folder) = (LandedKind::File, LandedKind::Folder);
    for (what, kind) in [("sub", file), ("sub", folder), ("sub/a.csv", folder), ("", folder)] {
        assert_eq!(failure(port.remove(&maple(), &path(what), kind).await), ErrorKind::Refused, "{what:?}");
    }
    for (what, kind) in [("sub/a.csv", file), ("sub", folder)] {
        port.remove(&maple(), &path(what), kind).await.unwrap();
        assert!(!exists(port, what).await);
        assert_eq!(failure(port.remove(&maple(), &path(what), kind).await), ErrorKind::NotFound);
    }
}

/// An existing file of the new name is replaced, as clients do that upload `x.part` and rename.
pub async fn an_existing_file_of_the_new_name_is_replaced(port: &dyn Folder) {
    upload(port, "users.csv", b"old").await;
    let new = upload(port, "users.csv.filepart", b"new").await;
    port.rename(&maple(), &path("users.csv.filepart"), &path("users.csv")).await.unwrap();
    let landed = port.stat(&maple(), &path("users.csv")).await.unwrap();
    assert_eq!((read(port, "users.csv").await, landed.version), (b"new".to_vec(), new.version));
    assert!(!exists(port, "users.csv.filepart").await);
    port.rename(&maple(), &path("users.csv"), &path("users.csv")).await.unwrap();
    assert_eq!(read(port, "users.csv").await, b"new");
    for (from, to) in [("none", "x"), ("users.csv", "none/x"), ("users.csv", "users.csv/x")] {
        assert_eq!(
            failure(port.rename(&maple(), &path(from), &path(to)).await),
            ErrorKind::NotFound,
            "{from}"
        );
    }
}

/// An existing folder is a `Conflict`; a folder does not replace a file.
pub async fn an_existing_folder_of_the_new_name_is_a_conflict(port: &dyn Folder) {
    for folder in ["one", "two"] {
        port.make_folder(&maple(), &path(folder)).await.unwrap();
    }
    upload(port, "a.csv", b"x").await;
    for (from, to) in [("one", "two"), ("a.csv", "two"), ("one", "a.csv")] {
        assert_eq!(
            failure(port.rename(&maple(), &path(from), &path(to)).await),
            ErrorKind::Conflict,
            "{from} {to}"
        );
    }
    assert_eq!(read(port, "a.csv").await, b"x");
}

/// A folder that moved into itself would be gone.
pub async fn a_folder_never_moves_into_itself(port: &dyn Folder) {
    for folder in ["one", "one/two"] {
        port.make_folder(&maple(), &path(folder)).await.unwrap();
    }
    for to in ["one/x", "one/two/x"] {
        assert_eq!(failure(port.rename(&maple(), &path("one"), &path(to)).await), ErrorKind::Refused, "{to}");
    }
    port.rename(&maple(), &path("one"), &path("one-two")).await.unwrap();
    assert!(exists(port, "one-two/two").await);
}

/// Nothing in a folder gets a path that no client could name and no listing could give.
pub async fn a_renamed_folder_keeps_only_paths_that_can_be_named(port: &dyn Folder) {
    let part = "x".repeat(250);
    let mut deep = LandingPath::root();
    for _ in 0..3 {
        deep = path(&format!("{deep}/{part}"));
        port.make_folder(&maple(), &deep).await.unwrap();
    }
    port.make_folder(&maple(), &path("low")).await.unwrap();
    upload(port, &format!("low/{}", "y".repeat(250)), b"x").await;
    upload(port, &format!("low/{}", "z".repeat(20)), b"x").await;
    let (low, fits, not) = (path("low"), format!("{deep}/a"), format!("{deep}/{}", "b".repeat(100)));
    assert_eq!(failure(port.rename(&maple(), &low, &path(&not)).await), ErrorKind::Refused);
    port.rename(&maple(), &low, &path(&fits)).await.unwrap();
    assert_eq!(port.files(&maple()).await.unwrap().len(), 2);
}

/// Paths below `reports/` are readable; every change to them is `Refused`.
pub async fn every_change_below_reports_is_refused(port: &dyn Folder) {
    port.publish(&maple(), &path("reports/day/latest.txt"), b"fine").await.unwrap();
    upload(port, "a.csv", b"x").await;
    for text in ["reports", "reports/new", "reports/day", "reports/day/latest.txt", "sub/../reports/new"] {
        let (report, other, key) = (path(text), path("a.csv"), maple());
        let refused = [
            failure(port.upload(&key, &report, UploadStart::Empty).await),
            failure(port.set_modified(&key, &report, at(1)).await),
            failure(port.make_folder(&key, &report).await),
            failure(port.remove(&key, &report, LandedKind::File).await),
            failure(port.remove(&key, &report, LandedKind::Folder).await),
            failure(port.rename(&key, &report, &path("mine")).await),
            failure(port.rename(&key, &other, &report).await),
        ];
        assert_eq!(refused, [ErrorKind::Refused; 7], "{text}");
    }
    assert_eq!(list(port, "reports/day").await, [("reports/day/latest.txt".to_owned(), LandedKind::File)]);
    assert_eq!(read(port, "reports/day/latest.txt").await, b"fine");
}

/// A login's folder is all that it can name.
pub async fn tenants_do_not_see_each_other(port: &dyn Folder) {
    upload(port, "users.csv", b"x").await;
    assert_eq!(port.list(&birch(), &LandingPath::root()).await.unwrap().len(), 1);
    let outside = path("../../maple-usd/main/users.csv");
    assert_eq!(failure(port.stat(&birch(), &outside).await), ErrorKind::NotFound);
    assert_eq!(failure(port.read_at(&birch(), &outside, 0, 1).await), ErrorKind::NotFound);
    assert_eq!(failure(port.rename(&birch(), &outside, &path("mine")).await), ErrorKind::NotFound);
    assert_eq!(failure(port.remove(&birch(), &outside, LandedKind::File).await), ErrorKind::NotFound);
    assert_eq!(read(port, "users.csv").await, b"x");
}
