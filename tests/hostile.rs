//! Any bytes at all: every seed of the fuzz targets, and seeded mutations of them, through the same functions.

use std::fs;
use std::panic::catch_unwind;

use rollcall_tests::hostile::{self, Target};
use rollcall_tests::mutate::Mutator;
use rollcall_tests::tree;

/// Seeds of a target by name.
fn seeds(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = tree::root().join("fuzz/corpus").join(target.name);
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let read =
        |e: fs::DirEntry| Some((e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).ok()?));
    let mut seeds: Vec<_> = entries.filter_map(read).collect();
    assert!(seeds.len() >= 3, "{} has too few seeds", folder.display());
    seeds.sort();
    seeds
}

/// How many times as many mutations, for a longer run without a nightly compiler: `MUTATIONS=100`.
fn times() -> usize {
    std::env::var("MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Gives a target every seed, and so many mutations of them in all; the same ones in every run.
fn short_run(target: &Target, mutations: usize) {
    let (name, seeds) = (target.name, seeds(target));
    for (seed, bytes) in &seeds {
        assert!(catch_unwind(|| (target.run)(bytes)).is_ok(), "{name}: seed {seed}");
    }
    let all: Vec<&[u8]> = seeds.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let mut mutator = Mutator::new(0x526f_6c6c_6361_6c6c);
    for number in 0..mutations * times() {
        let seed = number % all.len();
        let bytes = mutator.mutate(all[seed], &all);
        let fine = catch_unwind(|| (target.run)(&bytes)).is_ok();
        assert!(fine, "{name}: mutation {number}, of seed {}: \"{}\"", seeds[seed].0, bytes.escape_ascii());
    }
}

#[test]
fn table() {
    short_run(&hostile::TABLE, 3_000);
}

#[test]
fn delivery() {
    short_run(&hostile::DELIVERY, 400);
}

#[test]
fn archive() {
    short_run(&hostile::ARCHIVE, 3_000);
}

#[test]
fn snapshot() {
    short_run(&hostile::SNAPSHOT, 3_000);
}

#[test]
fn change_set() {
    short_run(&hostile::CHANGE_SET, 3_000);
}

#[test]
fn mapping() {
    short_run(&hostile::MAPPING, 3_000);
}

#[test]
fn a_target_that_panics_is_found() {
    let fragile = Target { name: "table", run: |bytes| assert!(!bytes.contains(&b'9')) };
    assert!(catch_unwind(|| short_run(&fragile, 300)).is_err());
}

#[test]
fn every_target_has_a_program() {
    let manifest = fs::read_to_string(tree::root().join("fuzz/Cargo.toml")).unwrap();
    for target in [
        hostile::TABLE,
        hostile::DELIVERY,
        hostile::ARCHIVE,
        hostile::SNAPSHOT,
        hostile::CHANGE_SET,
        hostile::MAPPING,
    ] {
        let program = format!("fuzz_targets/{}.rs", target.name);
        assert!(manifest.contains(&format!("\"{program}\"")), "fuzz/Cargo.toml does not name {program}");
        let text = fs::read_to_string(tree::root().join("fuzz").join(&program)).unwrap();
        assert!(text.contains(&format!("hostile::{}(", target.name)), "{program} runs something else");
    }
}
