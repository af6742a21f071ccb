//! `rollcall config`: every setting, its value, and where that came from.

use std::io::Write;

use clap::Args;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::{self, Align, Table};
use crate::settings::Settings;

/// Shows every setting with its value and where that came from
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  ROLLCALL_DATA=/var/lib/rollcall rollcall config")]
pub(crate) struct Config {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Config {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        if self.json {
            let all = settings.iter().map(|(known, value)| {
                let origin = value.origin.to_string();
                json!({"name": known.name, "value": value.text, "origin": origin, "about": known.about})
            });
            output::json(out, &all.collect::<Vec<_>>())?;
            return Ok(Exit::Fine);
        }
        let heading = ["setting", "value", "from", "what it is"].map(|name| (name, Align::Left));
        let mut table = Table::new(&heading);
        for (known, value) in settings.iter() {
            let text = value.text.clone().unwrap_or_else(|| "(not set)".into());
            table.row([known.name.into(), text, value.origin.to_string(), known.about.into()]);
        }
        output::text(out, &table.to_string())?;
        Ok(Exit::Fine)
    }
}
