//! The programs that are needed beside cargo, and where they are looked for.

use std::env;
use std::path::{Path, PathBuf};

/// MiniStack, and the Python that has SAM's translator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    /// The program `ministack`.
    pub ministack: PathBuf,
    /// The Python beside the program `sam`.
    pub python: PathBuf,
}

impl Tools {
    /// From `TEST_MINISTACK` and `TEST_SAM`, or else from where `./test` puts them; or what is missing.
    pub fn find() -> Result<Tools, String> {
        let ministack = program("TEST_MINISTACK", ".venv/ministack/bin/ministack")?;
        let sam = program("TEST_SAM", ".venv/sam/bin/sam")?;
        let python = sam.with_file_name("python");
        match python.exists() {
            true => Ok(Tools { ministack, python }),
            false => Err(format!("no Python beside {}", sam.display())),
        }
    }
}

/// Why the stack cannot be tried here, if so.
pub fn missing() -> Option<String> {
    Tools::find().err()
}

/// The project's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::parent).unwrap_or(Path::new("/"))
}

fn program(variable: &str, usual: &str) -> Result<PathBuf, String> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| !path.as_os_str().is_empty());
    let path = named.unwrap_or_else(|| root().join(usual));
    match path.exists() {
        true => Ok(path),
        false => Err(format!("{usual} is not installed: `./test tools` does that, or set {variable}")),
    }
}
