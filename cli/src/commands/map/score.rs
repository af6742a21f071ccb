//! `rollcall map score`: how good suggestions are, measured on labelled exports.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use roster::read::{Input, MemoryInput, Set};
use roster_suggest::Options;
use roster_suggest::score::{Labels, Miss, Split, Tally, Verdict, score};
use serde_json::{Value, json};

use crate::commands::check::unreadable;
use crate::exit::{Exit, Failure};
use crate::output::{self, Align, SCHEMA, Table};

/// Measures suggestions on labelled exports: a folder for each, with its files and a labels.json
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall map score --labels tests/fixtures/exports
  rollcall map score --labels tests/fixtures/exports --split tune --worst 20")]
pub(crate) struct Score {
    /// A folder with a folder for each export
    #[arg(long, value_name = "DIR")]
    labels: PathBuf,
    /// Only exports that may be tuned on, or only those that may not
    #[arg(long, value_enum)]
    split: Option<Which>,
    /// Columns that came out wrong to list at most, the worst first; none of exports that may not be tuned on
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Tune,
    HeldOut,
}

impl Which {
    fn is(self, split: Split) -> bool {
        matches!((self, split), (Which::Tune, Split::Tune) | (Which::HeldOut, Split::HeldOut))
    }
}

#[derive(Debug, Default)]
struct Scores {
    exports: BTreeMap<String, Tally>,
    misses: Vec<(String, Miss)>,
    total: Tally,
}

impl Score {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mut scores = Scores::default();
        for folder in folders(&self.labels)? {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let labels = labels(&folder)?;
            if self.split.is_some_and(|which| !which.is(labels.split)) {
                continue;
            }
            let set = Set::new(inputs(&folder, &labels)?);
            let suggestion = roster_suggest::suggest(&set, Options::default()).map_err(unreadable)?;
            let (tally, misses) = score(&labels, &suggestion);
            scores.total.add(&tally);
            scores.exports.insert(name.clone(), tally);
            if labels.split == Split::Tune {
                scores.misses.extend(misses.into_iter().map(|miss| (name.clone(), miss)));
            }
        }
        scores.misses.sort_by_key(|(_, miss)| std::cmp::Reverse((miss.verdict, miss.confidence)));
        scores.misses.truncate(self.worst);
        match self.json {
            true => output::json(out, &as_json(&scores))?,
            false => output::text(out, &text(&scores))?,
        }
        Ok(Exit::Fine)
    }
}

/// The folders that have labels, by name.
fn folders(labels: &Path) -> Result<Vec<PathBuf>, Failure> {
    if labels.join("labels.json").is_file() {
        return Ok(vec![labels.to_owned()]);
    }
    let entries = fs::read_dir(labels).map_err(|error| cannot_read(labels, &error))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.join("labels.json").is_file()).collect();
    folders.sort();
    match folders.is_empty() {
        false => Ok(folders),
        true => Err(Failure::new(format_args!(
            "no folder in {} has a labels.json; name the folder that holds a folder for each export",
            labels.display()
        ))),
    }
}

fn labels(folder: &Path) -> Result<Labels, Failure> {
    let path = folder.join("labels.json");
    let text = fs::read_to_string(&path).map_err(|error| cannot_read(&path, &error))?;
    Labels::from_json(&text).map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))
}

fn inputs(folder: &Path, labels: &Labels) -> Result<Vec<Box<dyn Input>>, Failure> {
    let input = |name: &String| {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(|error| cannot_read(&path, &error))?;
        Ok(Box::new(MemoryInput { name: name.clone(), bytes }) as Box<dyn Input>)
    };
    labels.files.keys().map(input).collect()
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    Failure::new(format_args!("cannot read {path}: {error}; check the path and who may read it"))
}

fn percent(hundredths: usize) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

fn text(scores: &Scores) -> String {
    let heading = [
        "export",
        "right",
        "of",
        "wrong",
        "open",
        "missed",
        "confidently wrong",
        "needless",
        "sensitive",
        "dates guessed",
    ];
    let align =
        |(at, name): (usize, &&'static str)| (*name, if at == 0 { Align::Left } else { Align::Right });
    let mut table = Table::new(&heading.iter().enumerate().map(align).collect::<Vec<_>>());
    let all =
        scores.exports.iter().map(|(name, tally)| (name.as_str(), tally)).chain([("total", &scores.total)]);
    for (name, tally) in all {
        let counts = [
            tally.right,
            tally.mappable,
            tally.wrong,
            tally.open,
            tally.missed,
            tally.wrong_and_confident,
            tally.useless_mapped + tally.askable_mapped,
            tally.sensitive_mapped,
            tally.ambiguous_guessed,
        ];
        table.row(std::iter::once(name.to_owned()).chain(counts.map(|count| output::count(count as u64))));
    }
    let mut text = format!(
        "{table}\n{} of mappable columns right, {} of all columns wrong and confident\n",
        percent(scores.total.right_share()),
        percent(scores.total.confident_share())
    );
    for (export, miss) in &scores.misses {
        let got = if miss.got.is_empty() { "nothing".to_owned() } else { miss.got.join(" or ") };
        text.push_str(&format!(
            "{export}: {}: {} not {} ({} %)\n",
            miss.place,
            word(miss.verdict, &got),
            miss.want.join(" or "),
            miss.confidence
        ));
    }
    text
}

fn word(verdict: Verdict, got: &str) -> String {
    match verdict {
        Verdict::Open => format!("asked ({got})"),
        Verdict::Right | Verdict::Missed | Verdict::Wrong => got.to_owned(),
    }
}

fn as_json(scores: &Scores) -> Value {
    let exports: BTreeMap<&str, Value> =
        scores.exports.iter().map(|(name, tally)| (name.as_str(), counts(tally))).collect();
    let miss = |(export, miss): &(String, Miss)| {
        json!({
            "export": export, "place": miss.place, "want": miss.want, "got": miss.got,
            "confidence": f64::from(miss.confidence) / 100.0,
        })
    };
    json!({
        "schema": SCHEMA, "total": counts(&scores.total), "exports": exports,
        "worst": scores.misses.iter().map(miss).collect::<Vec<_>>(),
    })
}

fn counts(tally: &Tally) -> Value {
    json!({
        "columns": tally.columns(), "mappable": tally.mappable, "right": tally.right, "wrong": tally.wrong,
        "open": tally.open, "missed": tally.missed, "wrongAndConfident": tally.wrong_and_confident,
        "useless": tally.useless, "uselessMapped": tally.useless_mapped, "sensitive": tally.sensitive,
        "sensitiveMapped": tally.sensitive_mapped, "askable": tally.askable, "askableMapped": tally.askable_mapped,
        "ambiguousDates": tally.ambiguous, "ambiguousDatesGuessed": tally.ambiguous_guessed,
        "rightShare": tally.right_share() as f64 / 10_000.0, "confidentShare": tally.confident_share() as f64 / 10_000.0,
    })
}
