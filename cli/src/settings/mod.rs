//! Settings: `rollcall.toml`, then `ROLLCALL_*`, then flags; the later wins.

mod known;
mod sources;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

pub(crate) use known::{KNOWN, Known};

use crate::exit::Failure;

/// Settings given as flags.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    /// Another settings file.
    pub(crate) config: Option<PathBuf>,
    /// Name and value.
    pub(crate) values: Vec<(&'static str, String)>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    Default,
    /// A settings file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Environment(name) => f.write_str(name),
            Origin::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// One setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: Option<String>,
    pub(crate) origin: Origin,
}

/// All settings as they are in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    values: Vec<(&'static Known, Value)>,
}

/// Reads all sources.
///
/// # Errors
/// A file that cannot be read, a name that nobody knows, or a value that makes no sense.
pub(crate) fn load(
    overrides: &Overrides,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Settings, Failure> {
    let environment = sources::environment(environment)?;
    let mut settings = Settings::default();
    let file = overrides.config.clone().or_else(|| environment.config.clone());
    for (name, text, origin) in sources::file(file)?.into_iter().chain(environment.values) {
        settings.set(&name, text, origin)?;
    }
    for (name, text) in &overrides.values {
        settings.set(name, text.clone(), Origin::Flag(name))?;
    }
    Ok(settings)
}

/// A path that means the same wherever it is used.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display();
    std::path::absolute(path)
        .map_err(|error| Failure::new(format_args!("{shown} is no path: {error}; give another")))
}

impl Default for Settings {
    fn default() -> Settings {
        let value = |known: &Known| Value { text: (known.default)(), origin: Origin::Default };
        Settings { values: KNOWN.iter().map(|known| (known, value(known))).collect() }
    }
}

impl Settings {
    /// Every setting and its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static Known, &Value)> {
        self.values.iter().map(|(known, value)| (*known, value))
    }

    /// Threads that read files, at least 1.
    pub(crate) fn threads(&self) -> usize {
        self.text("threads").and_then(|text| text.parse().ok()).unwrap_or(1)
    }

    /// The field profile's file, if one is named.
    pub(crate) fn profile(&self) -> Option<&Path> {
        self.text("profile").map(Path::new)
    }

    /// The data directory.
    ///
    /// # Errors
    /// Nobody said where it is.
    pub(crate) fn data(&self) -> Result<PathBuf, Failure> {
        let Some(data) = self.text("data") else {
            return Err(Failure::new("no data directory is set; give --data DIR or set ROLLCALL_DATA"));
        };
        absolute(Path::new(data))
    }

    /// The stack to work on instead of a data directory, if one is named.
    pub(crate) fn stack(&self) -> Option<&str> {
        self.text("stack")
    }

    /// The same settings with another value for one of them.
    ///
    /// # Errors
    /// The value makes no sense.
    pub(crate) fn with(mut self, name: &'static str, text: &str) -> Result<Settings, Failure> {
        self.set(name, text.to_owned(), Origin::Flag(name))?;
        Ok(self)
    }

    /// A setting that has a default; empty if it has none.
    pub(crate) fn required(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.name == name).and_then(|(_, value)| value.text.as_deref())
    }

    fn set(&mut self, name: &str, text: String, origin: Origin) -> Result<(), Failure> {
        let Some((known, value)) = self.values.iter_mut().find(|(known, _)| known.name == name) else {
            return Err(sources::unknown(name, &origin));
        };
        if let Err(wanted) = (known.check)(&text) {
            return Err(Failure::new(format_args!("{name} is \"{text}\" ({origin}); give {wanted}")));
        }
        *value = Value { text: Some(text), origin };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(flags: &[(&'static str, &str)], environment: &[(&str, &str)]) -> Result<Settings, Failure> {
        let values = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let none = tempfile::NamedTempFile::new().unwrap();
        let overrides = Overrides { config: Some(none.path().to_owned()), values };
        load(&overrides, environment.iter().map(|(name, value)| (name.into(), value.into())))
    }

    #[test]
    fn flags_win_over_the_environment_and_the_environment_over_defaults() {
        let settings =
            with(&[("threads", "3")], &[("ROLLCALL_THREADS", "2"), ("ROLLCALL_DATA", "here")]).unwrap();
        assert_eq!(settings.threads(), 3);
        let data = settings.iter().find(|(known, _)| known.name == "data").unwrap().1;
        assert_eq!(data.text.as_deref(), Some("here"));
        assert_eq!(data.origin.to_string(), "ROLLCALL_DATA");
        assert_eq!(with(&[], &[]).unwrap().iter().filter(|(_, v)| v.origin != Origin::Default).count(), 0);
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest_known_one() {
        for (name, nearest) in [("ROLLCALL_DTA", "ROLLCALL_DATA"), ("ROLLCALL_THREAD", "ROLLCALL_THREADS")] {
            let Err(Failure::Said(line)) = with(&[], &[(name, "x")]) else { panic!("{name} is known") };
            assert!(line.contains(name) && line.contains(nearest), "{line}");
        }
    }

    #[test]
    fn values_that_make_no_sense_are_refused() {
        for (name, value) in [("threads", "0"), ("threads", "many"), ("sftp", "nowhere"), ("log", "loud")] {
            let Err(Failure::Said(line)) = with(&[(name, value)], &[]) else { panic!("{name} is fine") };
            assert!(line.contains(name) && line.contains("give "), "{line}");
        }
    }
}
