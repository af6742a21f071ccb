//! `rollcall guide`: every file and column of a format.

use std::io::Write;

use clap::Args;
use roster::formats;

use super::check::format_of;
use crate::exit::{Exit, Failure};
use crate::output;

/// Says what goes into every file and column of a format, as Markdown
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall guide
  rollcall guide --format oneroster-1.1 > for-our-districts.md")]
pub(crate) struct Guide {
    /// Which format; see `rollcall formats`
    #[arg(long, value_name = "F", default_value = "oneroster-1.2")]
    format: String,
}

impl Guide {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        output::text(out, &formats::guide(format_of(&self.format)?))?;
        Ok(Exit::Fine)
    }
}
