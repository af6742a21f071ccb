//! `rollcall check`.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::outcome::{district, rollcall};

#[test]
fn a_good_delivery_is_counted_and_nothing_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "day1", &[]);
    let checked = rollcall(dir.path(), &["check", "day1", "--json"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""), "{checked:?}");
    let json = checked.json();
    assert_eq!(
        (&json["schema"], &json["format"], &json["complete"]),
        (&json!(1), &json!("oneroster-1.1"), &json!(true))
    );
    let rows = fs::read_to_string(dir.path().join("day1/users.csv")).unwrap().lines().count() - 1;
    assert_eq!(json["files"]["users.csv"], json!({"rows": rows}));
    for (entity, counts) in json["entities"].as_object().unwrap() {
        let number = |name: &str| counts[name].as_u64().unwrap();
        let parts = number("accepted") + number("rejected") + number("repeated") + number("outOfScope");
        assert_eq!(number("read"), parts, "{entity}");
        // A relationship that two rows imply, one from each side, is one record that came twice.
        let once = if entity == "relationships" { parts } else { number("accepted") };
        assert_eq!((number("read"), number("rejected")), (once, 0), "{entity}");
    }
    for entity in ["orgs", "users", "roles", "relationships", "enrollments", "demographics"] {
        assert!(json["entities"][entity]["read"].as_u64() > Some(0), "{entity}");
    }
}

#[test]
fn errors_name_their_place_and_give_1() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "day1", &[]);
    let path = dir.path().join("day1/enrollments.csv");
    let mut rows: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    let mut fields: Vec<&str> = rows[5].split(',').collect();
    let id = fields[0].to_owned();
    fields[3] = "no-such-class";
    rows[5] = fields.join(",");
    fs::write(&path, rows.join("\r\n") + "\r\n").unwrap();

    let checked = rollcall(dir.path(), &["check", "day1", "--json"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let json = checked.json();
    let found: Vec<&Value> =
        json["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let place =
        [&found[0]["code"], &found[0]["name"], &found[0]["file"], &found[0]["field"], &found[0]["record"]];
    assert_eq!(place, ["R014", "unknown-class", "enrollments.csv", "classSourcedId", id.as_str()]);
    assert_eq!((found[0]["line"].as_u64(), found[0]["column"].as_u64()), (Some(6), Some(4)));
    assert_eq!(json["counts"]["R014"], json!(1));

    let told = rollcall(dir.path(), &["check", "day1"]);
    assert_eq!((told.code, told.err.as_str()), (Some(1), ""));
    assert!(told.out.contains(&format!("enrollments.csv:6:4 [{id}]")), "{}", told.out);
    assert!(told.out.contains("1 error, "), "{}", told.out);
}

#[test]
fn counts_are_never_cut() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "day1", &["--stamped"]);
    fs::remove_file(dir.path().join("day1/classes.csv")).unwrap();
    fs::write(dir.path().join("day1/classes.csv"), "sourcedId,title,courseSourcedId\r\n").unwrap();
    let all = rollcall(dir.path(), &["check", "day1", "--json", "--max-findings", "1000000"]).json();
    let two = rollcall(dir.path(), &["check", "day1", "--json", "--max-findings", "2"]).json();
    assert_eq!(two["counts"], all["counts"]);
    assert_eq!(two["findings"].as_array().unwrap().len(), 2);
    let counted: u64 = all["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(all["findings"].as_array().unwrap().len() as u64, counted);
    assert!(counted > 100);
}

#[test]
fn files_folders_and_folders_in_folders_make_one_delivery() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "day1", &[]);
    let whole = rollcall(dir.path(), &["check", "day1", "--json"]).json();
    fs::create_dir_all(dir.path().join("split/deep")).unwrap();
    fs::rename(dir.path().join("day1/users.csv"), dir.path().join("split/deep/users.csv")).unwrap();
    fs::write(dir.path().join("split/.hidden.csv"), "x").unwrap();
    let split = rollcall(dir.path(), &["check", "day1", "split", "--json"]);
    assert_eq!((split.code, split.json()["entities"].clone()), (Some(0), whole["entities"].clone()));
    assert!(split.json()["files"]["deep/users.csv"].is_object());
}

#[test]
fn what_is_no_roster_is_unrecognised_and_gives_1() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("nothing")).unwrap();
    let cases: [(&str, &[u8], Option<&str>); 7] = [
        ("geo.csv", b"id,title\n1,x\n", None),
        ("empty.csv", b"", Some("R001")),
        ("nul.csv", b"\0\0\0", Some("R003")),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some("R135")),
        ("quote.csv", b"a,b\n\"never closed", None),
        ("line.csv", &[b'a'; 2 << 20], Some("R017")),
        ("not.zip", b"PK\x03\x04 and no more", Some("R030")),
    ];
    let mut paths = vec![("nothing", None)];
    for (name, bytes, why) in cases {
        fs::write(dir.path().join(name), bytes).unwrap();
        paths.push((name, why));
    }
    for (path, why) in paths {
        let checked = rollcall(dir.path(), &["check", path, "--json"]);
        assert_eq!((checked.code, checked.err.as_str()), (Some(1), ""), "{path}: {checked:?}");
        assert_eq!(checked.json()["format"], Value::Null, "{path}");
        for code in ["R062"].into_iter().chain(why) {
            assert!(checked.json()["counts"][code].is_u64(), "{path} {code}: {checked:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_gives_2_and_one_line() {
    let dir = tempfile::tempdir().unwrap();
    rollcall(dir.path(), &["check", "nowhere"]).refused("nowhere");
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    rollcall(dir.path(), &["check", "pipe"]).refused("neither a file nor a folder");
    rollcall(dir.path(), &["check", ".", "--format", "oneroster-11"]).refused("oneroster-1.1");
    rollcall(dir.path(), &["check"]).refused("<PATH>");
    rollcall(dir.path(), &["check", ".", "--max-findings", "few"]).refused("--max-findings");
}

#[test]
fn a_terminal_obeys_no_name_of_a_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a\u{1b}[2J\u{202e}\nb.csv"), "id,title\n1,x\n").unwrap();
    let checked = rollcall(dir.path(), &["check", "."]);
    assert!(checked.out.contains("    a?[2J??b.csv  no built-in format"), "{checked:?}");
}

#[test]
fn files_are_read_under_the_field_profile_of_the_flag_or_the_setting() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "day1", &[]);
    let path = dir.path().join("day1/users.csv");
    let row =
        |(at, line): (usize, &str)| format!("{line},{}\r\n", if at == 0 { "metadata.bus" } else { "none" });
    let text: String = fs::read_to_string(&path).unwrap().lines().enumerate().map(row).collect();
    fs::write(&path, text).unwrap();
    let bus = r#"{"profile": 1, "fields": {"users": {"bus": {"kind": "integer"}}}}"#;
    fs::write(dir.path().join("bus.json"), bus).unwrap();
    let found = |words: &[&str]| {
        let json = rollcall(dir.path(), &[&["check", "day1", "--json"], words].concat()).json();
        json["counts"]["R165"].as_u64()
    };
    assert_eq!(found(&[]), None);
    assert!(found(&["--profile", "bus.json"]) > Some(0));
    fs::write(dir.path().join("rollcall.toml"), "profile = \"bus.json\"\n").unwrap();
    assert!(found(&[]) > Some(0));
    let wrong = rollcall(dir.path(), &["check", "day1", "--profile", "day1/users.csv"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("(document): this is not JSON"), "{wrong:?}");
}
