//! How far reading is, on a terminal.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line on standard error that says what has been read; nothing if that is no terminal.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shown while it lives, if standard error is a terminal.
    pub(crate) fn shown() -> Progress {
        if !io::stderr().is_terminal() {
            return Progress::none();
        }
        let bar = ProgressBar::new_spinner();
        let line = "{spinner} {bytes} read, {binary_bytes_per_sec}, {elapsed}";
        if let Ok(style) = ProgressStyle::with_template(line) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress { bar: Some(bar) }
    }

    /// Shown while it lives, if standard error is a terminal: what is being done.
    pub(crate) fn telling() -> Progress {
        let progress = Progress::shown();
        if let (Some(bar), Ok(style)) =
            (&progress.bar, ProgressStyle::with_template("{spinner} {msg}, {elapsed}"))
        {
            bar.set_style(style);
        }
        progress
    }

    /// Says what is being done.
    pub(crate) fn say(&self, what: impl Into<String>) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.into());
        }
    }

    /// Does something that writes to the terminal, without the line in between.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Never shown.
    pub(crate) fn none() -> Progress {
        Progress { bar: None }
    }

    /// Counts what was read.
    pub(super) fn add(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }

    /// Clears the line.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
