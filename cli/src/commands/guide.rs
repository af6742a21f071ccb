//! `rollcall guide`: how files are sent and taken in, every column, and what each finding means.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use roster::profile::Profile;
use roster::schedule::Schedule;
use roster_guide::{Practice, TEMPLATES};
use roster_pipeline::authorize::{USER_FAILURES, WINDOW};
use roster_pipeline::records::Connection;

use super::check::format_of;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;

/// Writes the guide for those who send files: guidelines, every file and column, what each finding means
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall guide -o guide.html
  rollcall guide --profile own-fields.json -o guide.html
  rollcall guide --format oneroster-1.1 > for-our-districts.md

A FILE that ends in .html becomes one page of HTML that needs nothing else; any other is Markdown.")]
pub(crate) struct Guide {
    /// File to write, over what was in it; else Markdown on stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which format; see `rollcall formats`
    #[arg(long, value_name = "F", default_value = TEMPLATES)]
    format: String,
    /// Field profile, instead of the setting or the standard one; see `rollcall profile`
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

impl Guide {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let profile = profile(self.profile.as_deref(), settings)?;
        let guide = roster_guide::guide(format_of(&self.format)?, &profile, &practice());
        let Some(path) = &self.output else {
            output::text(out, &guide.markdown)?;
            return Ok(Exit::Fine);
        };
        let is_html = path
            .extension()
            .is_some_and(|ending| ["html", "htm"].iter().any(|html| ending.eq_ignore_ascii_case(html)));
        let page = if is_html { guide.html() } else { guide.markdown };
        fs::write(path, page).map_err(|error| {
            let path = path.display();
            Failure::new(format_args!("cannot write {path}: {error}; name a file in a folder of your own"))
        })?;
        output::text(out, &format!("wrote {}\n", path.display()))?;
        Ok(Exit::Fine)
    }
}

/// The profile of a file, else of the settings, else the standard one.
pub(super) fn profile(path: Option<&Path>, settings: &Settings) -> Result<Arc<Profile>, Failure> {
    match path.or(settings.profile()) {
        Some(path) => super::profile::loaded(path),
        None => Ok(Profile::standard()),
    }
}

/// What connections do where nobody said otherwise.
fn practice() -> Practice {
    Practice {
        quiet: Duration::from_secs(Connection::QUIET_SECONDS.into()),
        schedule: Schedule::default(),
        removal_after: Connection::REMOVAL_AFTER,
        grace_days: Connection::GRACE_DAYS,
        login_failures: USER_FAILURES,
        login_window: WINDOW.unsigned_abs(),
    }
}
