//! `rollcall demo`.

use std::fs;

use crate::outcome::rollcall_in;

#[test]
fn the_demo_tells_its_story_and_leaves_what_it_names() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().to_str().unwrap();
    let told = rollcall_in(dir.path(), &["demo", "--students", "300"], &[("TMPDIR", place)]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{told:?}");
    for words in ["Day 1", "Day 2", "Day 3", "HELD", "uploaded over SFTP", "reports/latest.txt"] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    let states: Vec<&str> = told.out.lines().filter_map(|line| line.trim().strip_prefix("r-")).collect();
    let states: Vec<&str> = states.iter().filter_map(|line| line.split("  ").nth(1)).collect();
    assert_eq!(states, ["applied", "applied", "superseded", "applied"]);
    for name in ["database    ", "reports     ", "deliveries  "] {
        let path = told.out.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        assert!(path.starts_with(place) && fs::metadata(path).is_ok(), "{path}");
    }
}
