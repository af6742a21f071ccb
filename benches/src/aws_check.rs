//! The step of the function `process` (read, validate, compare, write findings and change set) with what it reads and
//! writes in a bucket, beside the same step on one machine's files.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use roster::generate::{District, Stamp};
use roster_aws::{Clients, S3Artifacts};
use roster_local::DataDir;
use roster_pipeline::assemble::Patience;
use roster_pipeline::ports::Artifacts;
use roster_pipeline::receive::receive;
use roster_pipeline::steps::check_new;
use serde_json::json;

use crate::Failure;
use crate::aws_store::{Emulator, config, seconds};
use crate::counts::Verdict;
use crate::nights::{Machine, YEAR_BEGINS, cpu, night};

/// The least share of the local rows per CPU second that a bucket may leave.
const BUDGET: f64 = 0.7;

/// Checks a first delivery and one with changes, with artifacts in an emulated S3 and with artifacts in a directory.
/// Prints one JSON object for each, and the ratio of rows per CPU second; differs if that is under 0.7.
#[derive(clap::Args)]
pub(crate) struct AwsCheck {
    /// Students of the made-up district.
    #[arg(long, default_value_t = 20_000)]
    students: u32,
    /// Seed of the district.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the data directories and the files.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// CPU and wall time of a step.
#[derive(Default, Clone, Copy)]
struct Spent {
    cpu: Duration,
    wall: Duration,
}

impl AwsCheck {
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let base = self.work.clone().unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new().prefix("rollcall-aws-check-").tempdir_in(base)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.play(dir.path()))
    }

    async fn play(&self, dir: &Path) -> Result<Verdict, Failure> {
        let emulator = Emulator::start("s3-emulator")?;
        let clients = Clients::with(config(&emulator.url).await);
        clients.s3().create_bucket().bucket("artifacts").send().await?;
        let bucket = S3Artifacts::new(&clients.s3(), "artifacts");
        let local = self.side("directory", dir, None).await?;
        let s3 = self.side("bucket", dir, Some(Arc::new(bucket))).await?;
        let ratio = local.cpu.as_secs_f64() / s3.cpu.as_secs_f64();
        writeln!(
            stdout(),
            "{}",
            json!({ "rows_per_cpu_s_of_local": (ratio * 100.0).round() / 100.0, "budget": BUDGET })
        )?;
        Ok(if ratio < BUDGET { Verdict::Differ } else { Verdict::Agree })
    }

    /// Both deliveries on one side, the first applied in between.
    async fn side(
        &self,
        name: &str,
        dir: &Path,
        artifacts: Option<Arc<dyn Artifacts>>,
    ) -> Result<Spent, Failure> {
        let data = DataDir::open(dir.join(name))?;
        let _lock = data.lock("rollcall-benches")?;
        data.open_control()?;
        let mut machine = Machine::new(&data, Arc::new(data.open_roster()?)).await?;
        if let Some(artifacts) = artifacts {
            machine.ports.artifacts = artifacts;
        }
        let district = District::new(self.students, self.seed, YEAR_BEGINS).stamped(Stamp::Blank);
        let mut all = Spent::default();
        for (number, day) in [1, 2].into_iter().enumerate() {
            let rows = machine.upload(&district.on_day(day), &dir.join("export.csv")).await?;
            let at = night(number)?;
            let (cpu_before, began) = (cpu()?, Instant::now());
            receive(&machine.ports, &machine.key, Patience::None, at).await?;
            let received = Spent { cpu: cpu()? - cpu_before, wall: began.elapsed() };
            let (cpu_before, began) = (cpu()?, Instant::now());
            check_new(&machine.ports, &machine.key, at).await?;
            let checked = Spent { cpu: cpu()? - cpu_before, wall: began.elapsed() };
            all = Spent { cpu: all.cpu + checked.cpu, wall: all.wall + checked.wall };
            let line = json!({
                "artifacts": name, "delivery": number + 1, "rows": rows,
                "receive_cpu_s": seconds(received.cpu), "receive_wall_s": seconds(received.wall),
                "check_cpu_s": seconds(checked.cpu), "check_wall_s": seconds(checked.wall),
                "rows_per_cpu_s": (rows as f64 / checked.cpu.as_secs_f64()).round(),
            });
            writeln!(stdout(), "{line}")?;
            machine.work(at).await?;
        }
        Ok(all)
    }
}
