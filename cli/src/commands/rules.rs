//! `rollcall rules`: everything that can be found in files.

use std::io::Write;

use clap::Args;
use roster::rules::RULES;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::{self, Align, Table};

/// Lists everything that a check can find
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall rules | grep error")]
pub(crate) struct Rules {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Rules {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        if self.json {
            let rules = RULES.iter().map(|rule| {
                json!({
                    "code": rule.code, "name": rule.name, "severity": rule.severity.as_str(),
                    "strict": rule.strict.as_str(), "also": rule.also, "help": rule.help,
                })
            });
            output::json(out, &rules.collect::<Vec<_>>())?;
            return Ok(Exit::Fine);
        }
        let heading = ["code", "name", "severity", "strict", "what to do"].map(|name| (name, Align::Left));
        let mut table = Table::new(&heading);
        for rule in RULES {
            let words = [rule.code, rule.name, rule.severity.as_str(), rule.strict.as_str(), rule.help];
            table.row(words.map(str::to_owned));
        }
        output::text(out, &table.to_string())?;
        Ok(Exit::Fine)
    }
}
