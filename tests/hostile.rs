//! Any bytes at all: every seed of the fuzz targets, and seeded mutations of them, through the same functions.

use std::fs;
use std::panic::catch_unwind;

use rollcall_tests::hostile::{TARGETS, Target};
use rollcall_tests::mutate::Mutator;
use rollcall_tests::tree;

/// Seeds of a target by name.
fn seeds(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = tree::root().join("fuzz/corpus").join(target.name);
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
    };
    let mut seeds: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect();
    seeds.sort();
    seeds
}

/// Gives a target every seed, and so many mutations of them in all; the same ones in every run.
fn short_run(name: &str, mutations: usize) {
    let target = TARGETS.iter().find(|t| t.name == name).unwrap();
    let seeds = seeds(target);
    for (seed, bytes) in &seeds {
        assert!(catch_unwind(|| (target.run)(bytes)).is_ok(), "{name}: seed {seed}");
    }
    let all: Vec<&[u8]> = seeds.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let mut mutator = Mutator::new(0x526f_6c6c_6361_6c6c);
    for number in 0..mutations {
        let seed = number % all.len();
        let bytes = mutator.mutate(all[seed], &all);
        let fine = catch_unwind(|| (target.run)(&bytes)).is_ok();
        assert!(
            fine,
            "{name}: mutation {number}, of seed {}: {:?}",
            seeds[seed].0,
            bytes.escape_ascii().to_string()
        );
    }
}

#[test]
fn table() {
    short_run("table", 3_000);
}

#[test]
fn delivery() {
    short_run("delivery", 400);
}

#[test]
fn archive() {
    short_run("archive", 3_000);
}

#[test]
fn snapshot() {
    short_run("snapshot", 3_000);
}

#[test]
fn change_set() {
    short_run("change_set", 3_000);
}

#[test]
fn every_target_has_seeds_and_a_program() {
    let manifest = fs::read_to_string(tree::root().join("fuzz/Cargo.toml")).unwrap();
    for target in TARGETS {
        assert!(seeds(target).len() >= 3, "{} has too few seeds", target.name);
        let program = format!("fuzz_targets/{}.rs", target.name);
        assert!(manifest.contains(&format!("\"{program}\"")), "fuzz/Cargo.toml does not name {program}");
        assert!(tree::root().join("fuzz").join(program).exists());
    }
}
