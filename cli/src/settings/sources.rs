//! Where settings come from: the file and the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{KNOWN, Origin};
use crate::exit::Failure;
use crate::nearest::nearest;

/// The settings file that is read if nobody names one.
const FILE: &str = "rollcall.toml";
const PREFIX: &str = "ROLLCALL_";
/// The variable that names the settings file.
const CONFIG: &str = "ROLLCALL_CONFIG";

/// Name, value and origin of what a source says.
pub(super) type Said = (String, String, Origin);

/// What the environment says.
pub(super) struct Environment {
    /// The settings file.
    pub(super) config: Option<PathBuf>,
    pub(super) values: Vec<Said>,
}

/// Picks our variables.
pub(super) fn environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Environment, Failure> {
    let mut found = Environment { config: None, values: Vec::new() };
    for (variable, value) in variables {
        let Some(variable) = variable.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        if variable == CONFIG {
            found.config = Some(value.into());
            continue;
        }
        let Ok(value) = value.into_string() else {
            return Err(Failure::new(format_args!("{variable} is not UTF-8; set it to text")));
        };
        let name = variable[PREFIX.len()..].to_lowercase().replace('_', "-");
        found.values.push((name, value, Origin::Environment(variable.to_owned())));
    }
    Ok(found)
}

/// Reads a settings file; without a name the one in the current directory, which need not be there.
pub(super) fn file(named: Option<PathBuf>) -> Result<Vec<Said>, Failure> {
    let path = named.clone().unwrap_or_else(|| FILE.into());
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => {
            let path = path.display();
            return Err(Failure::new(format_args!(
                "cannot read the settings in {path}: {error}; check --config and ROLLCALL_CONFIG"
            )));
        }
    };
    parse(&text, &path)
}

fn parse(text: &str, path: &Path) -> Result<Vec<Said>, Failure> {
    let shown = path.display();
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Failure::new(format_args!("{shown}:{line} is not TOML: {}; correct the line", error.message()))
    })?;
    let said = |(name, value): (String, toml::Value)| match value {
        toml::Value::String(text) => Ok((name, text, Origin::File(path.to_owned()))),
        toml::Value::Integer(number) => Ok((name, number.to_string(), Origin::File(path.to_owned()))),
        _ if KNOWN.iter().any(|known| known.name == name) => Err(Failure::new(format_args!(
            "{name} in {shown} is neither text nor a number; write {name} = \"...\""
        ))),
        _ => Err(unknown(&name, &Origin::File(path.to_owned()))),
    };
    table.into_iter().map(said).collect()
}

/// What to say to a name that nobody knows.
pub(super) fn unknown(name: &str, origin: &Origin) -> Failure {
    let meant = nearest(name, KNOWN.iter().map(|known| known.name)).unwrap_or_default();
    match origin {
        Origin::Environment(variable) => {
            let names = KNOWN.iter().map(|known| variable_of(known.name));
            let names = names.chain([CONFIG.to_owned()]).collect::<Vec<_>>();
            let meant = nearest(variable, names.iter().map(String::as_str)).unwrap_or_default();
            Failure::new(format_args!(
                "there is no setting {variable}; did you mean {meant}? Unset or rename it"
            ))
        }
        Origin::Default | Origin::File(_) | Origin::Flag(_) => Failure::new(format_args!(
            "there is no setting \"{name}\" ({origin}); did you mean \"{meant}\"? `rollcall config` lists them"
        )),
    }
}

/// The variable of a setting.
pub(crate) fn variable_of(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_say_names_and_values_and_where_they_are_wrong() {
        let path = Path::new("r.toml");
        let said = parse("data = \"d\"\nthreads = 2\n", path).unwrap();
        let said: Vec<_> = said.iter().map(|(name, value, _)| (name.as_str(), value.as_str())).collect();
        assert_eq!(said, [("data", "d"), ("threads", "2")]);
        for (text, wanted) in [
            ("data = \"d\"\nthreads = = 2\n", "r.toml:2 is not TOML"),
            ("data = true", "data in r.toml is neither text nor a number"),
            ("[sftpp]\n", "did you mean \"sftp\"?"),
        ] {
            let Err(Failure::Said(line)) = parse(text, path) else { panic!("{text} is fine") };
            assert!(line.contains(wanted) && !line.contains('\n'), "{line}");
        }
    }
}
