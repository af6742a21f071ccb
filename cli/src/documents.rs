//! Every `rollcall ...` that a document shows is a command that there is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

use crate::args;

/// Where a command stands, and so how much of it must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a block, to be copied: it must be whole.
    Block,
    /// In a sentence, which may name a part of it.
    Prose,
}

/// The commands of a Markdown text.
fn commands(text: &str) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for (index, part) in text.split("```").enumerate() {
        let whole = part.replace("\\\n", " ");
        match index % 2 {
            1 => found.extend(whole.lines().skip(1).filter_map(of_block).map(|line| (Place::Block, line))),
            _ => found.extend(whole.split('`').skip(1).step_by(2).filter_map(of_prose)),
        }
    }
    found
}

fn of_block(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches("$ ");
    line.starts_with("rollcall ").then(|| line.to_owned())
}

fn of_prose(span: &str) -> Option<(Place, String)> {
    let span = span.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_command = span.starts_with("rollcall ") && !span.contains(['[', '…']) && !span.contains("...");
    is_command.then_some((Place::Prose, span))
}

/// The words as a shell would give them, up to what is no longer the command's.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in line.chars().chain([' ']) {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, ' ') => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            (None | Some(_), letter) => word.push(letter),
        }
    }
    let end = words.iter().position(|word| ["<", ">", "|", "&&", "#", "&"].contains(&word.as_str()));
    words.truncate(end.unwrap_or(words.len()));
    words
}

/// Why a command is none.
fn complaint(place: Place, line: &str) -> Option<String> {
    let given = words(line).into_iter().map(OsString::from);
    let error = args::try_parse(given).err()?;
    let is_part = matches!(
        error.kind(),
        ErrorKind::MissingRequiredArgument
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let is_asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let is_fine = is_asked || (place == Place::Prose && is_part);
    (!is_fine).then(|| format!("`{line}`: {error}"))
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs", "docs/guides", "docs/decisions"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("the folder is there");
        let paths = entries.map(|entry| entry.expect("it can be read").path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    found
}

/// What the smoke test asks of the command line: nobody runs it without an account.
fn smoke_test() -> Vec<(Place, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/aws-smoke");
    let text = std::fs::read_to_string(path).expect("it is there");
    let called = text.lines().filter_map(|line| line.split_once("rollcall ").map(|(_, rest)| rest));
    let known = ["tenant ", "connection ", "login ", "run ", "verify "];
    let called = called.filter(|rest| known.iter().any(|command| rest.starts_with(command)));
    called.map(|rest| (Place::Block, format!("rollcall {}", rest.replace("||", "|")))).collect()
}

#[test]
fn every_command_of_the_documents_parses() {
    let (mut complaints, mut count) = (Vec::new(), 0);
    for path in documents() {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let commands = commands(&text);
        count += commands.len();
        let wrong = commands.iter().filter_map(|(place, line)| complaint(*place, line));
        complaints.extend(wrong.map(|complaint| format!("{}: {complaint}", path.display())));
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    assert!(count > 50, "{count} commands are too few: are they still found?");
}

#[test]
fn every_command_of_the_smoke_test_parses() {
    let commands = smoke_test();
    let complaints: Vec<_> = commands.iter().filter_map(|(place, line)| complaint(*place, line)).collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    assert!(commands.len() >= 8, "{commands:?}");
}

#[test]
fn a_command_that_there_is_not_is_found() {
    for (text, wrong) in [
        ("`rollcall verify`, `rollcall tenant` and `rollcall tenant add`", 0),
        ("`rollcall verfy` and `rollcall verify --al`", 2),
        ("```\nrollcall tenant add\n```", 1),
        ("```sh\nrollcall tenant add maple-usd \\\n  --name \"Maple Unified\" > out # said\n```", 0),
        ("```sh\nrollcall run list | grep held\nls\n```", 0),
        ("- `rollcall run show [RUN]` and `rollcall x …`", 0),
    ] {
        let found = commands(text);
        let complaints = found.iter().filter_map(|(place, line)| complaint(*place, line)).count();
        assert_eq!(complaints, wrong, "{found:?}");
    }
}
