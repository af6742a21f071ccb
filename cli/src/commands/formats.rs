//! `rollcall formats`: the formats that are read without a mapping.

use std::io::Write;

use clap::Args;
use roster::formats::FORMATS;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::{self, Align, Table};

/// Lists the formats that are read without a mapping
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall formats")]
pub(crate) struct Formats {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Formats {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        if self.json {
            let formats = FORMATS.iter().map(|format| {
                let files: Vec<&str> = (format.files)().iter().map(|file| file.name).collect();
                json!({"name": format.name, "title": format.title, "files": files})
            });
            output::json(out, &formats.collect::<Vec<_>>())?;
            return Ok(Exit::Fine);
        }
        let left = |name| (name, Align::Left);
        let mut table = Table::new(&[left("name"), left("title"), left("a set needs")]);
        for format in FORMATS {
            let files = || (format.files)().iter();
            let needed: Vec<&str> = files().filter(|file| file.minimum).map(|file| file.name).collect();
            let needed = match needed.is_empty() {
                true => format!("one of {}", files().map(|file| file.name).collect::<Vec<_>>().join(" ")),
                false => needed.join(" "),
            };
            table.row([format.name.into(), format.title.into(), needed]);
        }
        output::text(out, &table.to_string())?;
        Ok(Exit::Fine)
    }
}
