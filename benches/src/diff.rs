//! `rollcall diff` and its peer by turns on the same two days, with both outputs checked.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Failure;
use crate::counts::{Verdict, compare};
use crate::measure::Usage;
use crate::ours::Rollcall;
use crate::peer::Peer;
use crate::set::Set;
use crate::table;

/// Which sets to measure, with which programs.
#[derive(Args)]
pub(crate) struct Diff {
    /// Folder with `peer_duckdb.py`.
    #[arg(long, env = "ROLLCALL_BENCH_PEER")]
    peer: PathBuf,
    /// A Python that has the `duckdb` package.
    #[arg(long, env = "ROLLCALL_BENCH_PYTHON", default_value = "python3")]
    python: PathBuf,
    /// The program to measure; by default the one beside this program.
    #[arg(long, env = "ROLLCALL_BENCH_BIN")]
    rollcall: Option<PathBuf>,
    /// A folder with `day1`, `day2` and perhaps `expected.json`; may be repeated.
    #[arg(long = "set", value_name = "DIR")]
    sets: Vec<PathBuf>,
    /// Make up a district of this size; may be repeated. 10000 if there is no set either.
    #[arg(long, value_name = "N")]
    students: Vec<u32>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often each program runs on each set.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Where made-up sets and outputs go until the end; by default the system's temporary folder.
    #[arg(long)]
    work: Option<PathBuf>,
}

impl Diff {
    /// Measures every set and prints a table for each.
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let work = match &self.work {
            Some(folder) => tempfile::tempdir_in(folder)?,
            None => tempfile::tempdir()?,
        };
        let ours = Rollcall::find(self.rollcall.as_deref(), work.path())?;
        let peer = Peer::find(&self.python, &self.peer, work.path())?;
        let mut verdict = Verdict::Agree;
        for folder in &self.sets {
            verdict = verdict.and(self.measure(&Set::open(folder)?, &ours, &peer)?);
        }
        for students in self.sizes() {
            let folder = work.path().join(format!("made-up-{students}"));
            let set = Set::make_up(students, self.seed, &folder)?;
            verdict = verdict.and(self.measure(&set, &ours, &peer)?);
            std::fs::remove_dir_all(folder)?;
        }
        Ok(verdict)
    }

    fn sizes(&self) -> Vec<u32> {
        match self.sets.is_empty() && self.students.is_empty() {
            true => vec![10_000],
            false => self.students.clone(),
        }
    }

    fn measure(&self, set: &Set, ours: &Rollcall, peer: &Peer) -> Result<Verdict, Failure> {
        let rows = set.read_once()?;
        let mut usages: (Vec<Usage>, Vec<Usage>) = Default::default();
        for _ in 0..self.runs {
            usages.0.push(ours.diff(set)?);
            usages.1.push(peer.diff(set)?);
        }
        let differences = compare(&ours.counts()?, &peer.counts()?, &set.expected);
        print(&set.folder, &table::render(rows, &usages.0, &usages.1), &differences)?;
        Ok(if differences.is_empty() { Verdict::Agree } else { Verdict::Differ })
    }
}

fn print(set: &Path, table: &str, differences: &[String]) -> Result<(), Failure> {
    let mut out = stdout().lock();
    writeln!(out, "{}\n{table}", set.file_name().unwrap_or(set.as_os_str()).display())?;
    match differences.is_empty() {
        true => writeln!(out, "  both found what was expected\n")?,
        false => writeln!(out, "  DIFFERENT: {}\n", differences.join("\n  DIFFERENT: "))?,
    }
    out.flush()?;
    Ok(())
}
