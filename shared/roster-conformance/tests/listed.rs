//! Every case is listed in its macro, so that it runs.

use std::fs;
use std::path::Path;

#[test]
fn every_case_is_listed_in_its_macro() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut cases = 0;
    for name in [
        "announcer",
        "artifacts",
        "attempts",
        "delivery_log",
        "directory",
        "front_door",
        "landing/mod",
        "pull_log",
        "queue",
        "roster_store/mod",
        "run_log",
        "secrets",
        "upload",
    ] {
        let text = fs::read_to_string(src.join(name).with_extension("rs")).unwrap();
        // The list is what the macro hands on last: `conformance_cases!(port, how, [case case]);`.
        let call = text.split("conformance_cases!(").nth(1).unwrap().split(';').next().unwrap();
        let list = call.rsplit('[').next().unwrap().split(']').next().unwrap();
        let mut listed: Vec<&str> = list.split_whitespace().collect();
        let mut written: Vec<&str> =
            text.split("pub async fn ").skip(1).map(|rest| rest.split('(').next().unwrap()).collect();
        listed.sort_unstable();
        written.sort_unstable();
        assert_eq!(listed, written, "{name}");
        cases += listed.len();
    }
    assert!(cases > 100);
}
