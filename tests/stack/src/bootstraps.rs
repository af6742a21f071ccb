//! The functions as zipped bootstraps, built by plain cargo: no cross-compiler is needed to run them here.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Failure;
use crate::tools::root;

/// The functions of the template.
pub const FUNCTIONS: &[&str] = &["authorize", "receive", "process", "apply", "pull", "nightly"];

/// Set where the whole workspace was built just before: cargo chooses other features of the SDK for fewer packages, and
/// would compile it again.
const BUILT: &str = "TEST_BUILT";

/// The binary of each function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bootstraps {
    binaries: BTreeMap<String, PathBuf>,
}

impl Bootstraps {
    /// Every function as it is in `functions/`, built now; one that is not there only echoes.
    pub fn built() -> Result<Bootstraps, Failure> {
        if std::env::var_os(BUILT).is_none() {
            build()?;
        }
        let folder = build_folder()?;
        let binary = |name: &str| match is_written(name) {
            true => folder.join(name),
            // Until it is written.
            false => folder.join("rollcall-echo"),
        };
        let each = FUNCTIONS.iter().map(|name| ((*name).to_owned(), binary(name)));
        Ok(Bootstraps { binaries: each.collect() })
    }

    /// The same binary for each function.
    pub fn all_are(binary: &Path) -> Bootstraps {
        Bootstraps {
            binaries: FUNCTIONS.iter().map(|name| ((*name).to_owned(), binary.to_owned())).collect(),
        }
    }

    /// Each function's name and archive.
    pub fn archives(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        self.binaries.iter().map(|(name, binary)| Ok((name.clone(), archive(binary)?))).collect()
    }
}

fn is_written(name: &str) -> bool {
    root().join("functions").join(name).exists()
}

fn build() -> Result<(), Failure> {
    let functions = FUNCTIONS.iter().filter(|name| is_written(name)).flat_map(|name| ["--bin", name]);
    let arguments: Vec<&str> = ["--bin", "rollcall-echo"].into_iter().chain(functions).collect();
    build_programs(&arguments).map(drop)
}

/// Builds programs of the workspace, as arguments of `cargo build` name them; the folder where they then are.
pub fn build_programs(arguments: &[&str]) -> Result<PathBuf, Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    // With a test among the targets, crates have the features that `cargo test --workspace` built them with.
    command.args(["build", "--locked", "--workspace", "--test", "wiring"]).args(arguments);
    // What cargo says to a test about the test's own package would have build scripts run again.
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|begin| name.starts_with(begin))
        });
        if told {
            command.env_remove(name);
        }
    }
    match command.current_dir(root()).status()?.success() {
        true => build_folder(),
        false => Err("the programs could not be built".into()),
    }
}

/// The folder that holds the binaries of the build that this one is part of.
fn build_folder() -> Result<PathBuf, Failure> {
    let here = std::env::current_exe()?;
    let folder = here.parent().filter(|folder| folder.ends_with("deps")).and_then(Path::parent);
    let folder = folder.or(here.parent()).ok_or("this program lies in no folder")?;
    Ok(folder.to_owned())
}

fn archive(binary: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(binary).map_err(|error| format!("{}: {error}", binary.display()))?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Packing takes longer than everything else, and the archive only goes to a process beside this one.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("bootstrap", options.unix_permissions(0o755).large_file(true))?;
    archive.write_all(&bytes)?;
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_holds_an_executable_named_bootstrap() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("receive");
        std::fs::write(&binary, "program").unwrap();
        let archives = Bootstraps::all_are(&binary).archives().unwrap();
        assert_eq!(archives.len(), FUNCTIONS.len());
        let mut archive = zip::ZipArchive::new(Cursor::new(archives[0].1.clone())).unwrap();
        let file = archive.by_name("bootstrap").unwrap();
        assert_eq!((file.unix_mode().unwrap() & 0o777, file.size()), (0o755, 7));
    }
}
