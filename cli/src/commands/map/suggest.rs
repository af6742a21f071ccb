//! `rollcall map suggest`: a first mapping for files that nobody described.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use roster_suggest::{Line, Options, Outcome, Suggestion};
use serde_json::{Value, json};

use crate::commands::check::unreadable;
use crate::exit::{Exit, Failure};
use crate::files::{self, Progress};
use crate::output::{self, Align, SCHEMA, Table};

/// Writes a first mapping for files that nobody described: what each file is, and what each column means
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall map suggest export/ -o springfield.json
  rollcall map suggest monday.zip --json | jq .lines

The mapping runs as it is. What it could not decide is listed first and stands under \"open\" in the mapping: answer it by
moving the column into \"fields\", or into \"ignore\".")]
pub(crate) struct Suggest {
    /// Files, folders or ZIPs that belong to one delivery
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the mapping to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write JSON: the mapping, and why each column is as it is
    #[arg(long)]
    json: bool,
}

impl Suggest {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let progress = Progress::shown();
        let set = files::open(&self.paths, &progress)?;
        let suggestion = roster_suggest::suggest(&set, Options::default()).map_err(unreadable)?;
        progress.done();
        if suggestion.mapping.files.is_empty() {
            return Err(Failure::new(format_args!(
                "there is no table in what was named: neither lines nor columns of text; name CSV or TXT files, or a ZIP"
            )));
        }
        let mapping = suggestion.mapping.to_json();
        if let Some(path) = &self.output {
            write(path, &mapping)?;
        }
        match (self.json, &self.output) {
            (true, _) => output::json(out, &as_json(&suggestion, &mapping))?,
            (false, Some(_)) => {}
            (false, None) => out.write_all(mapping.as_bytes()).map_err(Failure::output)?,
        }
        if !self.json {
            output::text(&mut std::io::stderr(), &text(&suggestion))?;
        }
        Ok(Exit::Fine)
    }
}

fn write(path: &Path, mapping: &str) -> Result<(), Failure> {
    std::fs::write(path, mapping).map_err(|error| {
        let path = path.display();
        Failure::new(format_args!("cannot write {path}: {error}; choose another file with -o"))
    })
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Mapped => "mapped",
        Outcome::Open => "open",
        Outcome::Ignored => "ignored",
        Outcome::Sensitive => "sensitive",
    }
}

fn as_json(suggestion: &Suggestion, mapping: &str) -> Value {
    let file = |file: &roster_suggest::FileLine| json!({ "file": file.file, "holds": file.kind.plain(), "notes": file.notes });
    let line = |line: &Line| {
        json!({
            "file": line.file, "column": line.column, "outcome": word(line.outcome), "targets": line.targets,
            "confidence": f64::from(line.confidence) / 100.0, "why": line.why,
        })
    };
    json!({
        "schema": SCHEMA,
        "mapping": serde_json::from_str::<Value>(mapping).unwrap_or_default(),
        "files": suggestion.files.iter().map(file).collect::<Vec<_>>(),
        "lines": suggestion.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn text(suggestion: &Suggestion) -> String {
    let mut text = String::new();
    let mut files = Table::new(&[("file", Align::Left), ("holds", Align::Left), ("", Align::Left)]);
    for file in &suggestion.files {
        files.row([file.file.clone(), file.kind.plain().to_owned(), file.notes.join("; ")]);
    }
    text.push_str(&files.to_string());
    let of = |outcome: Outcome| suggestion.lines.iter().filter(move |line| line.outcome == outcome);
    let asked = of(Outcome::Open).chain(of(Outcome::Sensitive));
    section(
        &mut text,
        "To answer",
        asked.map(|line| {
            let perhaps = if line.targets.is_empty() {
                String::new()
            } else {
                format!("{}? ", line.targets.join(" or "))
            };
            [line.file.clone(), line.column.clone(), format!("{perhaps}{}", line.why)]
        }),
    );
    section(
        &mut text,
        "Mapped",
        of(Outcome::Mapped).map(|line| {
            let said = format!("{} ({} %: {})", line.targets.join(", "), line.confidence, line.why);
            [line.file.clone(), line.column.clone(), said]
        }),
    );
    let ignored = of(Outcome::Ignored).count();
    if ignored > 0 {
        let columns = output::counted(ignored as u64, "column", "columns");
        text.push_str(&format!(
            "\n{columns} left out as of no use to a roster; see \"ignore\" in the mapping\n"
        ));
    }
    text
}

fn section(text: &mut String, title: &str, rows: impl Iterator<Item = [String; 3]>) {
    let mut table = Table::new(&[("file", Align::Left), ("column", Align::Left), ("feeds", Align::Left)]);
    rows.for_each(|row| table.row(row));
    if !table.is_empty() {
        text.push_str(&format!("\n{title}\n{table}"));
    }
}
