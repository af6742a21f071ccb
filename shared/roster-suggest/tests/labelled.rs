//! The score on labelled exports does not fall.

use std::path::{Path, PathBuf};

use roster::mapping::Mapping;
use roster::read::{Input, MemoryInput, Set};
use roster_suggest::score::{Labels, Split, Tally, score};
use roster_suggest::{Options, suggest};

fn exports() -> Vec<(PathBuf, Labels)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/exports");
    let folders = std::fs::read_dir(root).expect("the labelled exports are there");
    let mut found = Vec::new();
    for folder in folders.map(|entry| entry.expect("it can be read").path()) {
        if let Ok(text) = std::fs::read_to_string(folder.join("labels.json")) {
            found.push((folder, Labels::from_json(&text).expect("labels are right")));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// The score of a split; every suggestion loads as it is.
fn measured(split: Split) -> Tally {
    let mut total = Tally::default();
    for (folder, labels) in exports().into_iter().filter(|(_, labels)| labels.split == split) {
        let input = |name: &String| {
            let bytes = std::fs::read(folder.join(name)).expect("a labelled file is there");
            Box::new(MemoryInput { name: name.clone(), bytes }) as Box<dyn Input>
        };
        let set = Set::new(labels.files.keys().map(input).collect());
        let suggestion = suggest(&set, Options::default()).expect("memory can be read");
        let loaded = Mapping::from_json(&suggestion.mapping.to_json());
        assert_eq!(loaded.as_ref().ok(), Some(&suggestion.mapping), "{}: {loaded:?}", folder.display());
        total.add(&score(&labels, &suggestion).0);
    }
    total
}

#[test]
fn the_score_of_exports_that_it_was_tuned_on_does_not_fall() {
    let total = measured(Split::Tune);
    assert!(total.mappable > 900, "{total:?}");
    assert!(total.right_share() >= 97_80, "{total:?}");
    assert!(total.confident_share() < 50, "{total:?}");
    assert_eq!(total.ambiguous_guessed, 0, "{total:?}");
}

#[test]
fn the_score_of_exports_that_it_never_saw_does_not_fall() {
    let total = measured(Split::HeldOut);
    assert!(total.mappable > 200, "{total:?}");
    assert!(total.right_share() >= HELD_OUT, "{total:?}");
    assert_eq!(total.ambiguous_guessed, 0, "{total:?}");
}

#[test]
fn the_score_of_all_exports_does_not_fall() {
    let mut total = measured(Split::Tune);
    total.add(&measured(Split::HeldOut));
    assert!(total.right_share() >= 95_00, "{total:?}");
    assert!(total.confident_share() < 1_00, "{total:?}");
}

/// In hundredths of a percent.
const HELD_OUT: usize = 85_00;
