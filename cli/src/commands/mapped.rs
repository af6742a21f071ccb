//! `connection set --mapping`: what a new mapping would change is shown before it is kept.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use roster_pipeline::ConnectionKey;
use serde::Serialize;
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Request};
use crate::settings::Settings;
use crate::{files, output};

/// A mapping, and how to go on with it.
#[derive(Debug, Args)]
pub(super) struct Mapped {
    /// Read the files with this mapping from now on; `none` goes back to formats. It is tried on the newest delivery first
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Why, for `rollcall map list`
    #[arg(long, value_name = "TEXT", requires = "mapping")]
    note: Option<String>,
    /// Do not ask before it is saved
    #[arg(long, requires = "mapping")]
    yes: bool,
    /// Save it although people would be lost
    #[arg(long, requires = "mapping")]
    accept_losses: bool,
}

/// What came of it, as programs read it.
#[derive(Debug, Serialize)]
struct SavedJson {
    schema: u32,
    saved: bool,
    trial: Value,
    connection: Option<Value>,
}

/// Whether the mapping is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Save,
    /// Somebody would be lost, and nobody said that this is right.
    Refuse,
    /// Whoever was asked said no.
    Leave,
}

impl Mapped {
    /// Whether a mapping is set.
    pub(super) fn is_given(&self) -> bool {
        self.mapping.is_some()
    }

    /// Tries the mapping, asks, and keeps it.
    pub(super) fn set(
        &self,
        key: &ConnectionKey,
        form: Form,
        settings: &Settings,
        out: &mut dyn Write,
    ) -> Result<Exit, Failure> {
        let Some(path) = &self.mapping else { return Ok(Exit::Fine) };
        if path == Path::new("none") {
            let pairs = vec![("mapping".to_owned(), "none".to_owned())];
            let change = Change::SetConnection { key: key.clone(), settings: pairs };
            return local::ask(settings, &Request { change, form }, out);
        }
        let (document, _) = files::mapping_text(path)?;
        let mut trial = Vec::new();
        let change = Change::TryMapping { key: key.clone(), document: document.clone() };
        let loses = local::ask(settings, &Request { change, form }, &mut trial)? == Exit::Held;
        if form == Form::Text {
            output::text(out, &String::from_utf8_lossy(&trial))?;
            out.flush().map_err(Failure::output)?;
        }
        let decision = self.decide(loses, form)?;
        let mut connection = Vec::new();
        if decision == Decision::Save {
            let note = self.note.clone().unwrap_or_default();
            let change = Change::SaveMapping { key: key.clone(), document, note };
            local::ask(settings, &Request { change, form }, &mut connection)?;
        }
        match form {
            Form::Text => output::text(out, &told(decision, &connection))?,
            Form::Json => output::json(out, &json(decision, (&trial, &connection))?)?,
        }
        Ok(match decision {
            Decision::Save => Exit::Fine,
            Decision::Refuse => Exit::Held,
            Decision::Leave => Exit::CouldNot,
        })
    }

    fn decide(&self, loses: bool, form: Form) -> Result<Decision, Failure> {
        let asked = io::stdin().is_terminal() && io::stderr().is_terminal() && form == Form::Text;
        match (loses, self.accept_losses, self.yes, asked) {
            (true, true, ..) | (false, _, true, _) | (false, _, _, false) => Ok(Decision::Save),
            (true, false, _, false) => Ok(Decision::Refuse),
            (true, false, _, true) => ask("People would be lost. Save this mapping all the same? [y/N] "),
            (false, _, false, true) => ask("Save this mapping? [y/N] "),
        }
    }
}

fn ask(question: &str) -> Result<Decision, Failure> {
    let unanswered =
        |error: io::Error| Failure::new(format_args!("nobody answered: {error}; repeat it with --yes"));
    let mut err = io::stderr();
    err.write_all(question.as_bytes()).and_then(|()| err.flush()).map_err(unanswered)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(unanswered)?;
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(Decision::Save),
        _ => Ok(Decision::Leave),
    }
}

fn told(decision: Decision, connection: &[u8]) -> String {
    match decision {
        Decision::Save => format!(
            "\nSaved: the next delivery is read with it; `rollcall connection check-again` reads the newest one again.\n\n{}",
            String::from_utf8_lossy(connection)
        ),
        Decision::Refuse => {
            "\nNot saved: see who would be lost, or that nothing is read. If that is right, repeat it with --accept-losses.\n"
                .to_owned()
        }
        Decision::Leave => "\nNot saved.\n".to_owned(),
    }
}

fn json(decision: Decision, (trial, connection): (&[u8], &[u8])) -> Result<SavedJson, Failure> {
    let value = |text: &[u8]| {
        serde_json::from_slice(text).map_err(|error| {
            Failure::new(format_args!("serve gave no JSON: {error}; use the rollcall that serve runs"))
        })
    };
    let saved = decision == Decision::Save;
    let connection = if saved { Some(value(connection)?) } else { None };
    Ok(SavedJson { schema: output::SCHEMA, saved, trial: value(trial)?, connection })
}
