//! Whole nights with the roster in DynamoDB: requests by kind, and CPU time of ours and of the emulator apart.

use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use rollcall_emulators::{ACCESS_KEY, SECRET_KEY};
use roster::generate::District;
use roster_aws::Clients;
use roster_aws::dynamo::roster::{Requests, RosterTable, definition};
use roster_local::DataDir;
use serde_json::{Value, json};

use crate::Failure;
use crate::counts::Verdict;
use crate::nights::{Machine, NIGHTS, YEAR_BEGINS, cpu, cpu_of, night, peak};

/// Plays nights with the roster in an emulated DynamoDB. Prints one JSON object per night.
#[derive(clap::Args)]
pub(crate) struct AwsStore {
    /// Students of the made-up district; 61,000 make a million records.
    #[arg(long, default_value_t = 61_000)]
    students: u32,
    /// Seed of the district.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Requests in flight at once.
    #[arg(long, default_value_t = 64)]
    at_once: usize,
    /// Folder for the data directory and the files.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

impl AwsStore {
    /// Runs the nights; differs if a night wrote other than what changed, or read what did not.
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let base = self.work.clone().unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new().prefix("rollcall-aws-store-").tempdir_in(base)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.play(dir.path()))
    }

    async fn play(&self, dir: &Path) -> Result<Verdict, Failure> {
        let data = DataDir::open(dir.join("data"))?;
        let _lock = data.lock("rollcall-benches")?;
        let emulator = Emulator::start("dynamodb-emulator")?;
        let requests = Requests::default();
        let client = requests.of_client(&Clients::with(config(&emulator.url).await).dynamodb());
        definition().create(&client, "roster")?.send().await?;
        let table = RosterTable::new(client, "roster").at_once(self.at_once);
        let machine = Machine::new(&data, Arc::new(table)).await?;
        let district = District::new(self.students, self.seed, YEAR_BEGINS);
        let mut verdict = Verdict::Agree;
        for (number, (name, day, stamp, expected)) in NIGHTS.into_iter().enumerate() {
            let today = district.on_day(day).stamped(stamp);
            let rows = machine.upload(&today, &dir.join("export.csv")).await?;
            requests.take();
            let (own, emulated, began) = (cpu()?, emulator.cpu()?, Instant::now());
            let changes = machine.work(night(number)?).await?;
            let (wall, own, emulated) = (began.elapsed(), cpu()? - own, emulator.cpu()? - emulated);
            let asked = requests.take();
            let count = |what: &str| asked.get(what).copied().unwrap_or(0);
            if count("UpdateItem") != expected.unwrap_or(changes) || count("items read") > 0 {
                verdict = Verdict::Differ;
            }
            let line = json!({
                "night": name, "rows": rows, "changes": changes, "requests": asked, "wall_s": seconds(wall),
                "cpu_s": seconds(own), "emulator_cpu_s": seconds(emulated), "peak_mb_so_far": peak()? / 1024,
            });
            writeln!(stdout(), "{line}")?;
        }
        Ok(verdict)
    }
}

pub(crate) fn seconds(time: Duration) -> Value {
    json!(time.as_millis() as f64 / 1_000.0)
}

/// The SDK's configuration for an emulator.
pub(crate) async fn config(url: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "benches"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await
}

/// What there is an emulator of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Service {
    DynamoDb,
    S3,
}

/// This program as the emulator.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) url: String,
    _until_closed: ChildStdin,
}

impl Emulator {
    /// With the hidden subcommand of that name.
    pub(crate) fn start(which: &str) -> Result<Emulator, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg(which).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let until_closed = child.stdin.take().ok_or("no standard input")?;
        let mut url = String::new();
        BufReader::new(child.stdout.take().ok_or("no standard output")?).read_line(&mut url)?;
        Ok(Emulator { child, url: url.trim().to_owned(), _until_closed: until_closed })
    }

    fn cpu(&self) -> Result<Duration, Failure> {
        cpu_of(&self.child.id().to_string())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It has nothing to finish, and one that is gone needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves DynamoDB or S3 until standard input ends; prints its address.
pub(crate) fn emulate(service: Service) -> Result<Verdict, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let emulator = runtime.block_on(async {
        match service {
            Service::DynamoDb => rollcall_emulators::dynamodb().await,
            Service::S3 => rollcall_emulators::s3().await,
        }
    });
    writeln!(stdout(), "{}", emulator.url())?;
    stdin().read_to_end(&mut Vec::new())?;
    Ok(Verdict::Agree)
}
