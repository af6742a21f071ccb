//! Runs a program once and tells what it took.

use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::Failure;

/// What one run took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    /// User and system time of all threads.
    pub(crate) cpu: Duration,
    /// Most bytes resident at once, mapped files included: what Linux calls VmHWM.
    pub(crate) peak: u64,
}

/// Runs `command` with its standard output in `output`.
pub(crate) fn run(command: &mut Command, output: &Path) -> Result<(Usage, ExitStatus), Failure> {
    command.stdin(Stdio::null()).stdout(File::create(output)?);
    let start = Instant::now();
    let child =
        command.spawn().map_err(|e| format!("cannot run {}: {e}", command.get_program().display()))?;
    let ended = child.wait4()?;
    let wall = start.elapsed();
    let cpu = ended.rusage.utime + ended.rusage.stime;
    Ok((Usage { wall, cpu, peak: ended.rusage.maxrss }, ended.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_output_status_and_memory() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        let (usage, status) = run(Command::new("sh").args(["-c", "echo hello; exit 3"]), &output).unwrap();
        assert_eq!((status.code(), std::fs::read_to_string(&output).unwrap()), (Some(3), "hello\n".into()));
        assert!(usage.peak > 100_000, "{usage:?}");
        assert!(run(&mut Command::new("no-such-program-at-all"), &output).is_err());
    }
}
