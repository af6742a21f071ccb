//! How far reading is, on a terminal.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use roster::read::Bytes;

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

    /// Never shown.
    pub(crate) fn none() -> Progress {
        Progress { bar: None }
    }

    /// A file whose reading is counted.
    pub(super) fn watch(&self, file: File) -> Box<dyn Bytes> {
        match &self.bar {
            Some(bar) => Box::new(Counted { file, bar: bar.clone() }),
            None => Box::new(file),
        }
    }

    /// Clears the line.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

struct Counted {
    file: File,
    bar: ProgressBar,
}

impl io::Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

impl io::Seek for Counted {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
